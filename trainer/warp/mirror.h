#pragma once

#include "trainer/augment/batch_augmentation.h"
