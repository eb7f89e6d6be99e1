// Builds the request of a step: with its variables filled in, and the target's credentials added.
#pragma once

#include "harness/run/target.hpp"
#include "harness/run/variables.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

[[nodiscard]] Transmission build(const RequestSpec& spec, const Variables& variables, Instant now,
                                 Duration time_limit);

[[nodiscard]] RawTransmission build(const RawStep& step, Variables& variables, Instant now,
                                    Duration time_limit);

/// The transmission as it is sent: with the headers that every request to the target carries, and
/// on a new connection if the target requires that. The headers are kept out of exchanges, and so
/// out of every report.
[[nodiscard]] Transmission with_credentials(Transmission transmission, const Target& target);

}  // namespace conform
