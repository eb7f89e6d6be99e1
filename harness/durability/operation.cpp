#include "harness/durability/operation.hpp"

#include <fmt/format.h>

namespace conform::durability {

std::string_view media_type(Content content) {
  switch (content) {
    case Content::text:
      return "text/plain";
    case Content::binary:
      return "application/octet-stream";
    case Content::json:
      break;
  }
  return "application/json";
}

std::string_view to_string(Signal signal) {
  switch (signal) {
    case Signal::term:
      return "SIGTERM";
    case Signal::kill:
      return "SIGKILL";
    case Signal::power:
      break;
  }
  return "a loss of power";
}

std::string stream_name(unsigned number) {
  return fmt::format("durable-{}", number);
}

}  // namespace conform::durability
