#include "reports/text/layout.hpp"

#include "reports/text/code_point.hpp"

namespace conform::reports {
namespace {

/// How many bytes of the line fit into `width` columns: at least one character, so that splitting a
/// line always terminates.
std::size_t bytes_within(std::string_view line, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < line.size()) {
    const CodePoint point = first_code_point(line.substr(bytes));
    used += columns_of(point.value);
    if (used > width && bytes > 0) break;
    bytes += point.bytes;
  }
  return bytes;
}

/// The width of the word that begins there.
std::size_t word_columns(std::string_view line, std::size_t begin) {
  return columns(line.substr(begin, line.find(' ', begin) - begin));
}

void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& out) {
  while (columns(line) > width) {
    const std::size_t fits = bytes_within(line, width);
    if (fits == line.size()) break;
    // If a space follows what fits, the line can be broken there too.
    const std::size_t space = line.substr(0, fits + 1).find_last_of(' ');
    const bool at_word = space != std::string_view::npos &&
                         line.substr(0, space).find_first_not_of(' ') != std::string_view::npos &&
                         word_columns(line, space + 1) <= width;
    out.emplace_back(line.substr(0, at_word ? space : fits));
    line.remove_prefix(at_word ? space + 1 : fits);
  }
  out.emplace_back(line);
}

}  // namespace

std::size_t columns(std::string_view line) {
  std::size_t count = 0;
  while (!line.empty()) {
    const CodePoint point = first_code_point(line);
    count += columns_of(point.value);
    line.remove_prefix(point.bytes);
  }
  return count;
}

std::string pad_right(std::string_view line, std::size_t width) {
  std::string out(line);
  const std::size_t used = columns(line);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::string pad_left(std::string_view line, std::size_t width) {
  const std::size_t used = columns(line);
  return std::string(used < width ? width - used : 0, ' ').append(line);
}

std::string cut(std::string_view line, std::size_t width) {
  if (columns(line) <= width) return std::string(line);
  if (width <= 1) return std::string(width, ' ');
  return std::string(line.substr(0, bytes_within(line, width - 1))).append("…");
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    wrap_line(text.substr(0, end), width, lines);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace conform::reports
