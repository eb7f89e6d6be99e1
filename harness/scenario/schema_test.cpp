// The schemas in the repository are up to date with the loader's tables of keys.
#include "harness/scenario/schema.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace conform {
namespace {

void expect_committed(const std::string& name, const std::string& text) {
  const std::string committed = std::string(CONFORM_SOURCE_DIR) + "/suites/" + name;
  std::ostringstream there;
  there << std::ifstream(committed, std::ios::binary).rdbuf();
  if (there.str() == text) return;
  const std::string made = testing::TempDir() + name;
  std::ofstream(made, std::ios::binary) << text;
  ADD_FAILURE() << "The schema is not what the format's keys give. Look, and take it over:\n  diff "
                << committed << " " << made << "\n  cp " << made << " " << committed;
}

TEST(Schema, OfSuitesIsCommitted) {
  expect_committed("suite.schema.json", suite_schema());
}

TEST(Schema, OfRequirementsIsCommitted) {
  expect_committed("requirements.schema.json", requirements_schema());
}

TEST(Schema, KnowsWhichKeysGoWithAnAction) {
  const auto schema = nlohmann::json::parse(suite_schema());
  for (const auto& rule : schema["definitions"]["step"]["allOf"]) {
    if (rule["if"]["required"][0] != "read") continue;
    const auto& keys = rule["then"]["propertyNames"]["enum"];
    EXPECT_NE(std::find(keys.begin(), keys.end(), "from"), keys.end());
    EXPECT_EQ(std::find(keys.begin(), keys.end(), "body"), keys.end());
    return;
  }
  ADD_FAILURE() << "no rule for 'read'";
}

}  // namespace
}  // namespace conform
