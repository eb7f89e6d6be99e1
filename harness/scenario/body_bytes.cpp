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

std::string repeated(const std::string& text, std::uint64_t times) {
  std::string bytes;
  bytes.reserve(text.size() * times);
  if (times > 0) bytes = text;
  while (bytes.size() < text.size() * times) {
    bytes.append(bytes, 0, text.size() * times - bytes.size());
  }
  return bytes;
}

/// `{n}` becomes the number; "{{n}" is no variable.
Template numbered(const Template& text, std::uint64_t number) {
  constexpr std::string_view variable = "{n}";
  Template result;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = std::string_view(text).substr(at);
    if (rest.starts_with("{{")) {
      result += "{{";
      at += 2;
    } else if (rest.starts_with(variable)) {
      result += std::to_string(number);
      at += variable.size();
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::string all_parts(const BodyRepeat& body, const Fill& fill) {
  std::string bytes;
  for (std::uint64_t number = 1; number <= body.count; ++number) {
    bytes += body_part(body, number, fill);
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
  std::string operator()(const BodyRepeat& body) const { return all_parts(body, fill); }
  std::string operator()(const BodyRandom& body) const { return random_bytes(body); }
};

}  // namespace

std::string body_part(const BodyRepeat& body, std::uint64_t number, const Fill& fill) {
  const bool is_only = body.count == 1;
  return repeated(fill(is_only ? body.text : numbered(body.text, number)), body.times);
}

std::string body_bytes(const Body& body, const Fill& fill) {
  return std::visit(BytesOf{fill}, body);
}

std::string json_text(const JsonTemplate& value, const Fill& fill) {
  // Saved bytes may be anything; what is not UTF-8 cannot be put into JSON.
  return filled(value, fill).dump(-1, ' ', false, JsonTemplate::error_handler_t::replace);
}

}  // namespace conform
