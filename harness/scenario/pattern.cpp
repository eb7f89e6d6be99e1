#include "harness/scenario/pattern.hpp"

#include <fmt/format.h>

#include <array>

// Not RE2, whose time is linear: suites look ahead and refer back, which it cannot do. PCRE2 counts
// its steps, and never recurses on the stack.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace conform {
namespace {

constexpr std::uint32_t max_steps = 1'000'000;
constexpr std::uint32_t max_memory_kib = 16 << 10;
constexpr std::size_t max_pattern_bytes = 10'000;
constexpr std::uint32_t max_nesting = 100;

struct Release {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

template <class Type>
using Handle = std::unique_ptr<Type, Release>;

PCRE2_SPTR bytes_of(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): required by the interface
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string words_of(int error) {
  std::array<PCRE2_UCHAR, 256> text{};
  const int size = pcre2_get_error_message(error, text.data(), text.size());
  return {text.begin(), text.begin() + std::max(size, 0)};
}

Handle<pcre2_compile_context> limits_of_compilation() {
  Handle<pcre2_compile_context> limits(pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(limits.get(), max_nesting);
  pcre2_set_max_pattern_length(limits.get(), max_pattern_bytes);
  pcre2_set_newline(limits.get(), PCRE2_NEWLINE_LF);
  return limits;
}

Handle<pcre2_match_context> limits_of_match() {
  Handle<pcre2_match_context> limits(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(limits.get(), max_steps);
  pcre2_set_heap_limit(limits.get(), max_memory_kib);
  return limits;
}

}  // namespace

struct Pattern::Compiled {
  Handle<pcre2_code> code;
};

Expected<Pattern, std::string> Pattern::parse(std::string_view text) {
  constexpr std::uint32_t as_in_ecmascript =
      PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALT_BSUX;
  constexpr std::uint32_t whole = PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  int error = 0;
  PCRE2_SIZE at = 0;
  Handle<pcre2_code> code(pcre2_compile(bytes_of(text), text.size(), as_in_ecmascript | whole,
                                        &error, &at, limits_of_compilation().get()));
  if (!code) return unexpected(fmt::format("{}, at character {}", words_of(error), at));
  return Pattern(std::make_shared<const Compiled>(Compiled{std::move(code)}));
}

bool Pattern::matches(std::string_view value) const {
  const auto* code = compiled_->code.get();
  const Handle<pcre2_match_data> data(pcre2_match_data_create_from_pattern(code, nullptr));
  const int result =
      pcre2_match(code, bytes_of(value), value.size(), 0, 0, data.get(), limits_of_match().get());
  return result != PCRE2_ERROR_NOMATCH;
}

}  // namespace conform
