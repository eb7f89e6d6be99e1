#include "reports/saved/members.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

/// A hundred years is longer than any run, and fits into a Duration.
constexpr double max_seconds = 100.0 * 365 * 24 * 3600;
constexpr std::size_t max_texts = 1000;

}  // namespace

Members::Members(const ordered_json& value, std::string place, Problem& problem)
    : value_(value), place_(std::move(place)), problem_(problem) {
  if (!value_.is_object() && !problem_) {
    problem_ = fmt::format("{} must be an object", place_.empty() ? "it" : place_);
  }
}

bool Members::has(std::string_view name) const {
  return find(name) != nullptr;
}

std::string Members::line(std::string_view name, std::size_t max_chars) const {
  return clean_line(raw(name), max_chars + cut_mark_chars);
}

std::string Members::text(std::string_view name) const {
  return clean_text(raw(name), max_text_chars + cut_mark_chars);
}

std::string Members::raw(std::string_view name) const {
  const ordered_json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  report_problem(name, "must be a text");
  return {};
}

bool Members::flag(std::string_view name) const {
  const ordered_json* value = find(name);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  report_problem(name, "must be true or false");
  return false;
}

std::size_t Members::count(std::string_view name) const {
  const ordered_json* value = find(name);
  if (value == nullptr) return 0;
  constexpr std::uint64_t most = std::uint64_t{1} << 53U;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() <= most) {
    return value->get<std::size_t>();
  }
  report_problem(name, "must be a count");
  return 0;
}

Duration Members::seconds(std::string_view name) const {
  const ordered_json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_number()) {
    const double number = value->get<double>();
    if (number >= 0 && number <= max_seconds) {
      return std::chrono::round<Duration>(std::chrono::duration<double>(number));
    }
  }
  report_problem(name, "must be a number of seconds");
  return {};
}

std::vector<std::string> Members::texts(std::string_view name) const {
  std::vector<std::string> out;
  each_value(name, [&](const ordered_json& value, const std::string& place) {
    if (out.size() == max_texts) return;
    if (value.is_string()) {
      out.push_back(
          clean_text(value.get_ref<const std::string&>(), max_text_chars + cut_mark_chars));
    } else if (!problem_) {
      problem_ = place + " must be a text";
    }
  });
  return out;
}

void Members::object(std::string_view name, const Visit& visit) const {
  if (const ordered_json* value = find(name)) {
    const Members members(*value, place_of(name), problem_);
    if (!problem_) visit(members);
  }
}

void Members::each(std::string_view name, const Visit& visit) const {
  each_value(name, [&](const ordered_json& value, const std::string& place) {
    const Members members(value, place, problem_);
    if (!problem_) visit(members);
  });
}

void Members::each_named(
    std::string_view name,
    const std::function<void(const std::string&, const Members&)>& visit) const {
  object(name, [&](const Members& members) {
    for (const auto& [key, value] : members.value_.items()) {
      const Members inner(value, members.place_of(key), problem_);
      if (!problem_) visit(key, inner);
    }
  });
}

void Members::each_value(
    std::string_view name,
    const std::function<void(const ordered_json&, const std::string& place)>& visit) const {
  const ordered_json* value = find(name);
  if (value == nullptr) return;
  if (!value->is_array()) return report_problem(name, "must be a list");
  for (std::size_t i = 0; i < value->size() && !problem_; ++i) {
    visit((*value)[i], fmt::format("{}[{}]", place_of(name), i));
  }
}

void Members::report_problem(std::string_view name, std::string_view demand) const {
  if (!problem_) problem_ = fmt::format("{} {}", place_of(name), demand);
}

const ordered_json* Members::find(std::string_view name) const {
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(std::string(name));
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

std::string Members::place_of(std::string_view name) const {
  constexpr std::size_t longest = 60;
  const std::string shown = clean_line(name, longest);
  return place_.empty() ? shown : fmt::format("{}.{}", place_, shown);
}

}  // namespace conform::reports
