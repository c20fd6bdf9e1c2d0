#pragma once

#include "trainer/state/run_state.h"
