// Uses real files. A change that must be ignored is followed by one that must be reported:
// otherwise, the former would be reported first.
#include "harness/gate/watcher.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "harness/transport/stop_signals.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr auto long_enough = 20s;

class WatcherTest : public testing::Test {
 protected:
  WatcherTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "src/deep");
    fs::create_directories(folder_ / "src/.git");
    write("src/a.txt");
  }
  ~WatcherTest() override { fs::remove_all(folder_); }

  void write(const std::string& name) const { std::ofstream(folder_ / name) << "text"; }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  [[nodiscard]] Watcher watcher(const std::vector<std::string>& names,
                                std::vector<std::string> ignored = {}) const {
    WatchedFiles files{{}, std::move(ignored), 1ms};
    for (const auto& name : names) files.paths.push_back(path(name));
    return Watcher::on(files).value();
  }

  fs::path folder_ =
      fs::canonical(testing::TempDir()) /
      fmt::format("{}-{}", testing::UnitTest::GetInstance()->current_test_info()->name(),
                  ::getpid());
};

TEST_F(WatcherTest, TellsWhatHasChanged) {
  auto watched = watcher({"src"});
  EXPECT_EQ(watched.wait(0ms), std::nullopt);
  write("src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
  write("src/deep/b.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/deep/b.txt"));
  fs::remove(folder_ / "src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
  EXPECT_EQ(watched.wait(0ms), std::nullopt);
}

TEST_F(WatcherTest, LooksIntoNewFolders) {
  auto watched = watcher({"src"});
  fs::create_directories(folder_ / "src/new/er");
  EXPECT_EQ(watched.wait(long_enough), path("src/new"));
  write("src/new/er/c.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/new/er/c.txt"));
}

TEST_F(WatcherTest, OverlooksHiddenFilesAndThoseToIgnore) {
  auto watched = watcher({"src"}, {path("src/report.json")});
  write("src/.swp");
  write("src/.git/index");
  write("src/report.json");
  write("src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
}

TEST_F(WatcherTest, ChangesInARowAreOne) {
  auto watched = watcher({"src"});
  for (int i = 0; i < 50; ++i) write("src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
  EXPECT_EQ(watched.wait(0ms), std::nullopt);
}

TEST_F(WatcherTest, FollowsAFileThatIsReplaced) {
  auto watched = watcher({"src/a.txt"});
  write("src/other.txt");
  fs::rename(folder_ / "src/other.txt", folder_ / "src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
  write("src/a.txt");
  EXPECT_EQ(watched.wait(long_enough), path("src/a.txt"));
}

TEST_F(WatcherTest, AFolderGoesBeforeAFileInIt) {
  for (const auto& names : {std::vector<std::string>{"src", "src/a.txt"}, {"src/a.txt", "src"}}) {
    auto watched = watcher(names);
    write("src/other.txt");
    EXPECT_EQ(watched.wait(long_enough), path("src/other.txt"));
  }
}

TEST_F(WatcherTest, WaitsNoLongerThanTheUserWants) {
  EXPECT_EXIT(
      {
        note_stop_signals();
        auto watched = watcher({"src"});
        std::thread user([] { ::kill(::getpid(), SIGINT); });
        const auto change = watched.wait();
        user.join();
        std::_Exit(change ? EXIT_FAILURE : EXIT_SUCCESS);
      },
      testing::ExitedWithCode(EXIT_SUCCESS), "");
}

TEST_F(WatcherTest, NeedsSomethingThatIsThere) {
  EXPECT_THAT(Watcher::on({{path("nothing")}, {}, 1ms}).error(),
              HasSubstr("nothing cannot be watched: it does not exist"));
}

}  // namespace
}  // namespace conform
