#include "harness/gate/shard.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>

namespace conform {
namespace {

constexpr std::size_t max_shards = 10'000;

struct Variables {
  const char* total;
  const char* index;
  const char* status_file;
};

constexpr Variables conventions[] = {
    {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_SHARD_STATUS_FILE"},
    {"TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", "TEST_SHARD_STATUS_FILE"},
};

std::string value_of(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? "" : value;
}

std::optional<std::size_t> number_from(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > max_shards) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

Expected<Shard, std::string> parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = number_from(text.substr(0, slash));
    const auto of = number_from(text.substr(slash + 1));
    if (index && of && *index >= 1 && *index <= *of) return Shard{*index, *of};
  }
  return unexpected(fmt::format("invalid shard '{}'; write 2/5 for the second of five", text));
}

Expected<std::optional<Shard>, std::string> shard_from(const Environment& environment) {
  for (const auto& names : conventions) {
    const auto total_text = value_of(environment, names.total);
    const auto index_text = value_of(environment, names.index);
    if (total_text.empty() && index_text.empty()) continue;
    const auto total = number_from(total_text);
    const auto index = number_from(index_text);
    if (!total || !index || *index >= *total) {
      return unexpected(
          fmt::format("invalid shard in the environment, {}={} and {}={}: the index must be from 0 "
                      "to the total "
                      "minus 1",
                      names.total, total_text, names.index, index_text));
    }
    return std::optional(Shard{*index + 1, *total});
  }
  return std::optional<Shard>();
}

void acknowledge_shard(const Environment& environment) {
  for (const auto& names : conventions) {
    const auto path = value_of(environment, names.status_file);
    if (!path.empty()) std::ofstream(path, std::ios::app).flush();
  }
}

Selected part_of(Selected selected, const Shard& shard) {
  std::vector<const Scenario*> part;
  for (std::size_t i = shard.index - 1; i < selected.scenarios.size(); i += shard.of) {
    part.push_back(selected.scenarios[i]);
  }
  selected.scenarios = std::move(part);
  return selected;
}

}  // namespace conform
