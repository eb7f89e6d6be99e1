#include "harness/http/media_type.hpp"

#include "harness/http/message.hpp"

namespace conform::http {

std::string media_type_essence(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
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
