// Shell completion scripts.
#pragma once

#include <string>

#include "harness/cli/options/outline.hpp"

namespace conform {

[[nodiscard]] std::string bash_completion(const Outline& program);
[[nodiscard]] std::string zsh_completion(const Outline& program);
[[nodiscard]] std::string fish_completion(const Outline& program);

}  // namespace conform
