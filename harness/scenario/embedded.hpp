// Files embedded into the program at build time (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace conform {

struct EmbeddedFile {
  std::string_view path;  ///< relative to the embedded folder: "durable-streams/append.toml"
  std::string_view bytes;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace conform
