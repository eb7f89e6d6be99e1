#include "harness/scenario/header_name.hpp"

namespace conform {

bool is_header_name(std::string_view text) {
  constexpr std::string_view token_chars =
      "!#$%&'*+-.^_`|~0123456789"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !text.empty() && text.find_first_not_of(token_chars) == std::string_view::npos;
}

}  // namespace conform
