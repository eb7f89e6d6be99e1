// One clear sentence on the standard error, and the exit status that goes with it.
#pragma once

#include <string_view>

namespace conform {

/// Prints "conform: sentence" and returns the status, for `return fail(…)`.
int fail(int status, std::string_view sentence);

}  // namespace conform
