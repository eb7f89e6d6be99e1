#include "reports/finding.hpp"

#include <algorithm>
#include <span>

#include "reports/clean.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t max_exchanges = 6;
constexpr std::size_t max_curl_lines = 60;
constexpr std::size_t max_curl_chars = 4000;

Promise promise(const std::string& id, const Context& context) {
  Promise out;
  out.id = clean_line(id);
  if (const auto slash = id.find('/'); slash != std::string::npos) {
    out.section = clean_line(std::string_view(id).substr(0, slash));
  }
  if (context.requirement_text) out.text = clean_line(context.requirement_text(id), max_text_chars);
  return out;
}

std::vector<std::string> shell_lines(std::string_view curl) {
  std::vector<std::string> lines;
  while (!curl.empty() && lines.size() < max_curl_lines) {
    const auto end = curl.find('\n');
    lines.push_back(clean_line(curl.substr(0, end), max_curl_chars));
    curl.remove_prefix(end == std::string_view::npos ? curl.size() : end + 1);
  }
  if (!curl.empty()) lines.emplace_back("# … cut here: this is not the whole of it");
  return lines;
}

void add_evidence(Finding& out, const Evidence& evidence, const Secrets& secrets,
                  HeaderChoice headers) {
  out.has_evidence = true;
  out.expected = clean_text(secrets.hide(evidence.expected));
  out.got = clean_text(secrets.hide(evidence.got));
  out.curl = shell_lines(secrets.hide(evidence.curl));
  const std::span all(evidence.exchanges);
  const auto shown = all.last(std::min(all.size(), max_exchanges));
  for (const auto& exchange : shown) {
    out.exchanges.push_back(transcript(exchange, shown.front().sent, secrets, headers));
  }
}

}  // namespace

Finding finding(const Result& result, const Context& context, HeaderChoice headers) {
  Secrets secrets(context.secret_headers, context.secret_values);
  if (result.evidence) {
    for (const auto& exchange : result.evidence->exchanges) secrets.learn(exchange);
  }
  Finding out;
  out.id = clean_line(result.id);
  out.suite = result.suite.empty() ? "other" : clean_line(result.suite);
  out.title = clean_line(result.title);
  out.verdict = result.verdict;
  out.level = result.level;
  for (const auto& id : result.requirements) out.promises.push_back(promise(id, context));
  out.ruling = clean_line(result.ruling);
  out.took = result.took;
  out.message = clean_line(secrets.hide(result.message));
  out.place = clean_line(result.place);
  out.why = clean_line(result.why, max_text_chars);
  if (result.evidence) add_evidence(out, *result.evidence, secrets, headers);
  return out;
}

}  // namespace conform::reports
