#include "fuzz/campaign/offset_choice.hpp"

#include "fuzz/sequence/vocabulary.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform::fuzz {
namespace {

std::string known_offset(const Knowledge& knowledge, std::size_t stream, std::size_t pick) {
  const auto& offsets = knowledge.of(stream).offsets;
  return offsets.empty() ? "-1" : in_braces(offsets[pick % offsets.size()]);
}

std::string newest_offset(const Knowledge& knowledge, std::size_t stream) {
  const auto& offsets = knowledge.of(stream).offsets;
  return offsets.empty() ? "-1" : in_braces(offsets.back());
}

/// Derived from the newest offset, or from another known one.
std::string derived_offset(const Knowledge& knowledge, std::size_t stream, std::size_t pick,
                           std::size_t way) {
  const auto& offsets = knowledge.of(stream).offsets;
  if (offsets.empty()) return derived("-1", way % derivations);
  const auto& saved = pick == 0 ? offsets.back() : offsets[pick % offsets.size()];
  const auto text = derived(saved.text, way % derivations);
  const auto at = text.find(saved.text);
  if (at == std::string::npos) return literally(text);
  return literally(text.substr(0, at)) + in_braces(saved) +
         literally(text.substr(at + saved.text.size()));
}

}  // namespace

std::optional<std::string> read_offset(const Operation& operation, const Knowledge& knowledge) {
  const auto stream = operation[Field::stream];
  const auto pick = operation[Field::pick];
  switch (static_cast<From>(operation[Field::offset])) {
    case From::start:
      return "-1";
    case From::tail:
      return newest_offset(knowledge, stream);
    case From::known:
      return known_offset(knowledge, stream, pick);
    case From::now:
      return "now";
    case From::elsewhere:
      return known_offset(knowledge, (stream + 1) % streams, pick);
    case From::left_out:
      return std::nullopt;
    case From::derived:
      return derived_offset(knowledge, stream, pick, operation[Field::seed]);
    case From::invented:
      break;
  }
  return std::string(invented_offsets()[pick % invented_offsets().size()]);
}

std::string fork_offset(const Operation& operation, std::size_t source,
                        const Knowledge& knowledge) {
  const auto pick = operation[Field::pick] / plain_streams;
  switch (static_cast<From>(operation[Field::offset])) {
    case From::start:
      return {};
    case From::tail:
      return newest_offset(knowledge, source);
    case From::known:
      return known_offset(knowledge, source, pick);
    case From::now:
      return "now";
    case From::elsewhere:
      return known_offset(knowledge, (source + 1) % streams, pick);
    case From::left_out:
      return "-1";
    case From::derived:
      return derived_offset(knowledge, source, 0, pick);
    case From::invented:
      break;
  }
  return std::string(invented_offsets()[pick % invented_offsets().size()]);
}

}  // namespace conform::fuzz
