#include "reports/formats/event_log.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

const std::string path =
    testing::TempDir() + "event_log_test-" + std::to_string(::getpid()) + ".ndjson";

std::string content() {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

std::string logged(const std::vector<Event>& events) {
  auto log = EventLog::open(path);
  EXPECT_TRUE(log);
  emit(*log, events);
  EXPECT_FALSE(log->problem());
  return content();
}

TEST(EventLog, WritesARunAsApproved) {
  expect_approved("events.txt", logged(gated_run()));
}

TEST(EventLog, IsCleanWhateverAServerSends) {
  const std::string text = logged(hostile_run());
  EXPECT_TRUE(is_clean(text));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
}

TEST(EventLog, WritesEachEntryAtOnce) {
  auto log = EventLog::open(path);
  emit(*log, {RunStarted{}});
  EXPECT_THAT(content(), EndsWith("}\n"));
}

TEST(EventLog, SaysWhyItCannotBeOpened) {
  const auto log = EventLog::open(testing::TempDir());
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error(), HasSubstr("Is a directory"));
}

TEST(EventLog, SaysWhenTheDiskIsFull) {
  auto log = EventLog::open("/dev/full");
  ASSERT_TRUE(log);
  emit(*log, sample_run());
  ASSERT_TRUE(log->problem());
  EXPECT_THAT(*log->problem(), HasSubstr("No space left on device"));
}

/// A file size limit simulates a disk that fills up in the middle of a line.
TEST(EventLog, KeepsWholeLinesWhenThereIsNoMoreRoom) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  auto log = EventLog::open(path);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  emit(*log, sample_run());
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(log->problem());
  EXPECT_THAT(content(), EndsWith("}\n"));
}

}  // namespace
}  // namespace conform::reports
