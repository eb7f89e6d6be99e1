#include "harness/durability/history.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/durability/bodies.hpp"

namespace conform::durability {
namespace {

using Kind = Operation::Kind;

HistoryOptions options_with(std::set<std::string, std::less<>> capabilities) {
  return {.capabilities = std::move(capabilities)};
}

std::size_t count(const History& history, Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(history.begin(), history.end(),
                    [&](const Operation& operation) { return operation.kind == kind; }));
}

TEST(HistoryOf, TheSameSeedGivesTheSameHistory) {
  const auto options = options_with({"json", "close", "delete", "forks", "producers"});
  const auto a = history_of(3, 7, options);
  const auto b = history_of(3, 7, options);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].kind, b[i].kind);
    EXPECT_EQ(a[i].stream, b[i].stream);
    EXPECT_EQ(a[i].load.size(), b[i].load.size());
  }
}

TEST(HistoryOf, UsesOnlyWhatTheServerSupports) {
  for (unsigned round = 1; round <= 20; ++round) {
    const auto history = history_of(round, 1, options_with({}));
    for (const auto kind : {Kind::close, Kind::remove, Kind::fork, Kind::subscribe}) {
      EXPECT_EQ(count(history, kind), 0U);
    }
    EXPECT_GE(count(history, Kind::stop), 2U);
  }
}

TEST(HistoryOf, StopsOnlyAsAsked) {
  auto options = options_with({});
  options.kills = false;
  for (unsigned round = 1; round <= 20; ++round) {
    for (const auto& operation : history_of(round, 1, options)) {
      if (operation.kind != Kind::stop) continue;
      EXPECT_EQ(operation.signal, Signal::term);
      EXPECT_EQ(operation.kills_at_start, 0U);
    }
  }
}

TEST(HistoryOf, TheDiskFailsOnlyAsAsked) {
  const auto is_disk = [](const Operation& operation) {
    return operation.kind == Kind::fill_disk || operation.kind == Kind::protect_disk ||
           operation.signal == Signal::power;
  };
  auto options = options_with({});
  options.full_disk = false;
  for (unsigned round = 1; round <= 20; ++round) {
    const auto history = history_of(round, 1, options);
    EXPECT_TRUE(std::none_of(history.begin(), history.end(), is_disk));
  }
  options.read_only_disk = options.lost_writes = options.torn_writes = true;
  std::size_t losses = 0;
  std::size_t torn = 0;
  for (unsigned round = 1; round <= 20; ++round) {
    const auto history = history_of(round, 1, options);
    EXPECT_EQ(count(history, Kind::protect_disk), count(history, Kind::unprotect_disk));
    for (const auto& operation : history) {
      losses += operation.signal == Signal::power ? 1 : 0;
      torn += operation.torn_by > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(losses, torn);
  EXPECT_GT(torn, 0U);
}

TEST(BodyOf, BodiesOfOneSizeDifferAndHaveOneLength) {
  const Operation operation{.bytes = 24};
  const auto a = body_of(operation, Content::text, 1);
  const auto b = body_of(operation, Content::text, 2);
  EXPECT_NE(a.bytes, b.bytes);
  EXPECT_EQ(a.bytes.size(), b.bytes.size());
}

TEST(BodyOf, LargeJsonBodiesAreBatches) {
  const auto body = body_of({.bytes = 300}, Content::json, 1);
  EXPECT_EQ(body.units.size(), 3U);
  EXPECT_EQ(units_of(body.bytes, Content::json), body.units);
}

}  // namespace
}  // namespace conform::durability
