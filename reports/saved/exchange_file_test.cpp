#include "reports/saved/exchange_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "harness/exchange/har.hpp"
#include "harness/exchange/journal.hpp"

namespace conform::reports {
namespace {

using testing::Each;
using testing::Field;
using testing::HasSubstr;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

class ExchangeFiles : public testing::Test {
 protected:
  ~ExchangeFiles() override { std::filesystem::remove(path_); }

  [[nodiscard]] std::uintmax_t bytes() const { return std::filesystem::file_size(path_); }
  [[nodiscard]] std::ifstream content() const { return std::ifstream(path_, std::ios::binary); }

  std::string path_ = testing::TempDir() + "exchange_file_test";
};

Exchange with_body(std::uint64_t number, std::string body) {
  Exchange exchange;
  exchange.number = number;
  exchange.request = {"GET", "http://h/v1/stream/a", {}, {}};
  exchange.response = {200, {{"Content-Type", "text/plain"}}, std::move(body)};
  exchange.outcome = Outcome::complete;
  return exchange;
}

TEST_F(ExchangeFiles, AHarKeepsTheBeginningOfALargeBody) {
  auto file = ExchangeFile::open_har(path_, "1").value();
  file.add(with_body(1, std::string(16 * mebibyte, 'x')));
  file.add(with_body(2, "small"));
  ASSERT_TRUE(file.finish());
  EXPECT_LT(bytes(), 2 * mebibyte);
  std::vector<Exchange> exchanges;
  auto in = content();
  const auto summary = read_har(in, [&](Exchange exchange, bool is_ours) {
    EXPECT_TRUE(is_ours);
    exchanges.push_back(std::move(exchange));
  });
  EXPECT_FALSE(summary.problem);
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].outcome, Outcome::too_large);
  EXPECT_EQ(exchanges[0].response.body.size(), mebibyte);
  EXPECT_EQ(exchanges[1].outcome, Outcome::complete);
  EXPECT_EQ(exchanges[1].response.body, "small");
}

TEST_F(ExchangeFiles, ABodyThatWasNotRecordedWholeIsUnknown) {
  for (const auto open : {ExchangeFile::open_journal, +[](const std::string& path) {
                            return ExchangeFile::open_har(path, "1");
                          }}) {
    auto file = open(path_).value();
    file.add(with_body(1, "small"), 9);
    ASSERT_TRUE(file.finish());
    auto in = content();
    EXPECT_THAT(std::string(std::istreambuf_iterator<char>(in), {}),
                HasSubstr(R"("cut":{"request_bytes":9})"));
  }
}

TEST_F(ExchangeFiles, AHarWithoutExchangesIsWhole) {
  ASSERT_TRUE(ExchangeFile::open_har(path_, "1").value().finish());
  auto in = content();
  const auto summary = read_har(in, [](const Exchange&, bool) {});
  EXPECT_TRUE(summary.is_ours);
  EXPECT_FALSE(summary.problem);
}

TEST_F(ExchangeFiles, AJournalHasALineForEachExchange) {
  auto file = ExchangeFile::open_journal(path_).value();
  for (std::uint64_t number = 1; number <= 3; ++number) {
    file.add(with_body(number, std::string(2 * mebibyte, 'x')));
  }
  ASSERT_TRUE(file.finish());
  auto in = content();
  const auto exchanges = read_journal(in);
  ASSERT_TRUE(exchanges) << exchanges.error();
  EXPECT_EQ(exchanges->size(), 3U);
  EXPECT_THAT(*exchanges, Each(Field(&Exchange::outcome, Outcome::too_large)));
}

TEST_F(ExchangeFiles, SaysWhereItCannotWrite) {
  const auto file = ExchangeFile::open_har(path_ + "/no/folder.har", "1");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error(), HasSubstr("does its folder exist"));
  EXPECT_THAT(ExchangeFile::open_har("-", "1").error(), HasSubstr("the HAR needs its own file"));
}

}  // namespace
}  // namespace conform::reports
