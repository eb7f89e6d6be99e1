#include "harness/scenario/requirement.hpp"

#include <array>
#include <utility>

namespace conform {
namespace {

using namespace std::string_view_literals;

constexpr std::array level_names{
    std::pair{Level::may, "may"sv},
    std::pair{Level::should, "should"sv},
    std::pair{Level::must, "must"sv},
};

constexpr std::array binds_names{
    std::pair{Binds::server, "server"sv},
    std::pair{Binds::client, "client"sv},
    std::pair{Binds::either, "either"sv},
};

constexpr std::array harm_names{
    std::pair{Harm::other, "other"sv},     std::pair{Harm::order, "order"sv},
    std::pair{Harm::storage, "storage"sv}, std::pair{Harm::outage, "outage"sv},
    std::pair{Harm::data, "data"sv},
};

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return {};
}

template <class Value, std::size_t size>
std::optional<Value> value_of(const std::array<std::pair<Value, std::string_view>, size>& names,
                              std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Level level) {
  return name_of(level_names, level);
}
std::optional<Level> level_from(std::string_view text) {
  return value_of(level_names, text);
}

std::string_view to_string(Harm harm) {
  return name_of(harm_names, harm);
}
std::optional<Harm> harm_from(std::string_view text) {
  return value_of(harm_names, text);
}

std::string_view to_string(Binds binds) {
  return name_of(binds_names, binds);
}
std::optional<Binds> binds_from(std::string_view text) {
  return value_of(binds_names, text);
}

}  // namespace conform
