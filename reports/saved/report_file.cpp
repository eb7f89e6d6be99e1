#include "reports/saved/report_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "harness/transport/own_lack.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/descriptor.hpp"
#include "reports/saved/part_file.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

namespace fs = std::filesystem;
using Checked = Expected<void, std::string>;

constexpr int max_names = 100;

auto refused(const std::string& path, std::string_view why, std::string_view remedy) {
  return unexpected(fmt::format("Cannot write report {}: {}. {}", quote(path), why, remedy));
}

/// A new file next to its final path, removed unless it is renamed to it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& directory) : descriptor_(create(directory)) {}
  ~TemporaryFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] bool open() const { return descriptor_.open(); }

  /// If false, errno says why.
  bool write_and_become(const fs::path& target, std::string_view text) {
    if (!write_all(descriptor_.number(), text)) return false;
    if (::fsync(descriptor_.number()) != 0 || !descriptor_.close()) return false;
    if (::rename(path_.c_str(), target.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  Descriptor create(const fs::path& directory) {
    for (int n = 0; n < max_names; ++n) {
      fs::path candidate = directory / fmt::format(".conform-{}-{}.tmp", ::getpid(), n);
      Descriptor made(::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (made.open()) path_ = std::move(candidate);
      if (made.open() || errno != EEXIST) return made;
    }
    return Descriptor(-1);
  }

  fs::path path_;
  Descriptor descriptor_;
};

fs::path directory_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

Checked check_place(const std::string& path, const fs::path& target) {
  std::error_code error;
  if (path.empty()) return refused(path, "it has no name", "Give a file name, or - for stdout.");
  if (fs::is_directory(target, error)) {
    return refused(path, "it is a directory", "Give the name of a file in it.");
  }
  const fs::path directory = directory_of(target);
  if (!fs::exists(directory, error)) {
    return refused(path, fmt::format("there is no directory {}", quote(directory.string())),
                   "Create it, or give another name.");
  }
  if (!fs::is_directory(directory, error)) {
    return refused(path, fmt::format("{} is not a directory", quote(directory.string())),
                   "Give another name.");
  }
  return {};
}

constexpr std::string_view remedy = "Give a name where you may write and there is space.";

Checked write_directly(const std::string& path, const fs::path& target, std::string_view text) {
  Descriptor file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open() || !write_all(file.number(), text) || !file.close()) {
    return refused(path, system_reason(), remedy);
  }
  return {};
}

}  // namespace

Expected<void, std::string> check_writable(const std::string& path) {
  if (path == "-") return {};
  const fs::path target = resolved(path);
  if (auto place = check_place(path, target); !place) return place;
  if (is_written_directly(target)) {
    if (::access(target.c_str(), W_OK) != 0) return refused(path, system_reason(), remedy);
    return {};
  }
  // Only creating a file shows this: permissions do not reveal read-only or full disks.
  const TemporaryFile attempt(directory_of(target));
  if (!attempt.open()) {
    require_machine(fmt::format("cannot write report {}", quote(path)));
    return refused(path, system_reason(), remedy);
  }
  return {};
}

Expected<void, std::string> write_report(const std::string& path, std::string_view unfiltered) {
  const auto text = writable(unfiltered);
  if (path == "-") {
    if (!write_all(STDOUT_FILENO, text))
      return refused("-", system_reason(), "Check where it goes.");
    return {};
  }
  const fs::path target = resolved(path);
  if (auto place = check_place(path, target); !place) return place;
  if (is_written_directly(target)) return write_directly(path, target, text);
  TemporaryFile file(directory_of(target));
  if (!file.open() || !file.write_and_become(target, text)) {
    return refused(path, system_reason(), remedy);
  }
  return {};
}

}  // namespace conform::reports
