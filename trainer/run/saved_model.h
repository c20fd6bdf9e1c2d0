#pragma once

#include "trainer/run/run_folder.h"
