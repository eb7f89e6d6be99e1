// The files in reports/html/page, which the build embeds into the program.
#pragma once

#include <span>

#include "harness/scenario/embedded.hpp"

namespace conform {

[[nodiscard]] std::span<const EmbeddedFile> page_files();

}  // namespace conform
