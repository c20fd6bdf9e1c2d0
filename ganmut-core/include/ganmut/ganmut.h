#pragma once

// Everything an application needs.
#include <ganmut/action_units.h>
#include <ganmut/error.h>
#include <ganmut/face_editor.h>
#include <ganmut/libraries.h>
#include <ganmut/model.h>
#include <ganmut/presets.h>
#include <ganmut/space_grid.h>
#include <ganmut/trajectory.h>
