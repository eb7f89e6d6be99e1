// The folder of the sequences that a campaign keeps, which its workers share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace conform::fuzz {

class Corpus {
 public:
  /// In this folder of the campaign.
  explicit Corpus(const std::string& folder) : path_(std::filesystem::path(folder) / "corpus") {}

  /// Creates it with the seeds. Returns in one sentence why it cannot be used; nullopt if it can.
  [[nodiscard]] std::optional<std::string> prepare() const;
  /// How many sequences it has.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace conform::fuzz
