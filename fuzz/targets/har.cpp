// HTTP Archives: any file gives entries and a summary that agree, however its bytes arrive; an
// entry that is written as one of ours is the same when it is read again.
#include "harness/exchange/har.hpp"

#include <sstream>
#include <streambuf>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/exchange/journal.hpp"

namespace conform::fuzz {
namespace {

struct Read {
  HarSummary summary;
  std::vector<Exchange> exchanges;
};

Read read(std::istream& in) {
  Read result;
  result.summary = read_har(in, [&](Exchange exchange, bool) {
    require(exchange.sent <= exchange.done, "a response ends after its request begins");
    require(exchange.elapsed() >= Duration(0), "the time between them can be represented");
    result.exchanges.push_back(std::move(exchange));
  });
  return result;
}

Read read(const std::string& text) {
  std::istringstream in(text);
  return read(in);
}

/// A file that is read in short pieces.
class Pieces : public std::streambuf {
 public:
  explicit Pieces(std::string text) : text_(std::move(text)), pieces_(pieces_of(text_)) {}

 protected:
  int_type underflow() override {
    if (next_ == pieces_.size()) return traits_type::eof();
    const auto begin = static_cast<std::size_t>(pieces_[next_].data() - text_.data());
    char* first = text_.data() + begin;
    setg(first, first, first + pieces_[next_++].size());
    return traits_type::to_int_type(*first);
  }

 private:
  std::string text_;
  std::vector<std::string_view> pieces_;
  std::size_t next_ = 0;
};

bool same(const Read& a, const Read& b) {
  return a.summary.entries == b.summary.entries && a.summary.unreadable == b.summary.unreadable &&
         a.summary.is_ours == b.summary.is_ours && a.summary.problem == b.summary.problem &&
         std::equal(a.exchanges.begin(), a.exchanges.end(), b.exchanges.begin(), b.exchanges.end(),
                    [](const auto& one, const auto& other) {
                      return journal_line(one) == journal_line(other);
                    });
}

/// What our own files have of an exchange.
std::string kept(Exchange exchange) {
  exchange.problem.clear();
  exchange.first_byte = exchange.done;
  // When an event came, and that one was not whole, is not in the file.
  for (auto& seen : exchange.events) seen.at = exchange.done;
  exchange.has_partial_event = false;
  return journal_line(exchange);
}

void write_and_read_again(const Exchange& exchange) {
  const auto again = read(har_begin("1") + har_entry(exchange) + har_end());
  require(!again.summary.problem && again.summary.is_ours && again.exchanges.size() == 1,
          "what is written is an archive of ours");
  require(kept(again.exchanges.front()) == kept(exchange),
          "what is written and read again is the same");
}

void try_text(const std::string& text) {
  const auto whole = read(text);
  require(whole.exchanges.size() + whole.summary.unreadable == whole.summary.entries,
          "an entry is read or counted");
  require(whole.summary.problem != "", "a problem has a text");
  Pieces pieces(text);
  std::istream in(&pieces);
  require(same(read(in), whole), "splitting a file changes nothing");
  for (const auto& exchange : whole.exchanges) write_and_read_again(exchange);
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
