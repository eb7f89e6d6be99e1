// Makes what a step sends: its variables filled in, the target's credentials added.
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

/// The transmission as it goes to the wire: with the headers that every request to the target
/// bears, on a connection of its own where the target asks for that. The headers are kept out of
/// exchanges, and so out of every report.
[[nodiscard]] Transmission with_credentials(Transmission transmission, const Target& target);

}  // namespace conform
