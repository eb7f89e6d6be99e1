// A finding in words, line by line: what the console shows of a failure, and what JUnit keeps of
// it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/finding.hpp"

namespace conform::reports {

/// What a line is, for whoever has colours. Without them the words must do, and do.
enum class Tone { plain, strong, quiet, good, bad, sent, received };

struct Line {
  Tone tone = Tone::plain;
  std::string text;
};

inline constexpr std::size_t no_wrapping = static_cast<std::size_t>(-1);

/// What was promised, what came instead, the exchanges, and how to see it again.
[[nodiscard]] std::vector<Line> explain(const Finding& finding, std::size_t width);

/// The same without exchanges and shell lines.
[[nodiscard]] std::vector<Line> explain_briefly(const Finding& finding, std::size_t width);

/// Indented lines of at most `width` columns; those after the first stand `hanging` columns deeper.
void add_paragraph(std::vector<Line>& lines, const Line& paragraph, std::size_t width,
                   std::size_t indent, std::size_t hanging = 0);

/// The same with a label of `label_width` columns before the first line, as in "got   status 204".
void add_labelled(std::vector<Line>& lines, std::string_view label, std::size_t label_width,
                  const Line& paragraph, std::size_t width, std::size_t indent);

}  // namespace conform::reports
