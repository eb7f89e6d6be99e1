#include "reports/saved/saved_run.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "harness/http/json_depth.hpp"
#include "reports/saved/entry_json.hpp"
#include "reports/saved/members.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;
using Checked = Expected<void, std::string>;

constexpr std::string_view not_ours =
    "it contains no results; give a file written by --json or --events";

/// Our files are never that deep.
constexpr std::size_t max_depth = 32;
/// Nor does an object of theirs have that many members. Each is compared with all others of its
/// object while it is parsed.
constexpr std::size_t max_members = 1000;

bool has_too_many_members(std::string_view text) {
  std::vector<std::size_t> members;  // of the objects and lists that are open; 0 for lists
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '[' || c == '{') members.push_back(c == '{' ? 1 : 0);
    if (members.empty()) continue;
    if (c == ']' || c == '}') members.pop_back();
    if (c == ',' && members.back() > 0 && ++members.back() > max_members) return true;
  }
  return false;
}

Expected<ordered_json, std::string> parsed(std::string_view text) {
  if (http::is_deeper(text, max_depth)) return unexpected(std::string("it is nested too deeply"));
  if (has_too_many_members(text)) {
    return unexpected(fmt::format("an object in it has more than {} members", max_members));
  }
  try {
    return ordered_json::parse(text.begin(), text.end());
  } catch (const ordered_json::parse_error& error) {
    if (error.byte > text.size())
      return unexpected(std::string("it is incomplete: the JSON has no end"));
    return unexpected(fmt::format("it is not JSON, at byte {}", error.byte));
  } catch (const ordered_json::exception&) {
    return unexpected(std::string("it contains a number that is out of range"));
  }
}

/// The number before the first dot; 0 if there is none.
unsigned major_of(std::string_view version) {
  unsigned number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  return number;
}

Checked check_version(const Opening& opening, const Context& context) {
  if (major_of(opening.version) <= major_of(context.version)) return {};
  return unexpected(fmt::format(
      "it was written by conform {}, which this conform {} cannot read: use a newer version",
      opening.version, context.version));
}

/// Files of earlier versions contain no root causes.
void rank_if_needed(Run& run) {
  if (run.closing.root_causes.empty()) set_ranking(run.closing, run.findings);
}

// ---- the JSON report ----------------------------------------------------------------------------

Expected<Run, std::string> run_of_report(const ordered_json& document, const Context& context) {
  Members::Problem problem;
  const Members from(document, "", problem);
  if (!from.has("conform") || !from.has("scenarios")) return unexpected(std::string(not_ours));
  Run run;
  run.opening = opening_from(from);
  if (const auto version = check_version(run.opening, context); !version) {
    return unexpected(version.error());
  }
  from.each_named("capabilities", [&](const std::string& name, const Members& one) {
    run.opening.capabilities.push_back(capability_from(clean_line(name), one));
  });
  from.each("scenarios",
            [&](const Members& one) { run.findings.push_back(finding_from(one, context)); });
  from.each("behaviour",
            [&](const Members& one) { run.behaviours.push_back(behaviour_from(one)); });
  run.closing = closing_from(from);
  rank_if_needed(run);
  if (problem) return unexpected(*problem);
  return run;
}

// ---- the events file ----------------------------------------------------------------------------

class EventReader {
 public:
  explicit EventReader(const Context& context) : context_(context) {}

  /// Only the last line can be incomplete.
  Checked read(std::string_view line, bool is_whole) {
    ++number_;
    const auto json = parsed(line);
    if (!json && !is_whole) return {};
    if (!json) return refused(json.error());
    auto entry = entry_from(*json, context_);
    if (!entry) return refused(entry.error());
    return std::visit([this](auto&& one) { return take(std::forward<decltype(one)>(one)); },
                      *std::move(entry));
  }

  Expected<Run, std::string> finish() {
    if (!started_) return unexpected(std::string(not_ours));
    if (finished_) {
      rank_if_needed(run_);
      return std::move(run_);
    }
    run_.closing.stopped_early.emplace("the events file ends before the run does");
    set_ranking(run_.closing, run_.findings);
    return std::move(run_);
  }

 private:
  [[nodiscard]] Checked refused(std::string_view why) const {
    return unexpected(fmt::format("line {}: {}", number_, why));
  }

  Checked take(Opening opening) {
    if (std::exchange(started_, true)) return refused("a run begins for the second time");
    run_.opening = std::move(opening);
    return check_version(run_.opening, context_);
  }
  Checked take(Finding finding) {
    if (!is_under_way()) return refused("a result outside of the run");
    run_.findings.push_back(std::move(finding));
    return {};
  }
  Checked take(Behaviour behaviour) {
    if (!is_under_way()) return refused("a behaviour outside of the run");
    run_.behaviours.push_back(std::move(behaviour));
    return {};
  }
  Checked take(Closing closing) {
    if (!is_under_way()) return refused("a run ends that is not under way");
    finished_ = true;
    run_.closing = std::move(closing);
    return {};
  }

  [[nodiscard]] bool is_under_way() const { return started_ && !finished_; }

  const Context& context_;
  Run run_;
  std::size_t number_ = 0;
  bool started_ = false;
  bool finished_ = false;
};

Expected<Run, std::string> run_of_events(std::string_view text, const Context& context) {
  EventReader reader(context);
  while (!text.empty()) {
    const auto end = text.find('\n');
    const bool is_whole = end != std::string_view::npos;
    if (const auto read = reader.read(text.substr(0, end), is_whole); !read) {
      return unexpected(read.error());
    }
    text.remove_prefix(is_whole ? end + 1 : text.size());
  }
  return reader.finish();
}

bool begins_with_event(std::string_view text) {
  const auto first = parsed(text.substr(0, text.find('\n')));
  return first && first->is_object() && first->contains("event");
}

Expected<std::string, std::string> content_of(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return unexpected(std::string("it is a directory"));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return unexpected(
        std::string("it cannot be read; does it exist, and are you allowed to read it?"));
  }
  std::string text;
  constexpr std::size_t portion = std::size_t{1} << 20U;
  while (in && text.size() <= max_saved_bytes) {
    const std::size_t before = text.size();
    text.resize(before + portion);
    in.read(text.data() + before, static_cast<std::streamsize>(portion));
    text.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() <= max_saved_bytes) return text;
  return unexpected(fmt::format("it is larger than {} MiB, the limit", max_saved_bytes >> 20U));
}

}  // namespace

Expected<Run, std::string> run_from(std::string_view text, const Context& context) {
  if (text.empty()) return unexpected(std::string("it is empty"));
  if (begins_with_event(text)) return run_of_events(text, context);
  const auto document = parsed(text);
  if (!document) return unexpected(document.error());
  if (!document->is_object()) return unexpected(std::string(not_ours));
  return run_of_report(*document, context);
}

Expected<SavedRun, std::string> read_saved_run(const std::string& path, const Context& context) {
  const auto refused = [&](std::string_view why) {
    return unexpected(fmt::format("{} cannot be used: {}", quote(path), why));
  };
  const auto text = content_of(path);
  if (!text) return refused(text.error());
  auto run = run_from(*text, context);
  if (!run) return refused(run.error());
  return SavedRun{path, *std::move(run)};
}

}  // namespace conform::reports
