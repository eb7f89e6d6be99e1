#include "reports/text/suite_table.hpp"

#include <algorithm>

#include "reports/text/layout.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t time_columns = 12;
constexpr std::size_t shortest_name = 12;
constexpr std::size_t known_columns = 7;

std::size_t count_of(const std::map<Verdict, std::size_t>& counts, Verdict verdict) {
  const auto found = counts.find(verdict);
  return found == counts.end() ? 0 : found->second;
}

std::string_view heading_of(Verdict verdict) {
  return verdict == Verdict::inconclusive ? "unclear" : to_string(verdict);
}

std::string shown_count(std::size_t count) {
  return count == 0 ? "." : std::to_string(count);
}

std::size_t column_width(Verdict verdict) {
  return gap + std::max<std::size_t>(columns(heading_of(verdict)), 4);
}

Style style_of(const std::map<Verdict, std::size_t>& counts) {
  const bool bad = count_of(counts, Verdict::fail) + count_of(counts, Verdict::unstable) +
                       count_of(counts, Verdict::error) >
                   0;
  return bad ? Style::bad : Style::plain;
}

}  // namespace

void SuiteTable::add(const Finding& finding) {
  auto row = std::find_if(rows_.begin(), rows_.end(),
                          [&](const Row& known) { return known.suite == finding.suite; });
  if (row == rows_.end()) row = rows_.insert(row, Row{finding.suite, {}, {}});
  ++(is_known(finding) ? row->known : row->counts[finding.verdict]);
  row->took += finding.took;
}

std::vector<Line> SuiteTable::lines(std::size_t width) const {
  const std::vector<Verdict> shown = verdicts();
  std::size_t counts_width = 0;
  for (const Verdict verdict : shown) counts_width += column_width(verdict);
  if (has_known()) counts_width += known_columns;
  const std::size_t names = name_width(width, counts_width);

  std::string heading = "  " + pad_right("suite", names);
  for (const Verdict verdict : shown) {
    heading += pad_left(heading_of(verdict), column_width(verdict));
  }
  if (has_known()) heading += pad_left("known", known_columns);
  // Scenarios of a suite run concurrently, so their times add up to more than the elapsed time.
  heading += pad_left("time, sum", time_columns);
  std::vector<Line> out{{Style::quiet, cut(heading, width)}};
  for (const auto& row : rows_) {
    std::string text = "  " + pad_right(cut(row.suite, names), names);
    for (const Verdict verdict : shown) {
      text += pad_left(shown_count(count_of(row.counts, verdict)), column_width(verdict));
    }
    if (has_known()) text += pad_left(shown_count(row.known), known_columns);
    text += pad_left(in_words(row.took), time_columns);
    out.push_back({style_of(row.counts), cut(text, width)});
  }
  return out;
}

std::vector<Verdict> SuiteTable::verdicts() const {
  std::vector<Verdict> out;
  for (const Verdict verdict : all_verdicts) {
    const bool occurred = std::any_of(rows_.begin(), rows_.end(), [verdict](const Row& row) {
      return count_of(row.counts, verdict) > 0;
    });
    if (occurred) out.push_back(verdict);
  }
  return out;
}

bool SuiteTable::has_known() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.known > 0; });
}

std::size_t SuiteTable::name_width(std::size_t width, std::size_t verdict_columns) const {
  std::size_t longest = shortest_name;
  for (const auto& row : rows_) longest = std::max(longest, columns(row.suite));
  const std::size_t taken = gap + verdict_columns + time_columns;
  const std::size_t available = width > taken ? width - taken : 0;
  return std::min(longest, std::max(available, shortest_name));
}

}  // namespace conform::reports
