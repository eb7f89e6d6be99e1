#include "fuzz/sequence/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace conform::fuzz {

using namespace std::string_view_literals;

std::span<const std::string_view> content_types() {
  static constexpr std::array words = {"text/plain"sv,
                                       "application/json"sv,
                                       "application/octet-stream"sv,
                                       "text/plain; charset=utf-8"sv,
                                       "APPLICATION/JSON"sv,
                                       "application/json; charset=utf-8"sv,
                                       ""sv,
                                       "text"sv,
                                       "application/ld+json"sv};
  return words;
}

std::span<const std::string_view> producer_ids() {
  // They differ only in a comma, or in the 65th, 129th or 257th character.
  static const std::string filler(256, 'n');
  static const std::array longer = {filler.substr(0, 64) + "1",
                                    filler.substr(0, 64) + "2",
                                    filler.substr(0, 128) + "1",
                                    filler.substr(0, 128) + "2",
                                    filler + "1",
                                    filler + "2"};
  static const std::array<std::string_view, 12> words = {
      "p",       "q",       "p:1",     "P",       "p,1",     "p,2",
      longer[0], longer[1], longer[2], longer[3], longer[4], longer[5]};
  return words;
}

std::span<const std::string_view> closings() {
  static constexpr std::array words = {"true"sv, "TRUE"sv, "false"sv, "1"sv};
  return words;
}

std::span<const std::string_view> invented_offsets() {
  static constexpr std::array words = {"0"sv,        "-2"sv,
                                       "NOW"sv,      ""sv,
                                       "zzzzzzzz"sv, "9223372036854775808"sv,
                                       "1,2"sv,      "a b"sv,
                                       "%"sv,        "../x"sv,
                                       "\u00e9"sv,   "-01"sv,
                                       "now "sv,     "1e400"sv,
                                       "5"sv,        "18446744073709551616"sv};
  return words;
}

std::span<const std::string_view> odd_numbers() {
  static constexpr std::array words = {"-1"sv,
                                       "+1"sv,
                                       "01"sv,
                                       "1.0"sv,
                                       "1e3"sv,
                                       "x"sv,
                                       "9007199254740991"sv,
                                       "9007199254740992"sv,
                                       "18446744073709551616"sv};
  static_assert(number_choices == 7 + words.size());
  return words;
}

std::span<const std::string_view> stream_seqs() {
  static const std::string filler(255, '0');
  static const std::array longer = {filler.substr(0, 16) + "1",
                                    filler.substr(0, 16) + "2",
                                    filler.substr(0, 64) + "1",
                                    filler.substr(0, 64) + "2",
                                    filler + "1",
                                    filler + "2"};
  static const std::array<std::string_view, 14> words = {
      "0", "10",      "9",       "A",       "B",       "a",       "aa",
      "b", longer[0], longer[1], longer[2], longer[3], longer[4], longer[5]};
  static_assert(order_choices == 4 + std::size(words));
  return words;
}

std::span<const std::string_view> invented_cursors() {
  static constexpr std::array words = {"0"sv,
                                       "1"sv,
                                       "999999999"sv,
                                       "x"sv,
                                       "-5"sv,
                                       "9223372036854775807"sv,
                                       "18446744073709551616"sv,
                                       "99999999999999999999"sv,
                                       "1000000000000000000000"sv,
                                       "10000000000000000000000000000000000000000"sv,
                                       "9007199254740993"sv};
  static_assert(condition_choices == 9 + words.size());
  return words;
}

std::span<const std::string_view> invented_tags() {
  static constexpr std::array words = {
      "\"never-given\""sv,     "\"x--gzip\""sv, "\"\""sv,         "W/\"0\""sv,
      "\"a\", \"b\", \"c\""sv, "never-given"sv, "\"\xC3\xA9\""sv, "\"comma, inside\""sv};
  return words;
}

