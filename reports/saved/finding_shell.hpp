// A finding of a campaign as a script for any POSIX shell with curl: it sends the same requests to
// any server and says whether the failure still occurs.
#pragma once

#include <string>

#include "fuzz/campaign/finding.hpp"

namespace conform::reports {

/// Its argument is the base URL for streams. Exits with 1 if the failure occurs, with 0 if it does
/// not, with 2 if that cannot be determined. Contains no credentials: it reads them from
/// CONFORM_AUTHORIZATION.
[[nodiscard]] std::string shell_script(const fuzz::Finding& finding);

}  // namespace conform::reports
