// A pull-wake subscription to one stream (6, 7.2), as far as restarts need it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "harness/durability/client.hpp"
#include "harness/run/target.hpp"

namespace conform::durability {

/// Creates it, with a stream for its wake events. Whether that worked.
[[nodiscard]] bool subscribe(Client& client, const Target& target, const std::string& stream);
/// Claims its work and acks all of it, if there is any.
void ack_everything(Client& client, const std::string& stream);
/// The acked offset of each of its streams, by path; nullopt if it is not there.
[[nodiscard]] std::optional<std::map<std::string, std::string>> acked_offsets(
    Client& client, const std::string& stream);
/// The request of `acked_offsets`.
[[nodiscard]] Call subscription_call(const std::string& stream);

}  // namespace conform::durability
