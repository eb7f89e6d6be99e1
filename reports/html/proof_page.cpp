#include "reports/html/proof_page.hpp"

#include <fmt/format.h>

#include "reports/formats/proof_report.hpp"
#include "reports/html/page.hpp"
#include "reports/html/requirement_data.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

std::string title_of(const Proof& proof) {
  if (!proof.faults.empty()) return "Not proven";
  if (!proof.false_failures.empty()) return "A correct server fails a test";
  const auto survivors = proof.survivors().size();
  if (survivors == 0) return "Every bug was detected";
  return survivors == 1 ? "One bug survived" : fmt::format("{} bugs survived", survivors);
}

bool is_proven(const Proof& proof) {
  return proof.faults.empty() && proof.false_failures.empty() && proof.survivors().empty();
}

std::string heading(const Proof& proof, std::string_view version, std::string_view command) {
  return fmt::format(
      "<div class=\"{}\">\n<p class=\"overline\">conform {}: mutation testing of the suites</p>\n"
      "<h1>{}</h1>\n<p class=\"lede\">{} of {} planted bugs were detected; for "
      "{} "
      "the first root cause names the broken requirement or its section. {} scenarios and rules "
      "detected none.</p>\n</div>\n<dl class=\"facts\"><div><dt>Took</dt><dd>{:.1f} s</dd></div>"
      "</dl>\n<div class=\"again\">\n<p>Run it again</p>\n<pre>{}</pre>\n</div>\n",
      is_proven(proof) ? "good" : "bad", escape_html(version), title_of(proof), proof.killed(),
      proof.trials.size(), proof.with_right_requirement(), proof.idle.size(), proof.seconds,
      escape_html(command));
}

std::string plain(const Proof& proof) {
  std::string out = "<section>\n<h2>Bugs that no test detected</h2>\n";
  for (const Trial* trial : proof.survivors()) {
    out += fmt::format("<div class=\"entry\">\n<h3>{}</h3>\n<p>{}</p>\n</div>\n",
                       escape_html(trial->defect.id), escape_html(trial->defect.words));
  }
  if (proof.survivors().empty()) out += "<p>None.</p>\n";
  return out +
         "<p class=\"intro\">The matrix needs a browser with JavaScript.</p>"
         "\n</section>\n";
}

ordered_json data(const Proof& proof, const Catalogue& catalogue) {
  ordered_json out = proof_document(proof);
  out["requirements"] = requirements_data(catalogue);
  out["sections"] = sections_data(catalogue);
  out["scenarios"] = ordered_json::object();
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      out["scenarios"][std::string(base_id(scenario))] = scenario.title;
    }
  }
  return out;
}

}  // namespace

std::string proof_html(const Proof& proof, const Catalogue& catalogue, std::string_view version,
                       std::string_view command) {
  Page page;
  page.title = title_of(proof);
  page.heading = heading(proof, version, command);
  page.plain = plain(proof);
  page.footer =
      "A planted bug is a mistake that a real team could ship, put into the reference server; "
      "each was tested alone.";
  page.views = {"proof.js"};
  page.data = data(proof, catalogue);
  return to_html(page);
}

}  // namespace conform::reports
