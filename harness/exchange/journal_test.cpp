#include "harness/exchange/journal.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace conform {
namespace {

using testing::HasSubstr;

Exchange sample() {
  Exchange exchange;
  exchange.number = 7;
  exchange.sent_order = 3;
  exchange.done_order = 9;
  exchange.scenario = "a.b[c]";
  exchange.stream = "s";
  exchange.label = "reader";
  exchange.request = {"POST", "http://host/s?offset=-1", {{"A", "1"}, {"A", "\xff"}}, "x\xC3"};
  exchange.response = {200, {{"Content-Type", "text/event-stream"}}, std::string("\0\n", 2)};
  exchange.outcome = Outcome::closed_by_us;
  exchange.problem = "none";
  exchange.sent = Instant{} + std::chrono::seconds(1);
  exchange.first_byte = exchange.sent + std::chrono::nanoseconds(1);
  exchange.done = exchange.sent + std::chrono::nanoseconds(2);
  exchange.events = {
      {{.type = "data", .data = "hello", .id = "", .lines = {"data: hello"}}, exchange.first_byte}};
  exchange.has_partial_event = true;
  exchange.http_version = "1.1";
  return exchange;
}

TEST(Journal, ConcludesNothingFromWhatWasCut) {
  Exchange large = sample();
  large.outcome = Outcome::complete;
  large.request.body = std::string(1000, 'a');
  large.response.body = std::string(2000, 'b');
  const auto entry = bounded(large, 100);
  EXPECT_EQ(entry.cut.request_bytes, 900U);
  EXPECT_EQ(entry.cut.response_bytes, 1900U);
  EXPECT_EQ(entry.cut.events, 0U);
  const auto line = journal_line(entry.exchange, entry.cut);
  EXPECT_THAT(line, HasSubstr(R"("cut":{"request_bytes":900,"response_bytes":1900})"));
  const auto read = parse_journal_line(line);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->outcome, Outcome::too_large);
  EXPECT_EQ(read->response.body, std::string(100, 'b'));
}

/// It would be no text any more.
TEST(Journal, CutsNoCharacterInTwo) {
  Exchange text = sample();
  text.request.body = "a\xe2\x9c\x93\xe2\x9c\x93";
  text.response.body = std::string(9, '\x80');
  const std::vector<std::size_t> kept{0, 1, 1, 1, 4, 4, 4, 7};
  for (std::size_t bytes = 0; bytes < kept.size(); ++bytes) {
    const auto entry = bounded(text, bytes);
    EXPECT_EQ(entry.exchange.request.body.size(), kept[bytes]) << bytes;
    EXPECT_EQ(entry.cut.request_bytes, 7 - kept[bytes]) << bytes;
    EXPECT_LE(entry.exchange.response.body.size(), bytes);
  }
}

TEST(Journal, LeavesWhatIsSmallAsItIs) {
  const auto entry = bounded(sample(), 1000);
  EXPECT_FALSE(entry.cut.any());
  EXPECT_EQ(journal_line(entry.exchange, entry.cut), journal_line(sample()));
}

TEST(Journal, CutsEvents) {
  Exchange many = sample();
  many.events.resize(100, many.events.front());
  const auto entry = bounded(many, 1000);
  EXPECT_GT(entry.cut.events, 0U);
  EXPECT_EQ(entry.cut.events + entry.exchange.events.size(), 100U);
  const auto read = parse_journal_line(journal_line(entry.exchange, entry.cut));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->outcome, Outcome::too_large);
}

TEST(Journal, GivesBackWhatWasWritten) {
  const auto line = journal_line(sample());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = parse_journal_line(line);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(journal_line(*read), line);
  EXPECT_EQ(read->request.body, "x\xC3");
  EXPECT_EQ(read->response.body, std::string("\0\n", 2));
  EXPECT_EQ(read->request.headers.combined("A"), "1, \xff");
  EXPECT_EQ(read->events.at(0).event.lines, std::vector<std::string>{"data: hello"});
  EXPECT_EQ(read->done - read->sent, std::chrono::nanoseconds(2));
  EXPECT_EQ(read->outcome, Outcome::closed_by_us);
}

