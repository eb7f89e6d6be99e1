#include "harness/run/read_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/reading.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {

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

/// The body that is expected, if it is compared as it comes.
const BodyRepeat* large_body(const Expectation& expectation) {
  if (!expectation.body || !expectation.body->equals) return nullptr;
  const auto* body = std::get_if<BodyRepeat>(&*expectation.body->equals);
  return body != nullptr && body->count > 1 ? body : nullptr;
}

}  // namespace

StepProgress ReadRunner::start() {
  begin();
  return std::nullopt;
}

void ReadRunner::begin() {
  offset_ = context_.state().variables.fill(step_.from, context_.began());
  earlier_offset_ = offset_;
  pages_.clear();
  page_count_ = empty_in_a_row_ = 0;
  if (const auto* body = large_body(context_.expectation())) {
    comparison_.emplace(*body, context_.fill(), "body");
  }
  request_page();
}

void ReadRunner::request_page() {
  std::string query = "offset=" + http::percent_encode(offset_);
  if (past_caches_) query += "&" + context_.state().caches.unused_query();
  reading_ = context_.send(step_.request, context_.limit(), query);
  if (comparison_) reading_->pass_on([this](std::string_view bytes) { comparison_->take(bytes); });
}

void ReadRunner::note_page(Exchange& page) {
  ++page_count_;
  empty_in_a_row_ = is_empty_page(page.response.body) ? empty_in_a_row_ + 1 : 0;
  if (!comparison_) pages_.push_back(page.response.body);
}

/// A read is at its end if the response says so, or if two pages in a row are empty, or the offset
/// does not move, or goes back. If Stream-Up-To-Date is missing there, a rule reports that.
bool ReadRunner::is_last_page(const Exchange& exchange) const {
  const auto next = next_offset(exchange);
  return is_at_end(exchange) || !next || *next == offset_ || *next == earlier_offset_ ||
         empty_in_a_row_ >= 2 || (comparison_ && comparison_->differs());
}

/// Pages that go round in a circle come to one that was remembered last, as the distances grow.
void ReadRunner::request_next_page() {
  if (std::has_single_bit(page_count_)) earlier_offset_ = offset_;
  offset_ = next_offset(answer_).value_or("");
  request_page();
}

/// Of a large body, the first page shows it.
bool ReadRunner::has_too_many_pages() const {
  if (page_count_ == limits::pages) return true;
  if (!comparison_ || page_count_ > 1) return false;
  const BodyRepeat& body = *large_body(context_.expectation());
  const auto bytes = body.text.size() * body.times * body.count;
  return answer_.response.body.size() < std::min(limits::kept_of_passed_on, bytes / limits::pages);
}

StepProgress ReadRunner::give_up() {
  const auto& reason = context_.state().unread.emplace(
      fmt::format("the server's pages are so small that there are more than {}", limits::pages));
  return StepAnswered{&answer_, {Mismatch{"the end of the stream", reason}}};
}

std::vector<Mismatch> ReadRunner::found_at_end() {
  if (!comparison_) return context_.mismatches(answer_);
  Expectation others = context_.expectation();
  others.body.reset();
  if (others.status.empty()) others.status = {"200"};
  auto found = mismatches(others, answer_, context_.fill());
  const bool is_read = answer_.outcome == Outcome::complete && answer_.response.status == 200;
  if (is_read && comparison_->differs()) found.clear();
  if (auto difference = is_read ? comparison_->end() : std::nullopt) {
    difference->observation.aspect = Aspect::body;
    found.push_back(*std::move(difference));
  }
  return found;
}

StepProgress ReadRunner::on_progress() {
  if (!reading_->ended()) return std::nullopt;
  const bool was_passed_on = reading_->was_passed_on();
  answer_ = reading_->release();
  // What was passed on was read, although not all of it is kept.
  auto unread = context_.state().unread;
  context_.remember(answer_);
  if (was_passed_on) context_.state().unread = std::move(unread);
  if (comparison_ && answer_.outcome == Outcome::too_large && !was_passed_on) {
    return StepVoid{answer_.problem};
  }
  if (was_passed_on) answer_.outcome = Outcome::complete;
  const bool readable = answer_.outcome == Outcome::complete && answer_.response.status == 200;
  if (readable) note_page(answer_);
  if (readable && !is_last_page(answer_)) {
    if (has_too_many_pages()) return give_up();
    request_next_page();
    return std::nullopt;
  }
  if (readable && !comparison_) {
    const auto type = answer_.response.headers.find("Content-Type");
    answer_.response.body = join_pages(pages_, type.value_or(""));
  }
  auto found = found_at_end();
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
