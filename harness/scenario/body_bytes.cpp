#include "harness/scenario/body_bytes.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace conform {
namespace {

JsonTemplate filled(const JsonTemplate& value, const Fill& fill) {
  if (value.is_string()) return fill(value.get<std::string>());
  JsonTemplate result = value;
  for (auto& element : result) {
    if (element.is_string() || element.is_structured()) element = filled(element, fill);
  }
  return result;
}

std::string repeated(const BodyRepeat& body, const Fill& fill) {
  const std::string text = fill(body.text);
  std::string bytes;
  bytes.reserve(text.size() * body.times);
  if (body.times > 0) bytes = text;
  while (bytes.size() < text.size() * body.times) {
    bytes.append(bytes, 0, text.size() * body.times - bytes.size());
  }
  return bytes;
}

std::string random_bytes(const BodyRandom& body) {
  std::mt19937_64 generator(body.seed);
  std::string bytes(body.bytes, '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const std::uint64_t number = generator();
    const auto count = std::min(sizeof number, bytes.size() - at);
    std::memcpy(&bytes[at], &number, count);
    at += count;
  }
  return bytes;
}

struct BytesOf {
  const Fill& fill;
  std::string operator()(const BodyText& body) const { return fill(body.text); }
  std::string operator()(const BodyJson& body) const { return json_text(body.value, fill); }
  std::string operator()(const BodyBytes& body) const { return body.bytes; }
  std::string operator()(const BodyRepeat& body) const { return repeated(body, fill); }
  std::string operator()(const BodyRandom& body) const { return random_bytes(body); }
};

}  // namespace

std::string body_bytes(const Body& body, const Fill& fill) {
  return std::visit(BytesOf{fill}, body);
}

std::string json_text(const JsonTemplate& value, const Fill& fill) {
  // Saved bytes may be anything; what is not UTF-8 cannot be put into JSON.
  return filled(value, fill).dump(-1, ' ', false, JsonTemplate::error_handler_t::replace);
}

}  // namespace conform
