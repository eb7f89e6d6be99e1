#include "harness/run/position_comparison.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/http/url.hpp"

namespace conform {

bool differs_only_in_offset(const Exchange& answer, const std::vector<Mismatch>& mismatches) {
  return mismatches.size() == 1 && mismatches.front().offsets && answer.request.method != "RAW";
}

PositionComparison::PositionComparison(StepContext& context, Exchange answer,
                                       std::vector<Mismatch> mismatches)
    : context_(context), answer_(std::move(answer)), mismatches_(std::move(mismatches)) {
  ensure(differs_only_in_offset(answer_, mismatches_),
         "two offsets are compared only where nothing else differs");
}

StepProgress PositionComparison::start() {
  RequestSpec read;
  read.method = "GET";
  read.target = std::string(http::split_target(answer_.request.target).first);
  const auto read_from = [&](const std::string& offset) {
    const auto query = fmt::format("offset={}&{}", http::percent_encode(offset),
                                   context_.state().caches.unused_query());
    return context_.send(read, context_.limit(), query);
  };
  // Compared only once.
  const OffsetPair offsets = *std::exchange(mismatches_.front().offsets, std::nullopt);
  from_expected_ = read_from(offsets.expected);
  from_got_ = read_from(offsets.got);
  return std::nullopt;
}

StepProgress PositionComparison::on_progress() {
  if (!from_expected_->ended() || !from_got_->ended()) return std::nullopt;
  Exchange expected = from_expected_->release();
  Exchange got = from_got_->release();
  context_.remember(expected);
  context_.remember(got);
  if (show_same_position(expected, got)) mismatches_.clear();
  return StepAnswered{&answer_, std::move(mismatches_)};
}

}  // namespace conform
