#include "harness/scenario/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

#include "harness/scenario/continued_steps.hpp"
#include "harness/scenario/requirement_loader.hpp"
#include "harness/scenario/suite_loader.hpp"

namespace conform {
namespace {

enum class FileKind { requirements, suite, other };

FileKind kind_of(std::string_view path) {
  if (path == requirements_file) return FileKind::requirements;
  const bool is_at_top = path.find('/') == std::string_view::npos;
  return is_at_top && path.ends_with(".toml") ? FileKind::suite : FileKind::other;
}

/// Parses the files of that kind, and calls `load` with each that could be parsed. One at a time: a
/// parsed file takes ten times as much memory as its text.
void parse_each(std::span<const SuiteFolder> folders, FileKind kind, ErrorLog& errors,
                const std::function<void(const TomlTable&, const SuiteFolder&)>& load) {
  for (const SuiteFolder& folder : folders) {
    for (const SuiteFile& file : folder.files) {
      if (kind_of(file.path) != kind) continue;
      const TomlSource source{fmt::format("{}/{}", folder.name, file.path), errors};
      auto table = parse_toml(file.text, source);
      if (!table) continue;
      if (kind == FileKind::suite) join_continued_steps(*table, source);
      load(TomlTable(*table, source), folder);
    }
  }
}

/// Ids that must be unique across all files, with the place of each.
class Ids {
 public:
  Ids(std::string_view kind, ErrorLog& errors) : kind_(kind), errors_(errors) {}

  void add(const std::string& id, const Place& place) {
    if (id.empty()) return;
    const auto [known, is_new] = places_.emplace(id, place);
    // The cases of a scenario share its id and place.
    if (is_new || known->second == place) return;
    errors_.add(place,
                fmt::format("the {} '{}' is already at {}", kind_, id, to_string(known->second)));
  }

 private:
  std::string_view kind_;
  ErrorLog& errors_;
  std::map<std::string, Place> places_;
};

template <class Value>
void append(std::vector<Value>& all, std::vector<Value> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

void load_all_requirements(std::span<const SuiteFolder> folders, Catalogue& catalogue,
                           ErrorLog& errors) {
  Ids ids("requirement", errors);
  parse_each(folders, FileKind::requirements, errors,
             [&](const TomlTable& table, const SuiteFolder& /*folder*/) {
               for (auto& [requirement, place] : load_requirements(table)) {
                 ids.add(requirement.id, place);
                 catalogue.requirements.push_back(std::move(requirement));
               }
               append(catalogue.sections, load_sections(table));
               append(catalogue.rulings, load_rulings(table));
             });
}

std::vector<Suite> load_all_suites(std::span<const SuiteFolder> folders,
                                   const RequirementIndex& requirements, ErrorLog& errors) {
  std::vector<Suite> suites;
  Ids suite_ids("suite", errors);
  Ids scenario_ids("scenario", errors);
  parse_each(folders, FileKind::suite, errors,
             [&](const TomlTable& table, const SuiteFolder& folder) {
               Suite suite = load_suite(table, folder, requirements);
               suite_ids.add(suite.id, suite.place);
               for (const Scenario& scenario : suite.scenarios) {
                 scenario_ids.add(std::string(base_id(scenario)), scenario.place);
               }
               suites.push_back(std::move(suite));
             });
  return suites;
}

}  // namespace

Expected<Catalogue, std::vector<LoadError>> load(std::span<const SuiteFolder> folders) {
  ErrorLog errors;
  Catalogue catalogue;
  load_all_requirements(folders, catalogue, errors);
  // Without requirements, every citation would be reported as an error.
  if (!errors.empty()) return unexpected(errors.errors());
  catalogue.suites = load_all_suites(folders, RequirementIndex(catalogue.requirements), errors);
  if (!errors.empty()) return unexpected(errors.errors());
  return catalogue;
}

}  // namespace conform
