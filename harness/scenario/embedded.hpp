// Files that the build puts into the program (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace conform {

struct EmbeddedFile {
  std::string_view path;  ///< below the embedded folder: "durable-streams/append.toml"
  std::string_view bytes;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace conform
