#include "harness/cli/options/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace conform {
namespace {

bool is_plain(std::string_view text) {
  constexpr std::string_view safe = "-._/:@=,+%";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           safe.find(c) != std::string_view::npos;
  });
}

std::string shell_quote(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

class Line {
 public:
  explicit Line(std::string program) : text_(std::move(program)) {}

  void flag(std::string_view name, bool given) {
    if (given) text_ += fmt::format(" {}", name);
  }
  void option(std::string_view name, const std::optional<std::string>& value) {
    if (value) text_ += fmt::format(" {} {}", name, shell_quote(*value));
  }
  void each(std::string_view name, const std::vector<std::string>& values) {
    for (const auto& value : values) option(name, value);
  }
  void list(std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) option(name, fmt::format("{}", fmt::join(values, ",")));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::vector<std::string> without_values(const std::vector<std::string>& headers) {
  std::vector<std::string> names;
  for (const auto& header : headers) names.push_back(header.substr(0, header.find(':')) + ": …");
  return names;
}

/// What every command that asks a server takes.
Line line_of_connection(const Settings& settings, std::string program) {
  Line line(std::move(program));
  line.option("--target", settings.target);
  line.option("--server", settings.server);
  line.each("-H", without_values(settings.headers));
  line.option("--cacert", settings.cacert);
  line.flag("--insecure", settings.insecure.value_or(false));
  line.flag("--http2", settings.http2.value_or(false));
  line.option("--timeout", settings.timeout);
  return line;
}

Line line_of_target(const Settings& settings) {
  Line line = line_of_connection(settings, "conform");
  line.flag("--self", settings.self);
  line.flag("--sim", settings.sim);
  line.option("--retention-hook", settings.retention_hook);
  line.list("--require", settings.require);
  line.list("--lacks", settings.lacks);
  line.each("--suites", settings.suites);
  return line;
}

}  // namespace

std::string command_line(const Settings& settings) {
  Line line = line_of_target(settings);
  line.list("--suite", settings.suite);
  line.list("--only", settings.only);
  line.list("--skip", settings.skip);
  line.option("--level", settings.level);
  line.option("--shard", settings.shard);
  line.option("--baseline", settings.baseline);
  line.option("--fail-on", settings.fail_on);
  return line.text();
}

std::string command_line_of_target(const Settings& settings) {
  return line_of_target(settings).text();
}

std::string command_line_of_replay(const std::string& file, const Settings& settings) {
  return line_of_connection(settings, "conform replay " + shell_quote(file)).text();
}

std::string command_line(const FuzzSettings& settings) {
  Line line = line_of_connection(settings.common, "conform fuzz");
  const auto number = [&](std::string_view name, const auto& value) {
    if (value) line.option(name, fmt::format("{}", *value));
  };
  line.flag("--malformed", settings.malformed);
  line.option("--time", settings.time);
  number("--runs", settings.runs);
  line.option("--seed", std::to_string(settings.seed));
  if (settings.clients.value_or(1) > 1) {
    line.option("--clients", std::to_string(*settings.clients));
  }
  number("--rate", settings.rate);
  line.each("--defect", settings.defects);
  line.flag("--blind", settings.blind);
  line.option("--dir", settings.folder);
  line.option("--baseline", settings.common.baseline);
  line.option("--fail-on", settings.common.fail_on);
  return line.text();
}

std::string command_line(const ProveSettings& settings) {
  Line line("conform prove");
  line.list("--defect", settings.defects);
  if (settings.sample) line.option("--sample", std::to_string(*settings.sample));
  line.each("--suites", settings.suites);
  return line.text();
}

}  // namespace conform