std::span<const ClientHeaders> client_library_headers() {
  using HeaderField = std::pair<std::string_view, std::string_view>;
  // Java's HttpClient offers HTTP/2 with every request.
  static constexpr std::array upgrade = {
      HeaderField{"Connection", "Upgrade, HTTP2-Settings"}, HeaderField{"Upgrade", "h2c"},
      HeaderField{"HTTP2-Settings", "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"}};
  static constexpr std::array page = {HeaderField{"Origin", "https://app.example"},
                                      HeaderField{"Referer", "https://app.example/"},
                                      HeaderField{"Sec-Fetch-Mode", "cors"}};
  static constexpr std::array other_page = {HeaderField{"Origin", "http://localhost:5173"}};
  static constexpr std::array file = {HeaderField{"Origin", "null"}};
  static constexpr std::array event_source = {HeaderField{"Accept", "text/event-stream"},
                                              HeaderField{"Last-Event-ID", "1"},
                                              HeaderField{"Cache-Control", "no-cache"}};
  static constexpr std::array reload = {HeaderField{"Cache-Control", "no-cache"},
                                        HeaderField{"Pragma", "no-cache"}};
  static constexpr std::array proxies = {HeaderField{"X-Forwarded-For", "192.0.2.1, 198.51.100.2"},
                                         HeaderField{"X-Forwarded-Proto", "https"},
                                         HeaderField{"X-Forwarded-Host", "streams.example"},
                                         HeaderField{"Via", "1.1 proxy"}};
  static constexpr std::array trace = {
      HeaderField{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
      HeaderField{"baggage", "a=1,b=2"}};
  static constexpr std::array plain_accept = {
      HeaderField{"Accept", "application/json, text/plain, */*"}};
  static constexpr std::array no_coding = {HeaderField{"Accept-Encoding", "identity"}};
  static constexpr std::array closing = {HeaderField{"Connection", "close"}};
  static constexpr std::array cookie = {HeaderField{"Cookie", "a=1; b=\"2\"; a=3"}};
  static constexpr std::array<HeaderField, 0> none = {};
  static constexpr std::array<ClientHeaders, 13> all = {{{upgrade},
                                                         {page},
                                                         {event_source},
                                                         {none, true},
                                                         {other_page},
                                                         {file},
                                                         {reload},
                                                         {proxies},
                                                         {trace},
                                                         {plain_accept},
                                                         {no_coding},
                                                         {closing},
                                                         {cookie}}};
  return all;
}

namespace {

/// Changes the last letter or digit.
std::string with_other_digit(std::string text, int by) {
  const auto at =
      text.find_last_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (at != std::string::npos) text[at] = static_cast<char>(text[at] + by);
  return text;
}

/// The digits at the end of the text.
std::string last_number(std::string_view text) {
  const auto sign = text.find_last_not_of("0123456789");
  auto digits = text.substr(sign == std::string_view::npos ? 0 : sign + 1);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.empty() ? "0" : std::string(digits);
}

}  // namespace

std::string derived(std::string_view offset, std::size_t way) {
  const std::string whole(offset);
  switch (way) {
    case 0:
      return whole + "0";
    case 1:
      return whole + "zz";
    case 2:
      return whole.substr(0, whole.size() - std::min<std::size_t>(whole.size(), 1));
    case 3:
      return with_other_digit(whole, 1);
    case 4:
      return with_other_digit(whole, -1);
    case 5:
      return "0" + whole;
    case 6:
      return whole.substr(0, whole.size() / 2);
    case 7:
      return last_number(whole);
    case 8:
      return whole + " ";
    case 9:
      return whole + ".5";
    case 10:
      return whole + "e0";
    case 11:
      return whole + "," + whole;
    case 12:
      return "-" + whole;
    default:
      return whole + std::string(300, '0');
  }
}

std::span<const Lifetime> lifetimes() {
  static constexpr std::array<Lifetime, 13> words = {{{"3600", ""},
                                                      {"1", ""},
                                                      {"2", ""},
                                                      {"", "{time:+3600s}"},
                                                      {"", "{time:+2s}"},
                                                      {"0", ""},
                                                      {"060", ""},
                                                      {"+60", ""},
                                                      {"1.5", ""},
                                                      {"60", "{time:+3600s}"},
                                                      {"", "soon"},
                                                      {"", "{time:-1s}"},
                                                      {"99999999999999999999", ""}}};
  return words;
}

}  // namespace conform::fuzz
