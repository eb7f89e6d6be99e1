// Tests of a server: some of its own, and what conform knows of the protocol.
#include <conform/gtest.hpp>

TEST(Server, HasTestsOfItsOwn) {
  EXPECT_EQ(1 + 1, 2);
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  conform::Options options;
  options.suites = {"sequence", "http"};
  options.skip = {"http.large-*"};
  conform::register_tests(argc > 1 ? argv[1] : "http://127.0.0.1:4437/v1/stream", options);
  return RUN_ALL_TESTS();
}
