// The judge, on journals of arbitrary servers: it never fails, and what it has forgotten makes no
// difference.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/exchange/journal.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/utf8.hpp"
#include "harness/judge/judge.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace conform::fuzz {
namespace {

using nlohmann::json;
using Random = std::minstd_rand;

struct Count {
  std::uint64_t applied = 0;
  std::uint64_t violated = 0;

  bool operator==(const Count&) const = default;
};

std::vector<Count> counts(const Judge& judge) {
  std::vector<Count> result;
  for (const auto& record : judge.records()) result.push_back({record.applied, record.violated});
  return result;
}

/// The counts of each rule for one journal.
std::vector<Count> counts_of(const std::vector<Exchange>& journal, Judge& judge) {
  const auto before = counts(judge);
  judge_journal(judge, journal);
  auto said = counts(judge);
  for (std::size_t i = 0; i < said.size(); ++i) {
    said[i].applied -= before[i].applied;
    said[i].violated -= before[i].violated;
    require(said[i].violated <= said[i].applied, "only rules that apply are violated");
  }
  judge.forget();
  return said;
}

void try_text(std::string text) {
  std::istringstream in(std::move(text));
  const auto journal = read_journal(in);
  if (!journal) return;
  // Static, so that anything that it fails to forget accumulates.
  static Judge old_judge;
  const auto said = counts_of(*journal, old_judge);
  // Not every time: creating a judge takes longer than judging a journal.
  static std::size_t tries = 0;
  if (tries++ % 16 != 0) return;
  Judge new_judge;
  require(counts_of(*journal, new_judge) == said,
          "what the judge has forgotten makes no difference");
}

std::string mutated(std::string text, std::size_t most_bytes) {
  const auto size = text.size();
  text.resize(std::max(size + 16, std::min(most_bytes, 2 * size)));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer takes bytes.
  text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
  return text;
}

/// The values of a document that do not contain others.
void collect_leaves(json& value, std::vector<json*>& leaves) {
  if (!value.is_structured()) {
    leaves.push_back(&value);
    return;
  }
  for (auto& part : value) collect_leaves(part, leaves);
}

/// A small number, or one near the current one: numbers determine the order of events.
std::int64_t changed(std::int64_t number, Random& random) {
  constexpr std::array<std::int64_t, 4> steps{-1'000'000, -1, 1, 1'000'000};
  constexpr std::int64_t largest = std::int64_t{1} << 62;
  if (random() % 2 == 0) return static_cast<std::int64_t>(random() % 8);
  return std::clamp(number, -largest, largest) + steps[random() % steps.size()];
}

void change_leaf(json& leaf, std::size_t most_bytes, Random& random) {
  if (leaf.is_boolean()) {
    leaf = !leaf.get<bool>();
  } else if (leaf.is_number_integer()) {
    leaf = changed(leaf.get<std::int64_t>(), random);
  } else if (leaf.is_string()) {
    auto text = mutated(leaf.get<std::string>(), most_bytes);
    if (http::is_utf8(text)) {
      leaf = std::move(text);
    } else {
      leaf = json{{"base64", http::base64_encode(text)}};
    }
  }
}

/// Changes one element of a journal: an exchange, or a value in one.
void change(std::vector<json>& lines, std::size_t most_bytes, Random& random) {
  auto& line = lines[random() % lines.size()];
  switch (random() % 8) {
    case 0:
      lines.push_back(line);
      break;
    case 1:
      std::swap(line, lines[random() % lines.size()]);
      break;
    case 2:
      std::swap(line, lines.back());
      if (lines.size() > 1) lines.pop_back();
      break;
    case 3: {
      // Gives one request the answer to another.
      const json& other = lines[random() % lines.size()];
      for (const auto* member : {"response", "outcome", "events", "has_partial_event"}) {
        if (line.is_object() && other.contains(member)) line[member] = other.at(member);
      }
      break;
    }
    default: {
      std::vector<json*> leaves;
      collect_leaves(line, leaves);
      if (!leaves.empty()) change_leaf(*leaves[random() % leaves.size()], most_bytes, random);
    }
  }
}

std::vector<json> parsed_lines(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<json> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(json::parse(line, nullptr, false));
    if (lines.back().is_discarded()) return {};
  }
  return lines;
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}

/// A changed byte seldom leaves a valid journal, so whole elements are changed.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  using namespace conform::fuzz;
  Random random(seed);
  auto lines = parsed_lines(text_of(data, size));
  if (lines.empty() || random() % 64 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const auto changes = 1 + random() % 3;
  for (std::size_t i = 0; i < changes; ++i) change(lines, max_size, random);
  std::string text;
  for (const auto& line : lines) text += line.dump() + "\n";
  if (text.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}
