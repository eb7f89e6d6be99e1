#include "harness/scenario/suite_source.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/scenario/embedded.hpp"
#include "harness/scenario/load_error.hpp"
#include "harness/scenario/loader.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string read(const fs::path& path) {
  const std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// A folder that is removed after the test.
class ReadSuiteFolder : public testing::Test {
 protected:
  ReadSuiteFolder() {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~ReadSuiteFolder() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  [[nodiscard]] std::string root() const { return root_.string(); }

 private:
  fs::path root_ =
      fs::path(testing::TempDir()) /
      ("suites-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(ReadSuiteFolder, TakesSuitesAndBodiesSortedByPath) {
  write("b.toml", "b");
  write("a.toml", "");
  write("bodies/x", std::string("\0\xff", 2));
  write(".git/c.toml", "hidden");
  const auto folder = read_suite_folder(root() + "/");
  ASSERT_TRUE(folder) << folder.error();
  EXPECT_EQ(folder->name, root());
  std::vector<std::string> paths;
  for (const SuiteFile& file : folder->files) paths.push_back(file.path);
  EXPECT_THAT(paths, ElementsAre("a.toml", "b.toml", "bodies/x"));
  ASSERT_NE(folder->find("bodies/x"), nullptr);
  EXPECT_EQ(folder->find("bodies/x")->text, std::string("\0\xff", 2));
  EXPECT_EQ(folder->find("a.toml")->text, "");
  EXPECT_EQ(folder->find("c.toml"), nullptr);
}

TEST_F(ReadSuiteFolder, SaysWhatIsWrong) {
  write("file", "");
  EXPECT_EQ(read_suite_folder(root() + "/no").error(), "no such folder: '" + root() + "/no'");
  EXPECT_EQ(read_suite_folder(root() + "/file").error(), "'" + root() + "/file' is not a folder");
  EXPECT_EQ(read_suite_folder(root()).error(),
            "no suite in '" + root() + "': no file ends with .toml");
}

TEST(EmbeddedFiles, AreThoseOfTheSourceTree) {
  const fs::path root = fs::path(CONFORM_SOURCE_DIR) / "suites";
  ASSERT_FALSE(embedded_files().empty());
  for (const EmbeddedFile& file : embedded_files()) {
    EXPECT_EQ(file.bytes, read(root / file.path)) << file.path;
  }
}

TEST(EmbeddedSuites, HaveAFolderForEachProtocolThatLoads) {
  EXPECT_THAT(embedded_protocols(), ElementsAre("durable-streams", "resumable-stream"));
  for (const auto& protocol : embedded_protocols()) {
    const std::vector<SuiteFolder> folders = embedded_suites(protocol);
    ASSERT_THAT(folders, SizeIs(1));
    EXPECT_EQ(folders.front().name, "suites/" + protocol);
    const auto catalogue = load(folders);
    if (catalogue) continue;
    for (const LoadError& error : catalogue.error()) ADD_FAILURE() << to_string(error);
  }
}

TEST(EmbeddedSuites, AreOfDurableStreamsUnlessAskedFor) {
  EXPECT_EQ(embedded_suites().front().name, "suites/durable-streams");
  EXPECT_THAT(embedded_suites("gopher"), IsEmpty());
}

}  // namespace
}  // namespace conform
