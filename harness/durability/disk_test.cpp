#include "harness/durability/disk.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace conform::durability {
namespace {

/// Runs shell commands in a folder whose files are watched.
class WatchedFolder : public testing::Test {
 protected:
  /// Whether the commands succeed. The shell is started with the library.
  bool run(const std::string& commands) {
    const auto line = disk.environment() + "cd '" + folder.path() + "' && exec sh -c '" + commands +
                      "' 2> /dev/null";
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): a shell is what the library is tried with
    return std::system(line.c_str()) == 0;
  }

  std::string content(const std::string& name) {
    std::ifstream in(folder.path() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  DataFolder folder;
  Disk disk{folder.path()};
};

TEST_F(WatchedFolder, WhatWasNotSyncedIsLost) {
  ASSERT_TRUE(run("printf one > a && sync a && printf two >> a && printf new > b"));
  EXPECT_TRUE(disk.has_seen_changes());
  EXPECT_EQ(content("a"), "onetwo");
  disk.lose_writes();
  ASSERT_TRUE(run(":"));
  EXPECT_EQ(content("a"), "one");
  EXPECT_EQ(content("b"), "");
}

TEST_F(WatchedFolder, WithoutALossOfPowerNothingIsLost) {
  ASSERT_TRUE(run("printf one > a"));
  ASSERT_TRUE(run("printf two >> a"));
  EXPECT_EQ(content("a"), "onetwo");
}

TEST_F(WatchedFolder, WhatWasCutOffOrReplacedComesBack) {
  ASSERT_TRUE(run("printf 0123456789 > a && sync a && printf x > a && printf yz >> a"));
  EXPECT_EQ(content("a"), "xyz");
  disk.lose_writes();
  ASSERT_TRUE(run(":"));
  EXPECT_EQ(content("a"), "0123456789");
}

TEST_F(WatchedFolder, AFileThatTakesTheNameOfAnotherIsNotMixedUpWithIt) {
  ASSERT_TRUE(run("printf old > a && printf new > b && sync b && mv b a"));
  disk.lose_writes();
  ASSERT_TRUE(run(":"));
  EXPECT_EQ(content("a"), "new");
}

TEST_F(WatchedFolder, ATornWriteLeavesABeginningOfWhatWasWritten) {
  bool was_torn = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    ASSERT_TRUE(run("printf kept > a && sync a && printf 0123 >> a && printf 4567 >> a"));
    disk.tear_writes(seed);
    ASSERT_TRUE(run(":"));
    const auto left = content("a");
    EXPECT_TRUE(std::string("kept01234567").starts_with(left)) << left;
    EXPECT_GE(left.size(), std::string("kept").size());
    was_torn = was_torn || left.size() % 4 != 0;
  }
  EXPECT_TRUE(was_torn);
}

TEST_F(WatchedFolder, NothingCanBeWrittenWhileTheDiskIsReadOnly) {
  ASSERT_TRUE(run("printf one > a"));
  disk.set_read_only(true);
  EXPECT_FALSE(run("printf two >> a"));
  EXPECT_FALSE(run("printf new > b"));
  EXPECT_FALSE(run("rm a"));
  EXPECT_EQ(content("a"), "one");
  disk.set_read_only(false);
  EXPECT_TRUE(run("printf two >> a"));
  EXPECT_EQ(content("a"), "onetwo");
}

}  // namespace
}  // namespace conform::durability
