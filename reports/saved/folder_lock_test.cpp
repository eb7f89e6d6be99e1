#include "reports/saved/folder_lock.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace conform::reports {
namespace {

using testing::HasSubstr;

class Folder : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(path_); }
  void TearDown() override { std::filesystem::remove_all(path_); }

  std::string path_ = testing::TempDir() + "folder_lock_test-" + std::to_string(::getpid());
};

TEST_F(Folder, IsLockedAsLongAsARunLasts) {
  {
    const auto first = FolderLock::take(path_);
    ASSERT_TRUE(first);
    const auto second = FolderLock::take(path_);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr("Another run is writing its reports to"));
  }
  EXPECT_TRUE(FolderLock::take(path_));
}

TEST_F(Folder, IsFreeWhenItsRunWasKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FolderLock::take(path_);
    const char byte = lock ? '1' : '0';
    if (::write(ready[1], &byte, 1) == 1) ::pause();
    ::_exit(0);
  }
  char locked = '0';
  EXPECT_EQ(::read(ready[0], &locked, 1), 1);
  EXPECT_EQ(locked, '1');
  EXPECT_FALSE(FolderLock::take(path_));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FolderLock::take(path_));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(Folder, ThatIsNotThereCannotBeLocked) {
  const auto lock = FolderLock::take(path_ + "/missing");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error(), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace conform::reports
