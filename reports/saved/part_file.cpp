#include "reports/saved/part_file.hpp"

#include <system_error>

namespace conform::reports {

namespace fs = std::filesystem;

fs::path resolved(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  return error ? fs::path(path) : target;
}

bool is_written_directly(const fs::path& target) {
  std::error_code error;
  const auto type = fs::status(target, error).type();
  return type == fs::file_type::character || type == fs::file_type::fifo ||
         type == fs::file_type::socket || type == fs::file_type::block;
}

PartFile::PartFile(const std::string& path)
    : target_(resolved(path)),
      written_(is_written_directly(target_) ? target_ : fs::path(target_.string() + ".part")) {}

bool PartFile::finish() const {
  if (written_ == target_) return true;
  std::error_code error;
  fs::rename(written_, target_, error);
  return !error;
}

void PartFile::discard() const {
  if (written_ == target_) return;
  std::error_code ignored;
  fs::remove(written_, ignored);
}

}  // namespace conform::reports
