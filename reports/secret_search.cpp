#include "reports/secret_search.hpp"

#include <algorithm>
#include <utility>

#include "harness/http/ascii.hpp"
#include "reports/secret_encodings.hpp"

namespace conform::reports {
namespace {

/// Shorter values are not looked for in what is encoded, where chance produces them.
constexpr std::size_t shortest_encoded = 6;
/// Of a value that may have been cut off, so many characters are recognised.
constexpr std::size_t shortest_part = 8;
/// Escaped twice within base64, or base64 within what is escaped twice.
constexpr unsigned max_nesting = 3;
/// Of longer texts, such as bodies in a journal, not everything is decoded: it would hold up a run.
constexpr std::size_t longest_decoded = std::size_t{32} << 10U;

bool is_word_character(std::string_view text, std::size_t at) {
  return at < text.size() && http::is_letter_or_digit(text[at]);
}

/// One more range; overlapping ones that follow one another become one.
void add(std::vector<TextRange>& found, TextRange range) {
  if (!found.empty() && found.back().begin <= range.begin && range.begin < found.back().end) {
    found.back().end = std::max(found.back().end, range.end);
  } else {
    found.push_back(range);
  }
}

/// Where a value may have been cut off: how much of it has to be left there to recognise it.
struct Cut {
  std::size_t at;
  std::size_t shortest;
};

std::vector<Cut> ends_of(const std::vector<TextPiece>& pieces, std::string_view text) {
  std::vector<Cut> cuts;
  for (const auto& piece : pieces) {
    const auto shortest = piece.is_cut_after ? shortest_value : shortest_part;
    for (const auto at : {piece.range.end, begin_of_half_escape(text, piece.range)}) {
      cuts.push_back({at, shortest});
    }
  }
  std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.at < b.at; });
  return cuts;
}

}  // namespace

SecretSearch::SecretSearch(const std::set<std::string, std::less<>>& values)
    : values_(values.begin(), values.end()) {
  for (const auto& value : values) {
    forwards_.add(value);
    backwards_.add(std::string(value.rbegin(), value.rend()));
  }
  forwards_.prepare();
  backwards_.prepare();
}

void SecretSearch::find_in(std::string_view text, std::vector<TextRange>& found) const {
  if (values_.empty() || text.empty()) return;
  find(text, found);
  if (text.size() <= longest_decoded) {
    find_decoded(text, max_nesting, found);
  } else {
    find_encoded(text, found);
  }
}

/// Whole values, and their beginnings and ends where they were cut off. Those may have quotation
/// marks themselves.
void SecretSearch::find(std::string_view text, std::vector<TextRange>& found) const {
  const auto pieces = pieces_of(text);
  const auto cuts = ends_of(pieces, text);
  auto cut = cuts.begin();
  auto state = ValueSearch::start;
  for (std::size_t at = 0;; ++at) {
    for (; cut != cuts.end() && cut->at == at; ++cut) {
      const auto size = forwards_.begun(state);
      if (size >= cut->shortest) add(found, {at - size, at});
    }
    if (at == text.size()) break;
    state = forwards_.next(state, text[at]);
    forwards_.each_ended(state, [&](std::size_t size) {
      const auto begin = at + 1 - size;
      const bool is_part =
          (begin > 0 && is_word_character(text, begin - 1)) || is_word_character(text, at + 1);
      if (size < shortest_anywhere && is_part) return false;
      add(found, {begin, at + 1});
      return true;
    });
  }
  find_ends(text, pieces, found);
}

void SecretSearch::find_ends(std::string_view text, const std::vector<TextPiece>& pieces,
                             std::vector<TextRange>& found) const {
  std::vector<Cut> cuts;
  for (const auto& piece : pieces) {
    cuts.push_back({piece.range.begin, piece.is_cut_before ? shortest_value : shortest_part});
  }
  std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.at > b.at; });
  auto cut = cuts.begin();
  auto state = ValueSearch::start;
  for (auto at = text.size(); cut != cuts.end(); --at) {
    if (at < text.size()) state = backwards_.next(state, text[at]);
    for (; cut != cuts.end() && cut->at == at; ++cut) {
      const auto size = backwards_.begun(state);
      if (size >= cut->shortest) found.push_back({at, at + size});
    }
  }
}

void SecretSearch::find_decoded(std::string_view text, unsigned depth,
                                std::vector<TextRange>& found) const {
  if (depth == 0) return;
  decode(text, shortest_encoded, [&](const DecodedText& decoded) {
    std::vector<TextRange> inside;
    find(decoded.bytes(), inside);
    find_decoded(decoded.bytes(), depth - 1, inside);
    for (const auto& range : inside) found.push_back(decoded.source_of(range));
  });
}

/// Values in a single encoding, without decoding the text.
void SecretSearch::find_encoded(std::string_view text, std::vector<TextRange>& found) const {
  std::call_once(encoded_once_, [this] {
    for (const auto& value : values_) {
      if (value.size() < shortest_encoded) continue;
      for (const auto& encoded : encodings_of(value)) encoded_.add(encoded);
    }
    encoded_.prepare();
  });
  auto state = ValueSearch::start;
  for (std::size_t at = 0; at < text.size(); ++at) {
    state = encoded_.next(state, text[at]);
    encoded_.each_ended(state, [&](std::size_t size) {
      add(found, {at + 1 - size, at + 1});
      return true;
    });
  }
}

LazySecretSearch& LazySecretSearch::operator=(const LazySecretSearch& other) {
  auto made = other.made();
  const std::lock_guard lock(mutex_);
  search_ = std::move(made);
  return *this;
}

std::shared_ptr<const SecretSearch> LazySecretSearch::made() const {
  const std::lock_guard lock(mutex_);
  return search_;
}

std::shared_ptr<const SecretSearch> LazySecretSearch::for_values(
    const std::set<std::string, std::less<>>& values) const {
  const std::lock_guard lock(mutex_);
  if (!search_) search_ = std::make_shared<const SecretSearch>(values);
  return search_;
}

void LazySecretSearch::reset() {
  const std::lock_guard lock(mutex_);
  search_.reset();
}

}  // namespace conform::reports
