#include "harness/gate/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <system_error>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "harness/scenario/bounded_toml.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform {
namespace {

using std::chrono::sys_days;

constexpr std::string_view keys[] = {"id", "reason", "sometimes", "until"};

std::optional<sys_days> day_of(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

std::optional<sys_days> day_from(std::string_view text) {
  // Parsed with the TOML reader, so that both spellings mean the same.
  const toml::parse_result parsed = bounded_toml(fmt::format("date = {}", text), "");
  if (!parsed || text.find_first_of("\r\n#") != std::string_view::npos) return std::nullopt;
  const auto date = parsed.table()["date"].value_exact<toml::date>();
  return date ? day_of(date->year, date->month, date->day) : std::nullopt;
}

std::optional<sys_days> day_from(const toml::node& value) {
  if (const auto date = value.value_exact<toml::date>()) {
    return day_of(date->year, date->month, date->day);
  }
  const auto text = value.value_exact<std::string>();
  return text ? day_from(std::string_view(*text)) : std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string path) { baseline_.path = std::move(path); }

  Expected<Baseline, std::string> read(std::string_view text);

 private:
  using Problem = std::optional<std::string>;

  [[nodiscard]] std::string at(const toml::source_region& source) const {
    return fmt::format("{}:{}", baseline_.path, source.begin.line);
  }
  Problem take(const toml::node& node);
  Problem take_ids(const toml::node& value);
  Problem take_key(const toml::key& name, const toml::node& value);
  Problem take_list(const toml::array& list);

  Baseline baseline_;
  std::unordered_map<std::string, std::size_t> lines_;  ///< by id
  // The [[known]] being read: its ids, and what they share.
  BaselineEntry entry_;
  std::vector<std::string> ids_;
};

Reader::Problem Reader::take_ids(const toml::node& value) {
  const auto take_id = [&](const toml::node& node) -> Problem {
    const auto id = node.value_exact<std::string>();
    if (!id || id->empty()) {
      return at(value.source()) + ": 'id' must be a non-empty string or a list of them";
    }
    ids_.push_back(*id);
    return std::nullopt;
  };
  const toml::array* list = value.as_array();
  if (list == nullptr || list->empty()) return take_id(value);
  for (const auto& node : *list) {
    if (auto problem = take_id(node)) return problem;
  }
  return std::nullopt;
}

Reader::Problem Reader::take_key(const toml::key& name, const toml::node& value) {
  if (name == "id") return take_ids(value);
  if (name == "until") {
    entry_.until = day_from(value);
    if (entry_.until) return std::nullopt;
    return fmt::format("{}: 'until' must be a date such as 2027-01-31", at(value.source()));
  }
  if (name == "sometimes") {
    const auto yes = value.value_exact<bool>();
    entry_.sometimes = yes.value_or(false);
    if (yes) return std::nullopt;
    return fmt::format("{}: 'sometimes' must be true or false", at(value.source()));
  }
  if (name != "reason") {
    return fmt::format("{}: {}", at(name.source()), unknown("key", name.str(), keys));
  }
  entry_.reason = value.value_exact<std::string>().value_or("");
  if (!entry_.reason.empty()) return std::nullopt;
  return at(value.source()) + ": 'reason' must be a non-empty string";
}

Reader::Problem Reader::take(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return at(node.source()) + ": write each known failure as [[known]]";
  ids_.clear();
  entry_ = BaselineEntry{};
  entry_.line = node.source().begin.line;
  for (const auto& [name, value] : *table) {
    if (auto problem = take_key(name, value)) return problem;
  }
  if (ids_.empty()) return at(node.source()) + ": 'id' is missing";
  if (entry_.reason.empty()) {
    return fmt::format("{}: 'reason' is missing: say why {} is known to fail", at(node.source()),
                       ids_.front());
  }
  for (const auto& id : ids_) {
    const auto [before, is_new] = lines_.emplace(id, entry_.line);
    if (!is_new) {
      return fmt::format("{}: {} is already listed in line {}", at(node.source()), id,
                         before->second);
    }
    entry_.id = id;
    baseline_.entries.push_back(entry_);
  }
  return std::nullopt;
}

Reader::Problem Reader::take_list(const toml::array& list) {
  for (const auto& node : list) {
    if (auto problem = take(node)) return problem;
  }
  return std::nullopt;
}

Expected<Baseline, std::string> Reader::read(std::string_view text) {
  const toml::parse_result parsed = bounded_toml(text, baseline_.path);
  if (!parsed) {
    return unexpected(
        fmt::format("{}: {}", at(parsed.error().source()), parsed.error().description()));
  }
  for (const auto& [name, value] : parsed.table()) {
    const toml::array* list = value.as_array();
    if (name != "known" || list == nullptr) {
      return unexpected(fmt::format("{}: unknown key '{}'; write each known failure as [[known]]",
                                    at(name.source()), name.str()));
    }
    if (const auto problem = take_list(*list)) return unexpected(*problem);
  }
  return std::move(baseline_);
}

bool have_one_cause(const BaselineEntry& one, const BaselineEntry& other) {
  // Several may be written on one line.
  const auto shared = [](const BaselineEntry& entry) {
    return std::tie(entry.line, entry.reason, entry.until, entry.sometimes);
  };
  return &one == &other || (one.line != 0 && shared(one) == shared(other));
}

std::string ids_text(std::span<const BaselineEntry> entries) {
  if (entries.size() == 1) return toml_string(entries.front().id);
  std::string text = "[\n";
  for (const auto& entry : entries) text += fmt::format("  {},\n", toml_string(entry.id));
  return text + "]";
}

}  // namespace

const BaselineEntry* Baseline::find(std::string_view id) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const BaselineEntry& entry) { return entry.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

std::string Baseline::place_of(const BaselineEntry& entry) const {
  return fmt::format("{}:{}", path, entry.line);
}

Expected<Baseline, std::string> parse_baseline(std::string_view text, std::string path) {
  return Reader(std::move(path)).read(text);
}

Expected<Baseline, std::string> read_baseline(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return unexpected(path + " cannot be read; give a file written by --write-baseline");
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_baseline(text, path);
}

std::optional<std::string> unknown_id(const Baseline& baseline,
                                      const std::vector<std::string>& ids) {
  const std::vector<std::string_view> known(ids.begin(), ids.end());
  const std::unordered_set<std::string_view> index(known.begin(), known.end());
  for (const auto& entry : baseline.entries) {
    if (index.contains(entry.id)) continue;
    return fmt::format("{}: {}", baseline.place_of(entry),
                       unknown("scenario or rule", entry.id, known));
  }
  return std::nullopt;
}

std::string baseline_text(const std::vector<BaselineEntry>& entries) {
  std::string text =
      "# Known failures, which do not fail a run: conform --baseline FILE. Remove one when it\n"
      "# passes again.\n";
  for (auto first = entries.begin(); first != entries.end();) {
    const auto last = std::find_if(first, entries.end(), [&](const BaselineEntry& entry) {
      return !have_one_cause(*first, entry);
    });
    text += fmt::format("\n[[known]]\nid     = {}\nreason = {}\n", ids_text({first, last}),
                        toml_string(first->reason));
    if (first->until) text += fmt::format("until  = {}\n", date_text(*first->until));
    if (first->sometimes) text += "sometimes = true\n";
    first = last;
  }
  return text;
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace conform
