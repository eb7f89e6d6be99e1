// JSON texts: the canonical form keeps the value and is its own canonical form; what another parser
// accepts, ours accepts; content can be split and joined.
#include "harness/judge/json_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/judge/content.hpp"

namespace conform::fuzz {
namespace {

using nlohmann::json;

/// The other parser skips a byte order mark and takes a zero byte for the end.
bool may_be_accepted_elsewhere(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
}

/// It rejects lone surrogates, and numbers that a double cannot represent.
bool may_be_refused_elsewhere(std::string_view text) {
  constexpr std::size_t digits_of_doubles = 300;
  return text.find("\\u") != std::string_view::npos ||
         text.find_first_of("eE") != std::string_view::npos || text.size() > digits_of_doubles;
}

void compare_with_other_reader(std::string_view text,
                               const Expected<std::string, std::string>& canonical) {
  if (exceeds_json_depth(text) || may_be_accepted_elsewhere(text)) return;
  const auto value = json::parse(text, nullptr, false);
  if (value.is_discarded()) {
    require(!canonical || may_be_refused_elsewhere(text), "what is not JSON is refused");
    return;
  }
  require(canonical.has_value(), "what is JSON is read");
  require(json::parse(*canonical, nullptr, false) == value, "the canonical form has the value");
}

void part_and_join(const Content& whole) {
  const auto half = whole.size() / 2;
  auto joined = whole.part(0, half);
  joined.append(whole.part(half, whole.size()));
  require(joined.size() == whole.size() && joined.weight() == whole.weight() &&
              !joined.first_difference(0, whole),
          "content that is parted and joined is the same");
}

void try_text(std::string_view text) {
  const auto canonical = canonical_json(text);
  if (canonical) {
    require(canonical_json(*canonical) == canonical,
            "the canonical form is its own canonical form");
  } else {
    require(!canonical.error().empty(), "an error has a text");
  }
  compare_with_other_reader(text, canonical);

  const auto elements = canonical_elements(text);
  require(!elements || fmt::format("[{}]", fmt::join(*elements, ",")) == canonical,
          "the elements of an array are those of its canonical form");
  require(flattened_messages(text).has_value() == canonical.has_value(), "any JSON is messages");

  for (const bool is_json : {false, true}) {
    if (const auto content = Content::appended(text, is_json)) part_and_join(*content);
    if (const auto content = Content::read(text, is_json)) {
      require(is_json ? content->size() == elements->size() : content->bytes() == text,
              "a read shows what its body has");
      require(!content->quoted().empty() || content->empty(), "content can be quoted");
    }
  }
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
