// The one door to toml++. Its switches are set for the whole target (cmake/rooms.cmake), so that
// every unit sees the same library.
#pragma once

// What toml++ asserts, or lets the compiler assume, a file of the user's can break, as "[.x]" does;
// behind each assertion it says properly what is wrong. So there are none.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

// NOLINTNEXTLINE(misc-redundant-expression): the switches are macros.
static_assert(TOML_HEADER_ONLY == 0 && TOML_ENABLE_UNRELEASED_FEATURES == 1 && TOML_EXCEPTIONS == 0,
              "link the target tomlplusplus");
