// URLs: what is parsed can be written and parsed again, and decoding reverses encoding.
#include "harness/http/url.hpp"

#include <fmt/format.h>

#include <tuple>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/judge/stream_registry.hpp"

namespace conform::fuzz {
namespace {

using http::Url;

bool same(const Url& a, const Url& b) {
  return std::tie(a.scheme, a.host, a.port, a.path, a.query) ==
         std::tie(b.scheme, b.host, b.port, b.path, b.query);
}

std::string written(const Url& url) {
  return fmt::format("{}://{}{}{}{}", url.scheme, url.authority(), url.path,
                     url.query.empty() ? "" : "?", url.query);
}

void try_url(std::string_view text) {
  const auto url = http::parse_url(text);
  if (!url) {
    require(!url.error().empty(), "an error has a text");
    return;
  }
  require(url->path.starts_with('/'), "a path begins with a slash");
  require(!url->host.empty() && !url->port.empty(), "host and port are known");
  require(url->host.find_first_of("[]@/?#") == std::string::npos, "a host contains no separators");
  const auto again = http::parse_url(written(*url));
  require(again && same(*again, *url), "a URL that is written and read again is the same");
}

void try_encoding(std::string_view text) {
  require(http::percent_decode(http::percent_encode(text)) == text, "decoding reverses encoding");
  const auto [path, query] = http::split_target(text);
  const bool has_mark = text.find('?') != std::string_view::npos;
  require(path.size() + query.size() + (has_mark ? 1 : 0) == text.size(), "nothing is lost");
  for (const auto& [name, value] : http::parse_query(query)) {
    const auto parameter = http::percent_encode(name) + "=" + http::percent_encode(value);
    require(http::parse_query(parameter) == decltype(http::parse_query(query)){{name, value}},
            "a parameter that is written and read again is the same");
  }
  const auto key = stream_key(http::percent_encode(text));
  require(stream_key(key) == key, "a canonical spelling is its own canonical spelling");
  require(http::percent_decode(key) == text, "it means the same");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = conform::fuzz::text_of(data, size);
  conform::fuzz::try_url(text);
  conform::fuzz::try_encoding(text);
  return 0;
}
