#include "harness/scenario/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "harness/scenario/body_words.hpp"
#include "harness/scenario/step_words.hpp"
#include "harness/scenario/word_wrap.hpp"

namespace conform {
namespace {

/// One or more lines that describe the scenario; nothing if there is nothing to say.
std::string field(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return word_wrap(text, fmt::format("  {:<8} ", name));
}

std::string requirement_words(const std::string& id, std::span<const Requirement> requirements) {
  const auto found = std::find_if(requirements.begin(), requirements.end(),
                                  [&](const Requirement& known) { return known.id == id; });
  if (found == requirements.end()) return id;
  return fmt::format("{} ({}): {}", id, to_string(found->level), found->text);
}

std::string case_words(const Scenario& scenario) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : scenario.variables) {
    parts.push_back(fmt::format("{} = {}", name, in_quotes(value)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string head(const Scenario& scenario, std::span<const Requirement> requirements) {
  std::string text = word_wrap(fmt::format("{} ({})", scenario.id, to_string(scenario.level)), "");
  text += word_wrap(scenario.title, "  ") + "\n";
  text += field("why", scenario.why);
  for (const std::string& id : all_proven(scenario)) {
    text += field("proves", requirement_words(id, requirements));
  }
  text += field("ruling", scenario.ruling);
  text += field("needs", fmt::format("{}", fmt::join(scenario.needs, ", ")));
  text += field("case", case_words(scenario));
  text += field("place", fmt::format("{}:{}", scenario.place.file, scenario.place.line));
  return text;
}

/// Appends the mark to the last line, or puts it on the next line if it does not fit.
std::string marked(std::string lines) {
  constexpr std::string_view mark = "   ◄ under test";
  lines.pop_back();
  const std::string_view last = std::string_view(lines).substr(lines.rfind('\n') + 1);
  const bool fits = columns(last) + columns(mark) <= line_width;
  return fmt::format("{}{}{}\n", lines, fits ? "" : "\n   ", mark);
}

std::string numbered(const Scenario& scenario, std::size_t step) {
  const Step& described = scenario.steps[step];
  std::string words = step_words(described);
  if (!described.proves.empty()) {
    words += fmt::format("; proves {}", fmt::join(described.proves, ", "));
  }
  std::string lines = word_wrap(words, fmt::format("{:>4}. ", step + 1));
  return is_under_test(scenario, step) ? marked(std::move(lines)) : lines;
}

}  // namespace

std::string describe(const Scenario& scenario, std::span<const Requirement> requirements) {
  std::string text = head(scenario, requirements) + "\n";
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    text += numbered(scenario, step);
  }
  return text;
}

}  // namespace conform
