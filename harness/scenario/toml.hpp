// The one door to toml++. Its switches are set for the whole target (cmake/rooms.cmake), so that
// every unit sees the same library.
#pragma once

#include <toml++/toml.h>

// NOLINTNEXTLINE(misc-redundant-expression): the switches are macros.
static_assert(TOML_HEADER_ONLY == 0 && TOML_ENABLE_UNRELEASED_FEATURES == 1 && TOML_EXCEPTIONS == 0,
              "link the target tomlplusplus");
