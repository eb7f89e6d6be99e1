#include "harness/cli/options/settings.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "harness/scenario/nearest.hpp"
#include "harness/scenario/toml.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

using Problem = std::optional<std::string>;

constexpr std::string_view profile_name = "conform.toml";

/// A key of the profile and the setting that it fills; `problem` says what the value should be.
struct Key {
  std::string_view name;
  Problem (*take)(const toml::node& value, Settings& settings);
};

template <std::optional<std::string> Settings::* setting>
Problem take_text(const toml::node& value, Settings& settings) {
  const auto text = value.value_exact<std::string>();
  if (!text) return "a text";
  settings.*setting = text;
  return std::nullopt;
}

template <std::optional<bool> Settings::* setting>
Problem take_switch(const toml::node& value, Settings& settings) {
  const auto on = value.value_exact<bool>();
  if (!on) return "true or false";
  settings.*setting = on;
  return std::nullopt;
}

template <std::vector<std::string> Settings::* setting>
Problem take_list(const toml::node& value, Settings& settings) {
  if (const auto text = value.value_exact<std::string>()) {
    settings.*setting = {*text};
    return std::nullopt;
  }
  const toml::array* array = value.as_array();
  if (array == nullptr) return "a text or a list of texts";
  for (const auto& element : *array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return "a list of texts only";
    (settings.*setting).push_back(*text);
  }
  return std::nullopt;
}

template <std::optional<std::size_t> Settings::* setting>
Problem take_number(const toml::node& value, Settings& settings) {
  const auto number = value.value_exact<std::int64_t>();
  if (!number || *number < 1 || *number > 10'000) return "a number from 1 to 10000";
  settings.*setting = static_cast<std::size_t>(*number);
  return std::nullopt;
}

constexpr auto keys = std::to_array<Key>({
    {"target", take_text<&Settings::target>},
    {"header", take_list<&Settings::headers>},
    {"cacert", take_text<&Settings::cacert>},
    {"insecure", take_switch<&Settings::insecure>},
    {"http2", take_switch<&Settings::http2>},
    {"timeout", take_text<&Settings::timeout>},
    {"retention-hook", take_text<&Settings::retention_hook>},
    {"jobs", take_number<&Settings::jobs>},
    {"keep-streams", take_switch<&Settings::keep_streams>},
    {"require", take_list<&Settings::require>},
    {"lacks", take_list<&Settings::lacks>},
    {"suite", take_list<&Settings::suite>},
    {"only", take_list<&Settings::only>},
    {"skip", take_list<&Settings::skip>},
    {"level", take_text<&Settings::level>},
    {"suites", take_list<&Settings::suites>},
    {"junit", take_text<&Settings::junit>},
    {"json", take_text<&Settings::json>},
    {"html", take_text<&Settings::html>},
    {"events", take_text<&Settings::events>},
    {"markdown", take_text<&Settings::markdown>},
    {"tap", take_text<&Settings::tap>},
    {"badge", take_text<&Settings::badge>},
    {"annotations", take_switch<&Settings::annotations>},
    {"journal", take_text<&Settings::journal>},
    {"reports", take_text<&Settings::reports>},
    {"baseline", take_text<&Settings::baseline>},
    {"fail-on", take_text<&Settings::fail_on>},
    {"fail-fast", take_switch<&Settings::fail_fast>},
    {"repeat", take_number<&Settings::repeat>},
    {"shuffle", take_switch<&Settings::shuffle>},
    {"server", take_text<&Settings::server>},
    {"server-timeout", take_text<&Settings::server_timeout>},
    {"server-log", take_text<&Settings::server_log>},
});

std::string at(const std::string& path, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", path, source.begin.line, source.begin.column);
}

Problem take_key(const std::string& path, const toml::key& name, const toml::node& value,
                 Settings& settings) {
  for (const Key& key : keys) {
    if (key.name != name.str()) continue;
    const auto problem = key.take(value, settings);
    if (!problem) return std::nullopt;
    return fmt::format("{}: '{}' must be {}", at(path, value.source()), key.name, *problem);
  }
  std::vector<std::string_view> names;
  for (const Key& key : keys) names.push_back(key.name);
  return fmt::format("{}: {}", at(path, name.source()), unknown("key", name.str(), names));
}

void resolve_from(const fs::path& folder, std::string& path) {
  if (!path.empty() && path != "-" && fs::path(path).is_relative()) path = (folder / path).string();
}

void resolve_paths(const std::string& profile, Settings& settings) {
  const fs::path folder = fs::path(profile).parent_path();
  for (auto* path :
       {&settings.cacert, &settings.junit, &settings.json, &settings.html, &settings.events,
        &settings.markdown, &settings.tap, &settings.badge, &settings.journal, &settings.reports,
        &settings.baseline, &settings.server_log}) {
    if (*path) resolve_from(folder, **path);
  }
  for (auto& path : settings.suites) resolve_from(folder, path);
}

template <class Value>
void fill(std::optional<Value>& setting, const std::optional<Value>& from) {
  if (!setting) setting = from;
}

void fill(std::vector<std::string>& setting, const std::vector<std::string>& from) {
  if (setting.empty()) setting = from;
}

}  // namespace

