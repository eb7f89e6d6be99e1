#include "harness/durability/disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/durability/preload/disk_record.hpp"
#include "harness/durability/preload_library.hpp"

namespace conform::durability {
namespace {

constexpr const char* library_name = "conform-disk.so";

void write_file(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", path));
}

}  // namespace

void write_disk_library(const std::string& path) {
  write_file(path, preload_library());
}

Disk::Disk(std::string folder) : folder_(std::move(folder)) {
  write_disk_library(fmt::format("{}/{}", logs_.path(), library_name));
  write_file(fmt::format("{}/{}", logs_.path(), disk_state_file), {&disk_is_writable, 1});
}

std::string Disk::environment() const {
  return fmt::format("export {}='{}' {}='{}' LD_PRELOAD='{}/{}'; ", disk_folder_variable, folder_,
                     disk_log_variable, logs_.path(), logs_.path(), library_name);
}

/// In place: the processes have the file mapped.
void Disk::set_read_only(bool is_read_only) const {
  std::fstream state(fmt::format("{}/{}", logs_.path(), disk_state_file),
                     std::ios::in | std::ios::out | std::ios::binary);
  state.put(is_read_only ? disk_is_read_only : disk_is_writable);
}

void Disk::lose_writes() const {
  ask_for("lost");
}

void Disk::tear_writes(std::uint64_t seed) const {
  ask_for(fmt::format("torn {}", seed));
}

void Disk::ask_for(const std::string& what) const {
  write_file(logs_.path() + "/undo", what);
}

bool Disk::has_seen_changes() const {
  std::error_code error;
  const std::filesystem::directory_iterator files(logs_.path(), error);
  return std::any_of(begin(files), end(files), [](const auto& entry) {
    return entry.path().filename().string().starts_with("log.");
  });
}

}  // namespace conform::durability
