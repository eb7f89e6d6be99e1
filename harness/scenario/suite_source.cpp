#include "harness/scenario/suite_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "harness/scenario/embedded.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

// A folder given by mistake (the home directory, "/") is rejected before it fills the memory.
constexpr std::size_t max_files = 4096;
constexpr std::uintmax_t max_bytes = std::uintmax_t{256} << 20;

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

bool is_suite(const SuiteFile& file) {
  return file.path.ends_with(".toml") && file.path.find('/') == std::string::npos;
}

Expected<std::vector<fs::path>, std::string> list_files(const std::string& folder) {
  std::vector<fs::path> paths;
  std::uintmax_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(error) || error) continue;
    paths.push_back(entry->path());
    bytes += entry->file_size(error);
    if (paths.size() > max_files || bytes > max_bytes) {
      return unexpected(
          fmt::format("'{}' has more than {} files or {} MiB: is it a folder of suites?", folder,
                      max_files, max_bytes >> 20));
    }
  }
  if (error) return unexpected(fmt::format("cannot read '{}': {}", folder, error.message()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream bytes;
  // With an empty file there is nothing to copy, and the stream would set failbit on `bytes`.
  bytes << stream.rdbuf();
  if (stream.bad()) return std::nullopt;
  return bytes.str();
}

}  // namespace

const SuiteFile* SuiteFolder::find(std::string_view path) const {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const SuiteFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

std::vector<std::string> embedded_protocols() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_files()) {
    const auto slash = file.path.find('/');
    if (slash == std::string_view::npos) continue;
    const std::string name(file.path.substr(0, slash));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<SuiteFolder> embedded_suites(std::string_view protocol) {
  std::vector<SuiteFolder> folders;
  for (const EmbeddedFile& file : embedded_files()) {
    const auto slash = file.path.find('/');
    if (slash == std::string_view::npos || file.path.substr(0, slash) != protocol) continue;
    const std::string name = fmt::format("suites/{}", file.path.substr(0, slash));
    if (folders.empty() || folders.back().name != name) folders.push_back({name, {}});
    folders.back().files.push_back(
        {std::string(file.path.substr(slash + 1)), std::string(file.bytes)});
  }
  return folders;
}

Expected<SuiteFolder, std::string> read_suite_folder(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return unexpected(fmt::format("no such folder: '{}'", path));
  if (!fs::is_directory(path, error)) return unexpected(fmt::format("'{}' is not a folder", path));
  const auto paths = list_files(path);
  if (!paths) return unexpected(paths.error());

  SuiteFolder folder{fs::path(path).lexically_normal().generic_string(), {}};
  if (folder.name.size() > 1 && folder.name.ends_with('/')) folder.name.pop_back();
  for (const fs::path& file : *paths) {
    auto text = read_file(file);
    if (!text) return unexpected(fmt::format("cannot read '{}'", file.string()));
    folder.files.push_back({file.lexically_relative(path).generic_string(), *std::move(text)});
  }
  if (std::none_of(folder.files.begin(), folder.files.end(), is_suite)) {
    return unexpected(fmt::format("no suite in '{}': no file ends with .toml", path));
  }
  return folder;
}

}  // namespace conform
