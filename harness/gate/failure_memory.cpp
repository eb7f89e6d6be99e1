#include "harness/gate/failure_memory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string_view>

namespace conform {
namespace {

namespace fs = std::filesystem;

/// FNV-1a: the same on every machine, and good enough to distinguish a few targets.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= line.size()) {
    const auto end = std::min(line.find('\t', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool is_decided(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::warn || verdict == Verdict::fail;
}

}  // namespace

// A line for the target, then one per failure: its id and occasions, separated by tabs.
FailureMemory FailureMemory::read(const fs::path& folder, const std::string& target) {
  FailureMemory memory;
  memory.path_ = folder / fmt::format("{:016x}.failures", hash_of(target));
  memory.target_ = target;
  std::ifstream file(memory.path_);
  std::string line;
  if (!std::getline(file, line) || line != target) return memory;
  while (std::getline(file, line)) {
    auto words = words_of(line);
    if (words.front().empty()) continue;
    memory.failures_[words.front()].assign(words.begin() + 1, words.end());
  }
  return memory;
}

void FailureMemory::learn(const std::vector<GateRecord>& records) {
  for (const auto& record : records) {
    if (record.fails) {
      failures_[record.id] = record.occasions;
    } else if (is_decided(record.verdict)) {
      failures_.erase(record.id);
    }
  }
}

Selected FailureMemory::part_of(Selected selected) const {
  std::set<std::string, std::less<>> wanted;
  for (const auto& [id, occasions] : failures_) {
    wanted.insert(id);
    wanted.insert(occasions.begin(), occasions.end());
  }
  std::erase_if(selected.rules, [&](const auto& id) { return !wanted.contains(id); });
  std::erase_if(selected.scenarios, [&](const auto* one) { return !wanted.contains(one->id); });
  return selected;
}

void FailureMemory::write() const {
  std::error_code error;
  fs::create_directories(path_.parent_path(), error);
  const fs::path draft = fmt::format("{}.{}", path_.string(), ::getpid());
  std::ofstream file(draft);
  file << target_ << '\n';
  for (const auto& [id, occasions] : failures_) {
    file << id;
    for (const auto& occasion : occasions) file << '\t' << occasion;
    file << '\n';
  }
  file.close();
  if (file) fs::rename(draft, path_, error);
  fs::remove(draft, error);
}

std::optional<fs::path> cache_folder(const Environment& environment) {
  const char* cache = environment("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fs::path(cache) / "conform";
  const char* home = environment("HOME");
  if (home != nullptr && *home == '/') return fs::path(home) / ".cache" / "conform";
  return std::nullopt;
}

}  // namespace conform
