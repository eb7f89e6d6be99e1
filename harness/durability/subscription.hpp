// A pull-wake subscription to one stream (6, 7.2), as far as restarts need it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/durability/client.hpp"
#include "harness/run/target.hpp"

namespace conform::durability {

/// Creates it, with a stream for its wake events. The last exchange is that of the subscription.
[[nodiscard]] std::vector<Exchange> subscribe(Client& client, const Target& target,
                                              const std::string& stream);
/// Claims its work and acks all of it, if there is any.
[[nodiscard]] std::vector<Exchange> ack_everything(Client& client, const std::string& stream);
/// The acked offset of each of its streams, by path; nullopt if it is not there.
[[nodiscard]] std::optional<std::map<std::string, std::string>> acked_offsets(
    Client& client, const std::string& stream);
/// The request of `acked_offsets`.
[[nodiscard]] Call subscription_call(const std::string& stream);

}  // namespace conform::durability
