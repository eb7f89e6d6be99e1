#include "harness/cli/commands/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/judge/judge.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/suite_source.hpp"

namespace conform {
namespace {

/// Capabilities are those of Durable Streams.
void forget_needs(Catalogue& catalogue) {
  for (auto& suite : catalogue.suites) {
    for (auto& scenario : suite.scenarios) scenario.needs.clear();
  }
}

}  // namespace

Expected<Catalogue, std::string> load_catalogue(const std::vector<std::string>& folders,
                                                std::string_view protocol) {
  std::vector<SuiteFolder> sources = embedded_suites(protocol);
  if (sources.empty()) {
    return unexpected(fmt::format("unknown protocol '{}'; there are {}", protocol,
                                  fmt::join(embedded_protocols(), ", ")));
  }
  for (const auto& path : folders) {
    auto folder = read_suite_folder(path);
    if (!folder) return unexpected(folder.error());
    sources.push_back(*std::move(folder));
  }
  auto catalogue = load(sources);
  if (catalogue) {
    if (protocol != usual_protocol) forget_needs(*catalogue);
    return *std::move(catalogue);
  }
  constexpr std::size_t max_shown = 20;
  const auto& errors = catalogue.error();
  std::string lines = fmt::format("the suites have {} {}:", errors.size(),
                                  errors.size() == 1 ? "mistake" : "mistakes");
  for (std::size_t i = 0; i < errors.size() && i < max_shown; ++i) {
    lines += "\n  " + to_string(errors[i]);
  }
  if (errors.size() > max_shown) lines += fmt::format("\n  … {} more", errors.size() - max_shown);
  return unexpected(lines);
}

std::function<std::string(std::string_view)> requirement_texts(const Catalogue& catalogue) {
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& requirement : catalogue.requirements) texts[requirement.id] = requirement.text;
  return [texts = std::move(texts)](std::string_view id) {
    const auto found = texts.find(id);
    return found == texts.end() ? std::string() : found->second;
  };
}

Selection selection_of(const Settings& settings) {
  const auto level = settings.level ? level_from(*settings.level).value() : Level::may;
  return {settings.suite, settings.only, settings.skip, level};
}

std::vector<RuleInfo> rules_of(std::string_view protocol) {
  return protocol == usual_protocol ? rule_infos() : std::vector<RuleInfo>{};
}

std::size_t result_count(const Catalogue& catalogue, std::string_view protocol, bool with_slow) {
  std::size_t count = rules_of(protocol).size();
  for (const auto& suite : catalogue.suites) {
    count += static_cast<std::size_t>(std::count_if(
        suite.scenarios.begin(), suite.scenarios.end(),
        [&](const Scenario& one) { return one.observe.empty() && (with_slow || !one.is_slow); }));
  }
  return count;
}

}  // namespace conform
