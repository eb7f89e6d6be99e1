#include "reports/text/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/text/layout.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t label_columns = 10;
constexpr std::size_t narrowest_text = 20;
/// For "expected" and "got" on a terminal; without wrapping, everything is shown.
constexpr std::size_t max_labelled_lines = 12;

std::string_view keyword_of(Level level) {
  switch (level) {
    case Level::may:
      return "MAY";
    case Level::should:
      return "SHOULD";
    case Level::must:
      return "MUST";
  }
  return "";
}

/// "Section 5.6, " of the protocol; a requirement outside its sections comes from HTTP.
std::string section_words(const std::string& section) {
  if (section.empty()) return "";
  return section == "H" ? "HTTP, " : "Section " + section + ", ";
}

class Page {
 public:
  explicit Page(std::size_t width) : width_(width) {}

  void paragraph(Style style, const std::string& text) {
    if (!text.empty()) add_paragraph(lines_, {style, text}, width_, indent);
  }

  void labelled(Style style, std::string_view label, const std::string& text) {
    std::vector<Line> body;
    add_labelled(body, label, label_columns, {style, text.empty() ? "(nothing)" : text}, width_,
                 indent);
    if (width_ != no_wrapping && body.size() > max_labelled_lines) {
      body.resize(max_labelled_lines);
      body.back().text =
          fmt::format("{:{}}… (in full with --html FILE)", "", indent + label_columns);
    }
    lines_.insert(lines_.end(), body.begin(), body.end());
  }

  void blank() {
    if (!lines_.empty() && !lines_.back().text.empty()) lines_.push_back({});
  }

  void requirements(const Finding& finding) {
    for (const auto& requirement : finding.requirements) {
      const std::string where = section_words(requirement.section);
      const std::string words = requirement.text.empty() ? "" : ": " + requirement.text;
      const std::string ruling = finding.ruling.empty() ? "" : ", ruling " + finding.ruling;
      paragraph(Style::plain, fmt::format("{}{}{} ({}{})", where, keyword_of(finding.level), words,
                                          requirement.id, ruling));
    }
    if (!finding.place.empty()) paragraph(Style::quiet, "Defined in " + finding.place);
  }

  void difference(const Finding& finding) {
    if (!finding.has_evidence) return;
    blank();
    labelled(Style::good, "expected", finding.expected);
    labelled(Style::bad, "got", finding.got);
  }

  void exchanges(const Finding& finding) {
    for (const auto& exchange : finding.exchanges) {
      blank();
      for (const auto& line : exchange) {
        add_paragraph(lines_, {style_of(line), line}, width_, indent, 2);
      }
    }
  }

  void shell(const Finding& finding) {
    if (finding.curl.empty()) return;
    blank();
    paragraph(Style::plain, "Reproduce:");
    // Never wrapped, so that these lines can be copied.
    for (const auto& line : finding.curl) lines_.push_back({Style::plain, "    " + line});
  }

  [[nodiscard]] std::vector<Line> take() { return std::move(lines_); }

 private:
  static Style style_of(std::string_view transcript_line) {
    if (transcript_line.starts_with('>')) return Style::sent;
    if (transcript_line.starts_with('<')) return Style::received;
    return transcript_line.starts_with('!') ? Style::bad : Style::quiet;
  }

  std::size_t width_;
  std::vector<Line> lines_;
};

/// Whether the message only repeats the "expected" and "got" that follow it.
bool repeats_evidence(const Finding& finding) {
  return finding.has_evidence &&
         finding.message == fmt::format("expected {}, got {}", finding.expected, finding.got);
}

void summary(Page& page, const Finding& finding) {
  page.paragraph(Style::strong, finding.title);
  if (!repeats_evidence(finding)) page.paragraph(Style::plain, finding.message);
  page.blank();
  page.requirements(finding);
  page.paragraph(Style::plain, finding.why);
  page.difference(finding);
}

}  // namespace

std::vector<Line> explain(const Finding& finding, std::size_t width) {
  Page page(width);
  summary(page, finding);
  page.exchanges(finding);
  page.shell(finding);
  return page.take();
}

std::vector<Line> explain_briefly(const Finding& finding, std::size_t width) {
  Page page(width);
  summary(page, finding);
  return page.take();
}

void add_paragraph(std::vector<Line>& lines, const Line& paragraph, std::size_t width,
                   std::size_t indent_by, std::size_t hanging) {
  const std::size_t margin = indent_by + hanging;
  const std::size_t available = std::max(width, margin + narrowest_text) - margin;
  std::size_t left = indent_by;
  for (const auto& text : wrap(paragraph.text, available)) {
    lines.push_back({paragraph.style, std::string(text.empty() ? 0 : left, ' ') + text});
    left = margin;
  }
}

void add_labelled(std::vector<Line>& lines, std::string_view label, std::size_t label_width,
                  const Line& paragraph, std::size_t width, std::size_t indent_by) {
  const std::size_t first = lines.size();
  const std::size_t margin = indent_by + label_width;
  add_paragraph(lines, paragraph, width, margin);
  std::string& text = lines[first].text;
  text.replace(0, std::min(margin, text.size()),
               std::string(indent_by, ' ') + pad_right(label, label_width));
}

}  // namespace conform::reports
