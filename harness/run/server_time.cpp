#include "harness/run/server_time.hpp"

#include <fmt/format.h>

#include "harness/http/http_date.hpp"
#include "harness/transport/ending.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// Clocks are adjusted by less all the time.
constexpr Duration smallest_setting = 500ms;
/// Date has no fractions of a second, and some servers write it once a second.
constexpr Duration oldest_date = 2s;
constexpr Duration earliest_date = 250ms;

/// Tests send 1999 as a time that is over.
constexpr Instant plausible{std::chrono::sys_days{std::chrono::January / 1 / 2020}};

/// By how much the server's clock is ahead, at least; zero if it may be the same as ours.
Duration difference_in(const Exchange& exchange, Duration set_by) {
  const auto date = http::parse_http_date(exchange.response.headers.find("Date").value_or(""));
  // A cache passes on an old Date.
  if (!date || exchange.response.headers.contains("Age")) return {};
  const auto ahead = *date - (exchange.done + set_by);
  const auto behind = (exchange.sent + set_by) - *date;
  if (ahead > earliest_date) return ahead;
  if (behind > oldest_date) return -behind;
  return {};
}

}  // namespace

void ServerTime::note(const Exchange& exchange, Duration set_by) {
  const auto& headers = exchange.request.headers;
  const bool has_deadline = headers.contains("Stream-Expires-At");
  if (has_deadline || headers.contains("Stream-TTL")) is_used_ = true;
  if (!has_deadline || !exchange.answered()) return;
  if (exchange.sent + set_by < plausible) is_too_early_ = true;
  if (const auto difference = difference_in(exchange, set_by); difference != Duration::zero()) {
    difference_ = difference;
  }
}

std::optional<std::string> ServerTime::problem(Duration set_by) const {
  if (!is_used_) return std::nullopt;
  const auto set = std::chrono::abs(set_by - set_by_);
  if (set > smallest_setting) {
    return fmt::format("the clock of this system was set by {} meanwhile", in_words(set));
  }
  if (is_too_early_) return std::string("the clock of this system shows a time before 2020");
  if (difference_ == Duration::zero()) return std::nullopt;
  return fmt::format("the server's clock is at least {} {} ours, by its Date",
                     in_words(std::chrono::abs(difference_)),
                     difference_ > Duration::zero() ? "ahead of" : "behind");
}

}  // namespace conform
