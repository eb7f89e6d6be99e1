#include "harness/run/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <stdexcept>

#include "harness/http/timestamp.hpp"
#include "harness/http/url.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

/// "s" and "s:NAME" are streams; returns NAME, or nullopt if the variable is not a stream.
std::optional<std::string_view> name_after(std::string_view variable, std::string_view kind) {
  if (variable == kind) return std::string_view{};
  if (variable.size() > kind.size() + 1 && variable.starts_with(kind) &&
      variable[kind.size()] == ':') {
    return variable.substr(kind.size() + 1);
  }
  return std::nullopt;
}

/// "+90s" or "-1m" from now.
std::string shifted_time(std::string_view shift, Instant now) {
  const bool back = shift.starts_with('-');
  const auto duration = parse_duration(shift.substr(1)).value();
  return http::rfc3339(back ? now - duration : now + duration);
}

/// So many lower-case letters, the same each time but in no pattern, so that a piece that is lost
/// or misplaced shows.
std::string letters(std::size_t count) {
  constexpr unsigned letters_of_alphabet = 26;
  constexpr std::size_t period = 65'521;  // a prime: no buffer has that size
  std::minstd_rand generator;
  std::string text;
  text.reserve(count);
  while (text.size() < std::min(count, period)) {
    text.push_back(static_cast<char>('a' + generator() % letters_of_alphabet));
  }
  while (text.size() < count) text.append(text, 0, std::min(period, count - text.size()));
  return text;
}

}  // namespace

Variables::Variables(const Target& target, const Scenario& scenario, std::string word)
    : target_(target), scenario_(scenario), word_(std::move(word)) {
  values_["run"] = word_;
  values_["host"] = target.authority();
  values_["root"] = target.root();
  values_["retention_hook"] = target.retention_hook;
}

void Variables::set(const std::string& name, std::string value) {
  values_[name] = std::move(value);
}

std::string Variables::stream_name(std::string_view name) const {
  if (name.empty()) return word_;
  std::string numbered(name);
  if (const auto mark = numbered.find('*'); mark != std::string::npos) {
    numbered.replace(mark, 1, values_.at("n"));
  }
  return fmt::format("{}-{}", word_, numbered);
}

std::string Variables::stream_url(const std::string& name) const {
  return target_.stream_url(stream_name(name));
}

std::optional<std::string> Variables::look_up(std::string_view variable, Instant now) const {
  const auto of_case = scenario_.variables.find(std::string(variable));
  if (of_case == scenario_.variables.end()) return look_up_own(variable, now);
  // A case's values may use variables that exist for every scenario, but not each other: no cycles.
  const auto filled =
      substitute(of_case->second, [&](std::string_view inner) { return look_up_own(inner, now); });
  if (!filled) throw std::logic_error(filled.error());
  return *filled;
}

std::optional<std::string> Variables::look_up_own(std::string_view variable, Instant now) const {
  if (const auto name = name_after(variable, "s")) return target_.stream_url(stream_name(*name));
  if (const auto name = name_after(variable, "path"))
    return target_.stream_path(stream_name(*name));
  if (const auto name = name_after(variable, "relative"))
    return target_.name_below_root(stream_name(*name));
  if (const auto name = name_after(variable, "subscription")) {
    return fmt::format("{}/__ds/subscriptions/{}", target_.root(), stream_name(*name));
  }
  if (const auto name = name_after(variable, "hook")) return fmt::format("{}/{}", hook_url_, *name);
  if (const auto shift = name_after(variable, "time")) return shifted_time(*shift, now);
  if (const auto count = name_after(variable, "letters")) {
    return letters(std::stoul(std::string(*count)));
  }
  const auto found = values_.find(variable);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string Variables::fill(const Template& text, Instant now) const {
  auto filled = substitute(text, [&](std::string_view variable) { return look_up(variable, now); });
  if (!filled) throw std::logic_error(filled.error());
  return *std::move(filled);
}

std::string Variables::fill_target(const Template& text, Instant now) const {
  const auto mark = text.find('?');
  std::string url = fill(text.substr(0, mark), now);
  const bool is_below_root = text.starts_with("{subscription") || text.starts_with("{root}/__ds");
  if (is_below_root) url = with_query(std::move(url), target_.query());
  if (mark == std::string::npos) return url;
  // Not substitute_target: the stream's own URL may already have a query.
  auto query = substitute(
      text.substr(mark + 1), [&](std::string_view variable) { return look_up(variable, now); },
      http::percent_encode);
  if (!query) throw std::logic_error(query.error());
  return with_query(std::move(url), *query);
}

std::string Variables::stream_of(std::string_view url) const {
  const auto at = url.find(word_);
  if (at == std::string_view::npos) return {};
  const auto end = url.find_first_of("/?#", at);
  return std::string(url.substr(at, end == std::string_view::npos ? end : end - at));
}

}  // namespace conform
