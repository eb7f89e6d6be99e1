#include "harness/durability/data_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace conform::durability {

DataFolder::DataFolder() {
  auto name = (std::filesystem::temp_directory_path() / "conform-durability-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(fmt::format("cannot create a folder like {}", name));
  }
  path_ = name;
}

DataFolder::~DataFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace conform::durability
