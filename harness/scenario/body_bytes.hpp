// The bytes of a body, once its variables are known.
#pragma once

#include <functional>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// Substitutes the variables of a template.
using Fill = std::function<std::string(const Template&)>;

[[nodiscard]] std::string body_bytes(const Body& body, const Fill& fill);
/// The bytes of one of `count` parts, from 1.
[[nodiscard]] std::string body_part(const BodyRepeat& body, std::uint64_t number, const Fill& fill);
/// The JSON text of a value whose strings are templates.
[[nodiscard]] std::string json_text(const JsonTemplate& value, const Fill& fill);

}  // namespace conform
