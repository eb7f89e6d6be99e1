#include "fuzz/campaign/corpus.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "fuzz/sequence/operation.hpp"
#include "fuzz/sequence/seeds.hpp"

namespace conform::fuzz {
namespace {

bool write_seed(const std::filesystem::path& path, const Sequence& sequence) {
  const auto bytes = encode(sequence);
  std::ofstream file(path, std::ios::binary);
  for (const auto byte : bytes) file.put(static_cast<char>(byte));
  return static_cast<bool>(file.flush());
}

}  // namespace

std::optional<std::string> Corpus::prepare() const {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error) return fmt::format("the folder {} cannot be made: {}", path(), error.message());
  const auto all = seeds();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto seed = path_ / fmt::format("seed-{:02}", i + 1);
    if (!write_seed(seed, all[i])) {
      return fmt::format("{} cannot be written; is the disk full?", seed.string());
    }
  }
  return std::nullopt;
}

std::uint64_t Corpus::size() const {
  std::error_code error;
  const std::filesystem::directory_iterator files(path_, error);
  return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(files), end(files)));
}

}  // namespace conform::fuzz
