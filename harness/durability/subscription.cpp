#include "harness/durability/subscription.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace conform::durability {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr unsigned max_claims = 20;

std::string subscription_path(const std::string& stream) {
  return fmt::format("/__ds/subscriptions/{}", stream);
}

Call post(const std::string& path, const json& body, const std::string& token) {
  Call call{"POST", path, {}, {{"Content-Type", "application/json"}}, body.dump()};
  if (!token.empty()) call.headers.add("Authorization", "Bearer " + token);
  return call;
}

json acks_of(const json& claim) {
  auto acks = json::array();
  for (const auto& stream : claim.value("streams", json::array())) {
    acks.push_back(
        {{"stream", stream.value("path", "")}, {"offset", stream.value("tail_offset", "")}});
  }
  return acks;
}

}  // namespace

Call subscription_call(const std::string& stream) {
  return {"GET", subscription_path(stream)};
}

std::vector<Exchange> subscribe(Client& client, const Target& target, const std::string& stream) {
  const auto wakes = stream + "-wakes";
  const json body{{"type", "pull-wake"},
                  {"streams", {target.name_below_root(stream)}},
                  {"wake_stream", target.name_below_root(wakes)}};
  const http::Headers headers{{"Content-Type", "application/json"}};
  std::vector<Exchange> exchanges;
  exchanges.push_back(client.ask({"PUT", wakes, {}, headers}));
  exchanges.push_back(client.ask({"PUT", subscription_path(stream), {}, headers, body.dump()}));
  return exchanges;
}

std::vector<Exchange> ack_everything(Client& client, const std::string& stream) {
  for (unsigned i = 0; i < max_claims; ++i) {
    auto claimed = client.ask(post(subscription_path(stream) + "/claim", {{"worker", "w"}}, {}));
    const auto claim = json::parse(claimed.response.body, nullptr, false);
    if (claimed.response.status == 200 && claim.is_object() && claim.contains("token")) {
      const json body{{"wake_id", claim.value("wake_id", "")},
                      {"generation", claim.value("generation", 0)},
                      {"acks", acks_of(claim)},
                      {"done", true}};
      auto acked =
          client.ask(post(subscription_path(stream) + "/ack", body, claim.value("token", "")));
      std::vector<Exchange> exchanges;
      exchanges.push_back(std::move(claimed));
      exchanges.push_back(std::move(acked));
      return exchanges;
    }
    client.sleep(50ms);
  }
  return {};
}

std::optional<std::map<std::string, std::string>> acked_offsets(Client& client,
                                                                const std::string& stream) {
  const auto exchange = client.ask(subscription_call(stream));
  const auto shown = json::parse(exchange.response.body, nullptr, false);
  if (exchange.response.status != 200 || !shown.is_object()) return std::nullopt;
  std::map<std::string, std::string> offsets;
  for (const auto& link : shown.value("streams", json::array())) {
    if (!link.is_object()) continue;
    offsets.emplace(link.value("path", ""), link.value("acked_offset", ""));
  }
  return offsets;
}

}  // namespace conform::durability
