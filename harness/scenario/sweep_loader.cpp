#include "harness/scenario/sweep_loader.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/scenario/duration.hpp"
#include "harness/scenario/format_keys.hpp"

namespace conform {
namespace {

/// Two durations with ".." between them.
std::optional<std::pair<Duration, Duration>> load_range(const TomlValue& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  const auto dots = text->find("..");
  const bool is_negative = text->starts_with('-');
  const auto start = static_cast<std::size_t>(is_negative ? 1 : 0);
  const auto first = parse_duration(text->substr(start, dots - start));
  const auto last = parse_duration(dots == std::string::npos ? "" : text->substr(dots + 2));
  const Duration from = is_negative ? -first.value_or(Duration{}) : first.value_or(Duration{});
  if (dots != std::string::npos && first && last && from < *last) return std::pair(from, *last);
  value.report(fmt::format("invalid range '{}': write \"0ms..30ms\"", *text));
  return std::nullopt;
}

}  // namespace

std::optional<Sweep> load_sweep(const TomlValue& value) {
  constexpr std::uint64_t max_delays = 1'000;
  const auto table = value.table();
  if (!table) return std::nullopt;
  allow_only(*table, sweep_keys());
  const auto delay = table->require("delay");
  const auto times = table->require("times");
  const auto range = delay ? load_range(*delay) : std::nullopt;
  const auto count = times ? times->integer(2, max_delays) : std::nullopt;
  if (!range || !count) return std::nullopt;
  Sweep sweep;
  const auto number = static_cast<std::int64_t>(*count);
  for (std::int64_t i = 0; i < number; ++i) {
    sweep.delays.push_back(range->first + (range->second - range->first) * i / (number - 1));
  }
  return sweep;
}

}  // namespace conform
