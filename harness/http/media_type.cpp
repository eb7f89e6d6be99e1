#include "harness/http/media_type.hpp"

#include "harness/http/message.hpp"

namespace conform::http {

std::string media_type_essence(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

bool is_media_type(std::string_view content_type) {
  constexpr std::string_view token_characters =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
  const auto essence = media_type_essence(content_type);
  const auto slash = essence.find('/');
  if (slash == std::string::npos) return false;
  const auto is_token = [&](std::string_view text) {
    return !text.empty() && text.find_first_not_of(token_characters) == std::string_view::npos;
  };
  const std::string_view whole = essence;
  return is_token(whole.substr(0, slash)) && is_token(whole.substr(slash + 1));
}

bool same_media_type(std::string_view a, std::string_view b) {
  return media_type_essence(a) == media_type_essence(b);
}

bool is_json(std::string_view content_type) {
  return media_type_essence(content_type) == "application/json";
}

bool is_text_over_sse(std::string_view content_type) {
  return media_type_essence(content_type).starts_with("text/") || is_json(content_type);
}

}  // namespace conform::http
