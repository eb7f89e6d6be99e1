#include "harness/cli/options/profile.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "harness/cli/options/given_secrets.hpp"
#include "harness/cli/options/option.hpp"
#include "harness/scenario/bounded_toml.hpp"
#include "harness/scenario/nearest.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

using Problem = std::optional<std::string>;

constexpr std::string_view profile_name = "conform.toml";

/// Readers for the value of a key; on a wrong type each returns a description of the right one.
Problem take(const toml::node& node, bool& value) {
  const auto on = node.value_exact<bool>();
  if (!on) return "must be true or false";
  value = *on;
  return std::nullopt;
}

Problem take(const toml::node& node, std::string& value) {
  const auto text = node.value_exact<std::string>();
  if (!text) return "must be a text";
  value = *text;
  return std::nullopt;
}

Problem take(const toml::node& node, std::size_t& value) {
  const auto number = node.value_exact<std::int64_t>();
  if (!number || *number < 0) return "must be a number";
  value = static_cast<std::size_t>(*number);
  return std::nullopt;
}

Problem take(const toml::node& node, double& value) {
  const auto number = node.value<double>();
  if (!number) return "must be a number";
  value = *number;
  return std::nullopt;
}

Problem take(const toml::node& node, std::vector<std::string>& values) {
  if (const auto text = node.value_exact<std::string>()) {
    values = {*text};
    return std::nullopt;
  }
  const toml::array* array = node.as_array();
  if (array == nullptr) return "must be a text or a list of texts";
  for (const auto& element : *array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return "must be a list of texts only";
    values.push_back(*text);
  }
  return std::nullopt;
}

template <class Value>
Problem take(const toml::node& node, std::optional<Value>& value) {
  Value taken{};
  if (auto problem = take(node, taken)) return problem;
  value = std::move(taken);
  return std::nullopt;
}

Problem take_switch(const toml::node& node, std::optional<std::string>& path) {
  bool on = false;
  if (auto problem = take(node, on)) return problem;
  if (on) path = "-";
  return std::nullopt;
}

Problem take(const toml::node& node, const Option& option, Settings& settings) {
  Problem problem;
  const auto* file = std::get_if<ReportFile>(&option.member);
  if (file != nullptr && file->is_flag) {
    problem = take_switch(node, settings.report_files[std::string(file->format)]);
  } else {
    visit_value(option, settings, [&](auto& value) { problem = take(node, value); });
  }
  if (option.is_number() && problem) return problem_with_value(option, "");
  if (problem || !option.is_checked()) return problem;
  for (const auto& text : texts_of(option, settings)) {
    if ((problem = problem_with_value(option, text))) return problem;
  }
  return std::nullopt;
}

std::string at(const std::string& path, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", path, source.begin.line, source.begin.column);
}

const Option* find_key(std::string_view name) {
  for (const auto& option : options()) {
    if (option.has_key() && option.word() == name) return &option;
  }
  return nullptr;
}

Problem take_key(const std::string& path, const toml::key& name, const toml::node& node,
                 Settings& settings) {
  if (const Option* option = find_key(name.str())) {
    const auto problem = take(node, *option, settings);
    if (!problem) return std::nullopt;
    return fmt::format("{}: {}: {}", at(path, node.source()), name.str(), *problem);
  }
  std::vector<std::string_view> names;
  for (const auto& option : options()) {
    if (option.has_key()) names.push_back(option.word());
  }
  return fmt::format("{}: {}", at(path, name.source()), unknown("key", name.str(), names));
}

struct FromFolder {
  const fs::path& folder;

  void operator()(std::string& path) const {
    if (!path.empty() && path != "-" && fs::path(path).is_relative()) {
      path = (folder / path).string();
    }
  }
  void operator()(std::optional<std::string>& path) const {
    if (path) (*this)(*path);
  }
  void operator()(std::vector<std::string>& paths) const {
    for (auto& path : paths) (*this)(path);
  }
  template <class Other>
  void operator()(Other& /*no path*/) const {}
};

void resolve_paths(const std::string& profile, Settings& settings) {
  const fs::path folder = fs::path(profile).parent_path();
  for (const auto& option : options()) {
    if (option.has_key() && option.path != Option::Path::none) {
      visit_value(option, settings, FromFolder{folder});
    }
  }
}

void copy_value(const Option& option, const Settings& from, Settings& to) {
  if (const auto* file = std::get_if<ReportFile>(&option.member)) {
    to.report_files[std::string(file->format)] = from.report_file(file->format);
    return;
  }
  std::visit(
      [&](const auto& member) {
        if constexpr (!std::is_same_v<decltype(member), const ReportFile&>) {
          to.*member = from.*member;
        }
      },
      option.member);
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
    return unexpected(fmt::format("cannot read the settings file {}", path));
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_profile(text, path);
}

Expected<Settings, std::string> parse_profile(std::string_view text, const std::string& path) {
  const toml::parse_result parsed = bounded_toml(text, path);
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

Expected<Settings, std::string> with_profile(Settings flags) {
  const auto path = flags.config ? flags.config : find_profile();
  if (!path) return flags;
  const auto profile = read_profile(*path);
  if (!profile) return unexpected(profile.error());
  // Even if it is not used: what is in the file may also be in the environment of the server.
  reports::never_write(secrets_in(*profile));
  return merged(std::move(flags), *profile);
}

Settings merged(Settings flags, const Settings& profile) {
  // Credentials for one server must not be sent to another given on the command line.
  const bool same_target =
      !flags.sim && !flags.self && (!flags.target || flags.target == profile.target);
  for (const auto& option : options()) {
    if (!option.has_key() || (option.of_one_target && !same_target)) continue;
    if (!is_set(option, flags)) copy_value(option, profile, flags);
  }
  return flags;
}

}  // namespace conform
