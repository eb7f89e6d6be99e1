#include "harness/judge/body_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/judge/quote.hpp"

namespace conform {
namespace {

constexpr std::size_t shown_of_difference = 64;

}  // namespace

BodyComparison::BodyComparison(BodyRepeat expected, Fill fill, std::string_view what)
    : expected_(std::move(expected)), fill_(std::move(fill)), what_(what) {}

bool BodyComparison::has_next() {
  while (at_ == part_.size()) {
    if (number_ == expected_.count) return false;
    part_ = body_part(expected_, ++number_, fill_);
    at_ = 0;
  }
  return true;
}

void BodyComparison::take(std::string_view bytes) {
  while (!bytes.empty() && !differs()) {
    if (!has_next()) return note_difference(bytes);
    const auto part = std::string_view(part_).substr(at_, bytes.size());
    const auto same = static_cast<std::size_t>(
        std::mismatch(part.begin(), part.end(), bytes.begin()).first - part.begin());
    at_ += same;
    taken_ += same;
    bytes.remove_prefix(same);
    if (same < part.size()) note_difference(bytes);
  }
}

void BodyComparison::note_difference(std::string_view bytes) {
  const auto part = std::string_view(part_).substr(at_, shown_of_difference);
  difference_ =
      Mismatch{part.empty() ? fmt::format("{} of {} bytes", what_, taken_)
                            : fmt::format("{} at byte {} of the {}", quote(part), taken_, what_),
               fmt::format("{} there", quote(bytes.substr(0, shown_of_difference)))};
}

std::optional<Mismatch> BodyComparison::end() {
  if (differs() || !has_next()) return difference_;
  const auto part = std::string_view(part_).substr(at_, shown_of_difference);
  return Mismatch{fmt::format("{} at byte {} of the {}", quote(part), taken_, what_),
                  fmt::format("the end after {} bytes", taken_)};
}

}  // namespace conform
