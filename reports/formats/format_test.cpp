#include "reports/formats/format.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

TEST(Formats, AreToldApartByNameAndByFile) {
  std::set<std::string_view> names;
  std::set<std::string_view> files;
  for (const auto& format : formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    if (!format.file_name.empty()) {
      EXPECT_TRUE(files.insert(format.file_name).second) << format.file_name;
    }
    EXPECT_FALSE(format.help.empty()) << format.name;
  }
}

TEST(Formats, AreAllWrittenToTheirPath) {
  const Catalogue catalogue;
  for (const auto& format : formats()) {
    const auto path = testing::TempDir() + "conform-format." + std::string(format.name);
    auto output = format.open(path, {catalogue, {}});
    ASSERT_TRUE(output) << output.error();
    emit(**output, sample_run());
    EXPECT_TRUE((*output)->finish());
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_NE(text.str(), "") << format.name;
  }
}

TEST(Formats, SayWhenTheyCannotBeWritten) {
  const Catalogue catalogue;
  for (const auto& format : formats()) {
    auto output = format.open("/dev/full", {catalogue, {}});
    ASSERT_TRUE(output) << output.error();
    emit(**output, sample_run());
    EXPECT_FALSE((*output)->finish()) << format.name;
  }
}

}  // namespace
}  // namespace conform::reports
