#pragma once

#include "trainer/device/device.h"