TEST(Journal, KeepsWhyARequestWasNotSent) {
  Exchange exchange = sample();
  exchange.outcome = Outcome::not_sent;
  exchange.problem = "a HEAD request with a body";
  const auto read = parse_journal_line(journal_line(exchange)).value();
  EXPECT_EQ(read.outcome, Outcome::not_sent);
  EXPECT_EQ(read.problem, "a HEAD request with a body");
}

TEST(Journal, KeepsThatResourcesWereLacking) {
  Exchange exchange = sample();
  exchange.outcome = Outcome::no_resources;
  EXPECT_EQ(parse_journal_line(journal_line(exchange)).value().outcome, Outcome::no_resources);
}

TEST(Journal, ReadsTheEarlierFormOfWhatWasNotSent) {
  Exchange exchange = sample();
  exchange.outcome = Outcome::no_connection;
  exchange.problem = "not sent: a HEAD request with a body";
  const auto earlier = parse_journal_line(journal_line(exchange)).value();
  EXPECT_EQ(earlier.outcome, Outcome::not_sent);
  EXPECT_EQ(earlier.problem, "a HEAD request with a body");
  exchange.problem = "the server closed the connection without a response";
  EXPECT_EQ(parse_journal_line(journal_line(exchange)).value().outcome, Outcome::no_connection);
}

TEST(Journal, SaysWhichLineIsWrong) {
  const auto error_of = [](const std::string& text) {
    std::istringstream in(text);
    return read_journal(in).error();
  };
  EXPECT_THAT(error_of(journal_line(sample()) + "\n{\"number\":"), HasSubstr("line 2"));
  EXPECT_EQ(error_of("hello"), "line 1 is not an exchange of a journal: it is not JSON");
  EXPECT_EQ(error_of("[]"),
            "line 1 is not an exchange of a journal: a member is missing or has another type");
  auto line = journal_line(sample());
  line.replace(line.find("closed_by_us"), 12, "vanished");
  EXPECT_THAT(error_of(line), HasSubstr("line 1"));
}

TEST(Journal, RefusesNumbersThatNoExchangeHas) {
  const auto with = [](std::string_view member, std::string_view value) {
    auto line = journal_line(sample());
    const auto at = line.find(member) + member.size();
    return line.replace(at, line.find_first_of(",]}", at) - at, value);
  };
  ASSERT_TRUE(parse_journal_line(with("\"status\":", "404")));
  for (const auto* status : {"4294967496", "200.5", "1e300", "true", "-9223372036854775808"}) {
    EXPECT_FALSE(parse_journal_line(with("\"status\":", status))) << status;
  }
  EXPECT_FALSE(parse_journal_line(with("\"number\":", "-1")));
  EXPECT_FALSE(parse_journal_line(with("\"order\":[", "1.0")));
  for (const auto* time : {"-1", "9223372036854775807", "18446744073709551615"}) {
    EXPECT_FALSE(parse_journal_line(with("\"sent_ns\":", time))) << time;
    EXPECT_FALSE(parse_journal_line(with("\"at_ns\":", time))) << time;
  }
}

/// A parsed bracket takes a hundred times the memory of one that is not.
TEST(Journal, RefusesALineOfBrackets) {
  std::istringstream in(R"({"number":)" + std::string(1'000'000, '['));
  const auto journal = read_journal(in);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error(), "line 1 is not an exchange of a journal: it is nested too deeply");
}

/// Gives bytes without an end.
class Endless : public std::streambuf {
 public:
  std::size_t taken = 0;

 protected:
  int_type underflow() override {
    taken += sizeof bytes_;
    setg(bytes_, bytes_, bytes_ + sizeof bytes_);
    return traits_type::to_int_type(bytes_[0]);
  }

 private:
  char bytes_[4096]{};
};

TEST(Journal, StopsInALineThatIsTooLong) {
  Endless bytes;
  std::istream in(&bytes);
  const auto journal = read_journal(in);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error(), "line 1 is more than a journal holds");
  EXPECT_LE(bytes.taken, std::size_t{65} << 20U);
}

}  // namespace
}  // namespace conform
