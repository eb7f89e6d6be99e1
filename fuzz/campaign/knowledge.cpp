#include "fuzz/campaign/knowledge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/judge/parsed_request.hpp"

namespace conform::fuzz {
namespace {

constexpr std::size_t max_kept = 32;
constexpr std::size_t longest_value = 512;

std::optional<std::string> offset_of_control(const Exchange& exchange) {
  for (auto seen = exchange.events.rbegin(); seen != exchange.events.rend(); ++seen) {
    if (seen->event.type != "control") continue;
    const auto control = nlohmann::json::parse(seen->event.data, nullptr, false);
    const bool has = control.is_object() && control.contains("streamNextOffset") &&
                     control["streamNextOffset"].is_string();
    return has ? std::optional(control["streamNextOffset"].get<std::string>()) : std::nullopt;
  }
  return std::nullopt;
}

bool is_usable(std::string_view text) {
  return !text.empty() && text.size() <= longest_value &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// True if it was not known before.
bool keep(std::vector<SavedValue>& saved_values, const SavedValue& saved) {
  const bool known = std::any_of(saved_values.begin(), saved_values.end(),
                                 [&](const SavedValue& one) { return one.text == saved.text; });
  if (known || saved_values.size() == max_kept) return false;
  saved_values.push_back(saved);
  return true;
}

}  // namespace

std::vector<SavedValue> Knowledge::learn(std::size_t turn, std::size_t stream,
                                         const Exchange& exchange) {
  std::vector<SavedValue> fresh;
  if (exchange.response.status / 100 != 2) return fresh;
  StreamKnowledge& known = streams_[stream];
  const auto& headers = exchange.response.headers;
  const auto take = [&](std::string_view name, char kind, std::vector<SavedValue>& saved_values) {
    const auto text = headers.find(name);
    if (!text || !is_usable(*text)) return;
    const SavedValue saved{fmt::format("{}{}", kind, turn), std::string(*text)};
    if (keep(saved_values, saved)) fresh.push_back(saved);
  };
  take("Stream-Next-Offset", 'o', known.offsets);
  take("ETag", 'e', known.tags);
  if (const auto offset = offset_of_control(exchange); offset && is_usable(*offset)) {
    const SavedValue saved{fmt::format("v{}", turn), *offset};
    if (keep(known.offsets, saved)) fresh.push_back(saved);
  }
  if (const auto cursor = headers.find("Stream-Cursor"); cursor && is_usable(*cursor)) {
    known.cursor = SavedValue{fmt::format("c{}", turn), std::string(*cursor)};
    fresh.push_back(*known.cursor);
  }
  learn_success(known, exchange);
  return fresh;
}

void Knowledge::learn_success(StreamKnowledge& known, const Exchange& exchange) {
  const auto& sent = exchange.request.headers;
  if (exchange.request.method == "PUT" && exchange.response.status == 201) {
    known.type = std::string(exchange.response.headers.find("Content-Type")
                                 .value_or(sent.find("Content-Type").value_or("")));
    known.producers.clear();
    known.last_order.clear();
  }
  if (exchange.request.method != "POST") return;
  if (const auto order = sent.find("Stream-Seq")) known.last_order = std::string(*order);
  const auto id = sent.find("Producer-Id");
  const auto epoch = small_integer(sent.find("Producer-Epoch").value_or(""));
  const auto seq = small_integer(sent.find("Producer-Seq").value_or(""));
  if (!id || !epoch || !seq) return;
  ProducerState& producer = known.producers[std::string(*id)];
  const bool is_new = *epoch > producer.epoch;
  producer.next_seq = is_new ? *seq + 1 : std::max(producer.next_seq, *seq + 1);
  producer.epoch = std::max(producer.epoch, *epoch);
}

Save save_of(const std::string& variable) {
  Save save;
  save.variable = variable;
  switch (variable.front()) {
    case 'o':
      save.name = "Stream-Next-Offset";
      break;
    case 'e':
      save.name = "ETag";
      break;
    case 'c':
      save.name = "Stream-Cursor";
      break;
    default:
      save.from = Save::From::event;
      save.name = "control";
      save.pointer = "/streamNextOffset";
  }
  return save;
}

}  // namespace conform::fuzz
