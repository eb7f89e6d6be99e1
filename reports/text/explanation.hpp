// A finding in words, line by line: shown on the console for a failure, and stored in JUnit
// reports.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/finding.hpp"

namespace conform::reports {

/// How a line is displayed where colours are available. The text must be clear without them.
enum class Style { plain, strong, quiet, good, bad, sent, received };

struct Line {
  Style style = Style::plain;
  std::string text;
};

inline constexpr std::size_t no_wrapping = static_cast<std::size_t>(-1);

/// The requirement, expected and actual values, the exchanges, and how to reproduce it.
[[nodiscard]] std::vector<Line> explain(const Finding& finding, std::size_t width);

/// The same without exchanges and shell commands.
[[nodiscard]] std::vector<Line> explain_briefly(const Finding& finding, std::size_t width);

/// Indented lines of at most `width` columns; lines after the first are indented by `hanging` more.
void add_paragraph(std::vector<Line>& lines, const Line& paragraph, std::size_t width,
                   std::size_t indent, std::size_t hanging = 0);

/// The same with a label of `label_width` columns before the first line, as in "got   status 204".
void add_labelled(std::vector<Line>& lines, std::string_view label, std::size_t label_width,
                  const Line& paragraph, std::size_t width, std::size_t indent);

}  // namespace conform::reports
