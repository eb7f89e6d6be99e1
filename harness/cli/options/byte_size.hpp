// Sizes as written on command lines: "512M", "256 MiB", "1G"; powers of 1024.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"

namespace conform {

/// A whole number of K, M or G, also written KiB, MiB or GiB; the error is one sentence.
[[nodiscard]] Expected<std::size_t, std::string> parse_size(std::string_view text);

}  // namespace conform
