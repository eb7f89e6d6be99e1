// Media types and the fields that carry them: case, white space and parameters make no difference.
#include "harness/http/media_type.hpp"

#include <fmt/format.h>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/http/message.hpp"

namespace conform::fuzz {
namespace {

void try_type(const std::string& text) {
  const auto essence = http::media_type_essence(text);
  require(http::media_type_essence(essence) == essence, "an essence is its own essence");
  require(http::same_media_type(text, essence), "parameters make no difference");
  require(http::same_media_type(text, "\t" + http::to_lower(text) + " "),
          "case and white space make no difference");
  require(http::is_media_type(text) == http::is_media_type(essence), "the essence decides");
  require(!http::is_json(text) || http::is_text_over_sse(text), "JSON is text over SSE");
  require(!http::is_json(text) || http::is_media_type(text), "JSON is a media type");
}

/// The text as header fields, one per line; only a few, because each is compared with all others.
void try_fields(std::string_view text) {
  constexpr std::size_t most_fields = 12;
  http::Headers headers;
  while (!text.empty() && headers.size() < most_fields) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto colon = std::min(line.find(':'), line.size());
    headers.add(std::string(line.substr(0, colon)),
                std::string(http::trim(line.substr(std::min(colon + 1, line.size())))));
  }
  for (const auto& field : headers) {
    const auto values = headers.all(http::to_lower(field.name));
    require(!values.empty() && headers.find(field.name) == values.front(),
            "a field is found by its name in any case");
    require(headers.combined(field.name) == fmt::format("{}", fmt::join(values, ", ")),
            "values are combined in their order");
  }
  if (headers.empty()) return;
  const std::string name = headers.begin()->name;
  headers.set(name, "one");
  require(headers.all(name).size() == 1, "a field that is set occurs once");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = conform::fuzz::text_of(data, size);
  conform::fuzz::try_type(text);
  conform::fuzz::try_fields(text);
  return 0;
}
