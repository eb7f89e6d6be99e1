#include "harness/durability/bodies.hpp"

#include <fmt/format.h>

namespace conform::durability {
namespace {

constexpr unsigned messages_of_batch = 3;
constexpr unsigned least_batch_bytes = 100;

std::string message(unsigned serial, unsigned part, unsigned bytes) {
  return fmt::format(R"({{"n":"{:05}.{}","pad":"{}"}})", serial, part, std::string(bytes, 'x'));
}

Body json_body(unsigned serial, unsigned bytes) {
  if (bytes < least_batch_bytes) {
    auto text = message(serial, 0, bytes);
    return {text, {text}};
  }
  Body body;
  for (unsigned part = 0; part < messages_of_batch; ++part) {
    body.units.push_back(message(serial, part, bytes / messages_of_batch));
  }
  body.bytes = joined(body.units, Content::json);
  return body;
}

}  // namespace

Body body_of(const Operation& operation, Content content, unsigned serial) {
  if (operation.bytes == 0) return {};
  if (content == Content::json) return json_body(serial, operation.bytes);
  const char pad = content == Content::binary ? '\x80' : '.';
  auto text = fmt::format("<{:05}{}>", serial, std::string(operation.bytes, pad));
  return {text, {text}};
}

}  // namespace conform::durability
