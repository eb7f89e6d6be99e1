#include "harness/run/read_runner.hpp"

#include <string_view>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {

bool is_true(const http::Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  return value && http::equals_ignoring_case(*value, "true");
}

bool is_empty_page(const std::string& page) {
  return page.find_first_not_of("[] \t\r\n") == std::string::npos;
}

std::string join_pages(const std::vector<std::string>& pages, std::string_view content_type) {
  std::string joined;
  if (!http::is_json(content_type)) {
    for (const auto& page : pages) joined += page;
    return joined;
  }
  for (const auto& page : pages) {
    const auto open = page.find('[');
    const auto close = page.rfind(']');
    // A body that is not an array is kept unchanged: the comparison will report it.
    if (open == std::string::npos || close == std::string::npos || close < open) return page;
    const auto inner = page.substr(open + 1, close - open - 1);
    if (inner.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    joined += (joined.empty() ? "" : ",") + inner;
  }
  return "[" + joined + "]";
}

}  // namespace

StepProgress ReadRunner::start() {
  begin();
  return std::nullopt;
}

void ReadRunner::begin() {
  offset_ = context_.state().variables.fill(step_.from, context_.began());
  pages_.clear();
  request_page();
}

void ReadRunner::request_page() {
  std::string query = "offset=" + http::percent_encode(offset_);
  if (past_caches_) query += "&" + context_.state().caches.unused_query();
  reading_ = context_.send(step_.request, context_.limit(), query);
}

/// A read is at its end if the response says so, or if two pages in a row are empty, or the offset
/// does not move. If Stream-Up-To-Date is missing there, a rule reports that.
bool ReadRunner::is_last_page(const Exchange& exchange) const {
  const auto next = exchange.response.headers.find("Stream-Next-Offset");
  const bool says_so = is_true(exchange.response.headers, "Stream-Up-To-Date") ||
                       is_true(exchange.response.headers, "Stream-Closed");
  const bool two_empty_pages = pages_.size() >= 2 && is_empty_page(pages_.back()) &&
                               is_empty_page(pages_[pages_.size() - 2]);
  return says_so || !next || *next == offset_ || two_empty_pages || pages_.size() == limits::pages;
}

StepProgress ReadRunner::on_progress() {
  if (!reading_->ended()) return std::nullopt;
  answer_ = reading_->release();
  context_.remember(answer_);
  const bool readable = answer_.outcome == Outcome::complete && answer_.response.status == 200;
  if (readable) pages_.push_back(answer_.response.body);
  if (readable && !is_last_page(answer_)) {
    offset_ = answer_.response.headers.find("Stream-Next-Offset").value_or("");
    request_page();
    return std::nullopt;
  }
  if (readable) {
    const auto type = answer_.response.headers.find("Content-Type");
    answer_.response.body = join_pages(pages_, type.value_or(""));
  }
  auto found = context_.mismatches(answer_);
  if (!found.empty() && reads_past_caches()) return std::nullopt;
  return StepAnswered{&answer_, std::move(found)};
}

bool ReadRunner::reads_past_caches() {
  if (!context_.state().caches.may_have_answered() || std::exchange(past_caches_, true)) {
    return false;
  }
  begin();
  return true;
}

}  // namespace conform
