// Every fuzz target takes its seeds, which are right or wrong in some usual way. A target ends the
// program when it finds something; the seed that it was given last stands before that.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#define FUZZ_TARGET(name) extern "C" int try_##name(const std::uint8_t* data, std::size_t size);
#include <fuzz_targets.inc>
#undef FUZZ_TARGET

namespace conform {
namespace {

namespace fs = std::filesystem;

struct FuzzTarget {
  std::string name;
  int (*take)(const std::uint8_t* data, std::size_t size);

  friend std::ostream& operator<<(std::ostream& out, const FuzzTarget& target) {
    return out << target.name;
  }
};

const std::vector<FuzzTarget> targets = {
#define FUZZ_TARGET(name) {#name, &try_##name},
#include <fuzz_targets.inc>
#undef FUZZ_TARGET
};

std::vector<fs::path> seeds_of(const std::string& target) {
  const auto folder = fs::path(CONFORM_SOURCE_DIR) / "fuzz" / "targets" / (target + "_seeds");
  std::vector<fs::path> seeds;
  for (const auto& entry : fs::directory_iterator(folder)) seeds.push_back(entry.path());
  std::sort(seeds.begin(), seeds.end());
  return seeds;
}

class Seeds : public testing::TestWithParam<FuzzTarget> {};

TEST_P(Seeds, AreTaken) {
  const auto seeds = seeds_of(GetParam().name);
  EXPECT_FALSE(seeds.empty());
  for (const auto& seed : seeds) {
    std::cerr << seed.string() << std::endl;
    std::ifstream file(seed, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    const int status = GetParam().take(bytes.data(), bytes.size());
    // An engine forgets an input for which a target returns -1.
    EXPECT_EQ(status, 0) << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Seeds, testing::ValuesIn(targets),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace conform
