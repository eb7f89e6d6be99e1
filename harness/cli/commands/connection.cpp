#include "harness/cli/commands/connection.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "harness/http/url.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/capability.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {

using namespace std::chrono_literals;

Expected<Connection, std::string> connection_to(const std::string& url, const Settings& settings,
                                                const http::Headers& credentials) {
  auto target = Target::parse(url);
  if (!target) return unexpected("--target: " + target.error());
  target->credentials = credentials;
  if (!settings.target && !settings.server)
    target->retention_hook = reference_retention_hook(*target);
  if (settings.retention_hook) {
    if (const auto hook = http::parse_url(*settings.retention_hook); !hook) {
      return unexpected("--retention-hook: " + hook.error());
    }
    target->retention_hook = *settings.retention_hook;
  }
  const auto limit = time_limit_of(settings);
  if (!limit) return unexpected(limit.error());
  CurlOptions curl;
  curl.http2 = settings.http2.value_or(false);
  curl.insecure = settings.insecure.value_or(false);
  curl.ca_file = settings.cacert.value_or("");
  curl.user_agent = "conform/" CONFORM_VERSION;
  curl.connect_limit = *limit;
  if (auto problem = ca_file_problem(settings)) return unexpected(*std::move(problem));
  return Connection{*std::move(target), std::move(curl)};
}

std::optional<std::string> ca_file_problem(const Settings& settings) {
  if (!settings.cacert || ::access(settings.cacert->c_str(), R_OK) == 0) return std::nullopt;
  return fmt::format("--cacert: cannot read {}; give a PEM file", *settings.cacert);
}

Expected<http::Headers, std::string> credentials_of(const Settings& settings) {
  http::Headers headers;
  for (const auto& line : settings.headers) {
    const auto colon = line.find(':');
    const bool has_break = line.find_first_of("\r\n") != std::string::npos;
    if (colon == std::string::npos || colon == 0 || has_break) {
      // What has no colon may be a value.
      const auto name =
          colon == std::string::npos ? std::string() : " '" + line.substr(0, colon) + "'";
      return unexpected(fmt::format("invalid header{}; write 'NAME: VALUE'", name));
    }
    headers.add(line.substr(0, colon), std::string(http::trim(line.substr(colon + 1))));
  }
  const char* authorization = std::getenv("CONFORM_AUTHORIZATION");
  if (authorization != nullptr && *authorization != '\0' && !headers.contains("Authorization")) {
    headers.add("Authorization", authorization);
  }
  return headers;
}

Expected<Duration, std::string> time_limit_of(const Settings& settings) {
  if (!settings.timeout) return Duration(10s);
  const auto limit = parse_duration(*settings.timeout);
  if (!limit) return unexpected("--timeout: " + limit.error());
  if (*limit <= Duration::zero()) return unexpected(std::string("--timeout: must be above zero"));
  return *limit;
}

std::string new_run_id() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  std::string id;
  for (int i = 0; i < 6; ++i) id += letters[pick(random)];
  return id;
}

std::optional<std::string> capability_problem(const Settings& settings) {
  const auto known = known_capabilities();
  const auto unknown_in = [&](std::string_view flag,
                              const std::vector<std::string>& names) -> std::optional<std::string> {
    for (const auto& name : names) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      return fmt::format("{}: {}", flag, unknown("capability", name, known));
    }
    return std::nullopt;
  };
  if (auto problem = unknown_in("--require", settings.require)) return problem;
  if (auto problem = unknown_in("--lacks", settings.lacks)) return problem;
  for (const auto& name : settings.lacks) {
    if (std::find(settings.require.begin(), settings.require.end(), name) ==
        settings.require.end()) {
      continue;
    }
    return fmt::format("'{}' is in both --require and --lacks: remove it from one", name);
  }
  return std::nullopt;
}

}  // namespace conform
