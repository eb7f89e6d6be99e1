// How the program reaches a server: from what the command line says to a target and a transport's
// options.
#pragma once

#include <optional>
#include <string>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform {

struct Connection {
  Target target;
  CurlOptions curl;
};

/// The error is one sentence that names the flag.
[[nodiscard]] Expected<Connection, std::string> connection_to(const std::string& url,
                                                              const Settings& settings,
                                                              const http::Headers& credentials);

/// What every request must carry, from -H and CONFORM_AUTHORIZATION.
[[nodiscard]] Expected<http::Headers, std::string> credentials_of(const Settings& settings);

/// The limit of a step that sets none; what --timeout says, if it does.
[[nodiscard]] Expected<Duration, std::string> time_limit_of(const Settings& settings);

/// What is wrong with the names in --require and --lacks, in one sentence.
[[nodiscard]] std::optional<std::string> capability_problem(const Settings& settings);

/// Six letters and digits that no other run has.
[[nodiscard]] std::string new_run_id();

}  // namespace conform
