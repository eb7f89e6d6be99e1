#include "harness/run/server_time.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/http_date.hpp"
#include "harness/http/timestamp.hpp"
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

/// No test takes longer.
constexpr Duration longest_test = 1h;

/// How far `deadline` is from `now`, sooner or later; nullopt for what is not a timestamp, which no
/// clock makes one.
std::optional<Duration> distance(std::string_view deadline, Instant now) {
  const auto time = http::parse_rfc3339(deadline);
  if (!time) return std::nullopt;
  const auto milliseconds =
      std::chrono::abs(*time - std::chrono::floor<std::chrono::milliseconds>(now));
  return std::min<std::chrono::milliseconds>(
      milliseconds, std::chrono::floor<std::chrono::milliseconds>(Duration::max()));
}

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
  const auto deadline = headers.find("Stream-Expires-At");
  if (deadline || headers.contains("Stream-TTL")) is_used_ = true;
  if (!deadline || !exchange.answered()) return;
  if (const auto far = distance(*deadline, exchange.sent + set_by)) {
    nearest_deadline_ = std::min(*far, nearest_deadline_.value_or(*far));
  }
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
  const auto difference = std::chrono::abs(difference_);
  if (difference == Duration::zero() || !nearest_deadline_) return std::nullopt;
  if (*nearest_deadline_ > difference && *nearest_deadline_ - difference > longest_test) {
    return std::nullopt;
  }
  return fmt::format("the server's clock is at least {} {} ours, by its Date", in_words(difference),
                     difference_ > Duration::zero() ? "ahead of" : "behind");
}

}  // namespace conform
