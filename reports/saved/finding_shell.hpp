// A finding of a campaign as a script for any POSIX shell with curl: it asks the same of any server
// and says whether the fault is still there.
#pragma once

#include <string>

#include "fuzz/campaign/finding.hpp"

namespace conform::reports {

/// Takes the URL below which streams are made as its argument. Exits with 1 when the fault is seen,
/// with 0 when it is not, with 2 when that cannot be told. Credentials are left out: it takes them
/// from CONFORM_AUTHORIZATION.
[[nodiscard]] std::string shell_script(const fuzz::Finding& finding);

}  // namespace conform::reports
