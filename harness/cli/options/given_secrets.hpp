// The credentials among the settings.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "reports/secrets.hpp"

namespace conform {

/// Header values, users, passwords and query parameters in URLs, and what looks like a credential
/// in the commands of --server and of a client; CONFORM_AUTHORIZATION too.
[[nodiscard]] reports::Secrets secrets_in(const Settings& settings);
/// The same of a command line that may be wrong: values of -H, and URLs.
[[nodiscard]] reports::Secrets secrets_in(const std::vector<std::string>& arguments);

}  // namespace conform
