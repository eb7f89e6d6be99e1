#include "reports/saved/part_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace conform::reports {
namespace {

namespace fs = std::filesystem;

class PartFileTest : public testing::Test {
 protected:
  PartFileTest() { fs::create_directories(folder_); }
  ~PartFileTest() override { fs::remove_all(folder_); }

  static void write(const fs::path& path) { std::ofstream(path) << "text"; }

  fs::path folder_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(PartFileTest, TakesItsNameWhenItIsWhole) {
  const auto path = folder_ / "journal";
  const PartFile part(path);
  write(part.written());
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(part.finish());
  EXPECT_TRUE(fs::exists(path));
  EXPECT_FALSE(fs::exists(part.written()));
}

TEST_F(PartFileTest, LeavesNothingWhenItIsDiscarded) {
  const PartFile part(folder_ / "journal");
  write(part.written());
  part.discard();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(PartFileTest, FollowsASymbolicLink) {
  const auto link = folder_ / "link";
  write(folder_ / "journal");
  fs::create_symlink(folder_ / "journal", link);
  const PartFile part(link);
  write(part.written());
  EXPECT_TRUE(part.finish());
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_TRUE(fs::is_regular_file(folder_ / "journal"));
}

TEST_F(PartFileTest, LeavesADeviceInItsPlace) {
  const auto link = folder_ / "null";
  fs::create_symlink("/dev/null", link);
  const PartFile part(link);
  EXPECT_EQ(part.written(), "/dev/null");
  EXPECT_TRUE(part.finish());
  part.discard();
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace conform::reports
