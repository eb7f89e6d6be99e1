// Converts command-line settings into a target and transport options.
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

/// Why the file of --cacert cannot be used, in one sentence.
[[nodiscard]] std::optional<std::string> ca_file_problem(const Settings& settings);

/// The headers for every request, from -H and CONFORM_AUTHORIZATION.
[[nodiscard]] Expected<http::Headers, std::string> credentials_of(const Settings& settings);

/// The time limit of a step that does not set one: --timeout, if given.
[[nodiscard]] Expected<Duration, std::string> time_limit_of(const Settings& settings);

/// What is wrong with the names in --require and --lacks, in one sentence.
[[nodiscard]] std::optional<std::string> capability_problem(const Settings& settings);

/// Six random letters and digits.
[[nodiscard]] std::string new_run_id();

}  // namespace conform
