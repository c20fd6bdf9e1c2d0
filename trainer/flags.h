#pragma once

#include "trainer/cli/flags.h"
