#include "reports/saved/report_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace conform::reports {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ReportFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  [[nodiscard]] std::string at(const std::string& name) const { return directory_ / name; }

  static std::string content(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }

  static void expect_refused(const std::string& path, const std::string& why) {
    const auto checked = check_writable(path);
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error(), HasSubstr(why));
    const auto written = write_report(path, "text");
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error(), HasSubstr(why));
  }

  fs::path directory_ = testing::TempDir() + "report_file_test-" + std::to_string(::getpid());
};

/// Permissions do not restrict root, so root temporarily becomes an ordinary user.
class AsOrdinaryUser {
 public:
  AsOrdinaryUser() {
    if (root_) become(65534);
  }
  ~AsOrdinaryUser() {
    if (root_) become(0);
  }
  AsOrdinaryUser(const AsOrdinaryUser&) = delete;
  AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;

 private:
  static void become(uid_t user) { EXPECT_EQ(::seteuid(user), 0); }

  bool root_ = ::geteuid() == 0;
};

TEST_F(ReportFile, WritesAndReplaces) {
  ASSERT_TRUE(write_report(at("r.json"), "a long first text"));
  ASSERT_TRUE(write_report(at("r.json"), "second"));
  EXPECT_EQ(content(at("r.json")), "second");
  EXPECT_EQ(files(), 1) << "nothing temporary stays";
}

TEST_F(ReportFile, CheckingLeavesNothingBehind) {
  EXPECT_TRUE(check_writable(at("r.json")));
  EXPECT_EQ(files(), 0);
}

TEST_F(ReportFile, CheckingLeavesAnOldReportAlone) {
  ASSERT_TRUE(write_report(at("r.json"), "old"));
  EXPECT_TRUE(check_writable(at("r.json")));
  EXPECT_EQ(content(at("r.json")), "old");
}

TEST_F(ReportFile, CanBeReadByOthers) {
  ASSERT_TRUE(write_report(at("r.json"), "text"));
  const auto others = fs::status(at("r.json")).permissions() & fs::perms::group_read;
  EXPECT_NE(others, fs::perms::none);
}

TEST_F(ReportFile, WritesThroughASymbolicLink) {
  ASSERT_TRUE(write_report(at("real.json"), "old"));
  fs::create_symlink("real.json", at("link.json"));
  ASSERT_TRUE(write_report(at("link.json"), "new"));
  EXPECT_EQ(content(at("real.json")), "new");
  EXPECT_TRUE(fs::is_symlink(at("link.json")));
}

TEST_F(ReportFile, TakesStdoutAndDevices) {
  EXPECT_TRUE(check_writable("-"));
  EXPECT_TRUE(check_writable("/dev/null"));
  EXPECT_TRUE(write_report("/dev/null", "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/null")) << "not replaced by a file";
}

TEST_F(ReportFile, WritesToStdout) {
  testing::internal::CaptureStdout();
  const auto written = write_report("-", "text");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "text");
  EXPECT_TRUE(written);
}

TEST_F(ReportFile, SaysWhyItCannotWrite) {
  expect_refused("", "it has no name");
  expect_refused(directory_, "it is a directory");
  expect_refused(at("missing/r.json"), "there is no directory \"" + at("missing") + "\"");
  ASSERT_TRUE(write_report(at("file"), ""));
  expect_refused(at("file/r.json"), "\"" + at("file") + "\" is not a directory");
}

TEST_F(ReportFile, RefusesADirectoryWhereItMayNotWrite) {
  fs::create_directory(at("closed"));
  fs::permissions(at("closed"),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  const AsOrdinaryUser ordinary;
  expect_refused(at("closed/r.json"), "Permission denied");
}

/// A file size limit simulates a disk that fills up in the middle of a report.
TEST_F(ReportFile, LeavesTheOldReportWhenTheDiskFills) {
  ASSERT_TRUE(write_report(at("r.json"), "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_report(at("r.json"), std::string(5000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(), HasSubstr("File too large"));
  EXPECT_EQ(content(at("r.json")), "old");
  EXPECT_EQ(files(), 1) << "no half report stays";
}

TEST_F(ReportFile, SaysWhenTheDiskIsFull) {
  const auto written = write_report("/dev/full", "text");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(), HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace conform::reports