std::optional<std::string> find_profile() {
  std::error_code error;
  fs::path folder = fs::current_path(error);
  if (error) return std::nullopt;
  while (true) {
    if (fs::is_regular_file(folder / profile_name, error)) return (folder / profile_name).string();
    if (folder == folder.root_path()) return std::nullopt;
    folder = folder.parent_path();
  }
}

Expected<Settings, std::string> read_profile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || fs::is_directory(path, error)) {
    return unexpected(fmt::format("{}: the profile cannot be read", path));
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_profile(text, path);
}

Expected<Settings, std::string> parse_profile(std::string_view text, const std::string& path) {
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    return unexpected(
        fmt::format("{}: {}", at(path, parsed.error().source()), parsed.error().description()));
  }
  Settings settings;
  for (const auto& [name, value] : parsed.table()) {
    if (const auto problem = take_key(path, name, value, settings)) return unexpected(*problem);
  }
  resolve_paths(path, settings);
  return settings;
}

Expected<Settings, std::string> with_profile(Settings flags, const std::string& name) {
  const auto path = name.empty() ? find_profile() : name;
  if (!path) return flags;
  const auto profile = read_profile(*path);
  if (!profile) return unexpected(profile.error());
  return merged(std::move(flags), *profile);
}

Settings merged(Settings flags, const Settings& profile) {
  // Credentials for one server must not go to another that the command line names.
  const bool same_target =
      !flags.sim && !flags.self && (!flags.target || flags.target == profile.target);
  if (same_target) fill(flags.headers, profile.headers);
  if (same_target) fill(flags.target, profile.target);
  fill(flags.cacert, profile.cacert);
  fill(flags.insecure, profile.insecure);
  fill(flags.http2, profile.http2);
  fill(flags.timeout, profile.timeout);
  fill(flags.retention_hook, profile.retention_hook);
  fill(flags.jobs, profile.jobs);
  fill(flags.keep_streams, profile.keep_streams);
  fill(flags.require, profile.require);
  fill(flags.lacks, profile.lacks);
  fill(flags.suite, profile.suite);
  fill(flags.only, profile.only);
  fill(flags.skip, profile.skip);
  fill(flags.level, profile.level);
  fill(flags.suites, profile.suites);
  fill(flags.junit, profile.junit);
  fill(flags.json, profile.json);
  fill(flags.html, profile.html);
  fill(flags.events, profile.events);
  fill(flags.markdown, profile.markdown);
  fill(flags.tap, profile.tap);
  fill(flags.badge, profile.badge);
  fill(flags.annotations, profile.annotations);
  fill(flags.journal, profile.journal);
  fill(flags.reports, profile.reports);
  fill(flags.baseline, profile.baseline);
  fill(flags.fail_on, profile.fail_on);
  fill(flags.fail_fast, profile.fail_fast);
  fill(flags.repeat, profile.repeat);
  fill(flags.shuffle, profile.shuffle);
  if (same_target) fill(flags.server, profile.server);
  fill(flags.server_timeout, profile.server_timeout);
  fill(flags.server_log, profile.server_log);
  return flags;
}

}  // namespace conform
