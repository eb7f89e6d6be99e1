// Where suites are read from: the program itself, or a folder given by the user (--suites DIR).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform {

struct SuiteFile {
  std::string path;  ///< relative to its folder: "append.toml", "bodies/utf8.txt"
  std::string text;
};

/// The file in a folder that lists the protocol's requirements.
inline constexpr std::string_view requirements_file = "requirements.toml";

/// A folder of suites: requirements.toml and other *.toml files at its top level, bodies anywhere
/// in it.
struct SuiteFolder {
  std::string name;  ///< as shown in messages: "suites/durable-streams"
  std::vector<SuiteFile> files;

  [[nodiscard]] const SuiteFile* find(std::string_view path) const;
};

/// The protocol that is tested unless another one is asked for.
inline constexpr std::string_view usual_protocol = "durable-streams";

/// The protocols that have a folder of suites in the program.
[[nodiscard]] std::vector<std::string> embedded_protocols();

/// The suites for a protocol that are built into the program: one folder, or none.
[[nodiscard]] std::vector<SuiteFolder> embedded_suites(std::string_view protocol = usual_protocol);

/// Reads a folder from disk; the error is one sentence that says what is wrong with it.
[[nodiscard]] Expected<SuiteFolder, std::string> read_suite_folder(const std::string& path);

}  // namespace conform
