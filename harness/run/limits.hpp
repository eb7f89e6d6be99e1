// How long a run waits, and how much it keeps: the time and size limits of this module. The time
// limit of a step is RunOptions::time_limit; how it is extended when this program itself stalled is
// in transport/time_limit.hpp.
#pragma once

#include <chrono>
#include <cstddef>

#include "harness/http/instant.hpp"

namespace conform::limits {

using namespace std::chrono_literals;

// ---- a response ---------------------------------------------------------------------------------

/// More than any suite needs; reading an endless body is abandoned here.
inline constexpr std::size_t body_bytes = std::size_t{16} << 20;
inline constexpr std::size_t event_bytes = std::size_t{8} << 20;
/// Of a body that is compared as it comes.
inline constexpr std::size_t kept_of_passed_on = std::size_t{64} << 10;
/// Each event takes far more memory than its few bytes.
inline constexpr std::size_t events = 50'000;

// ---- a step of a scenario -----------------------------------------------------------------------

/// A live read lasts as long as its scenario, which is bounded step by step.
inline constexpr Duration live_read = 1h;
/// A retry, a lease or a wake-up has its own due time (7.1, 7.3), independent of the time limit of
/// other responses.
inline constexpr Duration protocol_timer = 5s;
/// It cannot be observed when a server has begun to wait. Most have after this time, which makes
/// the test stronger; no result depends on it.
inline constexpr Duration usual_head_start = 100ms;
/// After a wait that ended too early, whether the server can wait longer is tried with this.
inline constexpr Duration long_head_start = 1500ms;
/// A response may take this long to arrive, or longer if others were slow.
inline constexpr Duration response_delay = 1s;
/// Of a long-poll that a scenario waits for, to learn how long it lasts.
inline constexpr Duration longest_timeout = 70s;
/// What arrived before the end of a silence may be read this much later.
inline constexpr Duration reading_time = 25ms;
inline constexpr std::size_t pages = 10'000;
inline constexpr std::size_t waiting_deliveries = 64;

/// A sweep leaves out delays rather than take much longer.
inline constexpr Duration sweep = 4s;
inline constexpr Duration slow_sweep = 60s;

// ---- memory -------------------------------------------------------------------------------------

/// Of the whole program, as far as it depends on the server.
inline constexpr std::size_t memory_bytes = std::size_t{256} << 20;
inline constexpr std::size_t min_memory_bytes = std::size_t{64} << 20;
/// A response that is read, compared and joined with others takes this many times its size.
inline constexpr std::size_t memory_for_each_response_byte = 4;
/// Scenarios with large bodies of their own together take this part of the memory at most.
inline constexpr std::size_t memory_for_each_large_byte = 64;
/// A scenario with less is not counted.
inline constexpr std::size_t light_scenario_bytes = std::size_t{256} << 10;

// ---- what is kept as evidence -------------------------------------------------------------------

inline constexpr std::size_t kept_exchanges = 64;
/// Of one attempt; the last few are kept in any case.
inline constexpr std::size_t kept_exchange_bytes = std::size_t{256} << 10;
inline constexpr std::size_t kept_in_any_case = 4;
inline constexpr std::size_t kept_body_bytes = 4096;
inline constexpr std::size_t kept_head_bytes = std::size_t{16} << 10;
inline constexpr std::size_t kept_events = 64;
/// Of all results of a run. Beyond it, results come without exchanges.
inline constexpr std::size_t evidence_bytes = std::size_t{24} << 20;
inline constexpr std::size_t kept_losses = 64;
inline constexpr std::size_t kept_outages = 4096;
inline constexpr std::size_t shown_target_bytes = 200;
inline constexpr std::size_t stream_name_bytes = 120;

// ---- the pace of a run --------------------------------------------------------------------------

/// `Retry-After` is followed within these limits.
inline constexpr Duration pause = 2s;
inline constexpr Duration pause_alone = 10s;
inline constexpr Duration default_pause = 500ms;
/// For deleting streams after everything else has ended.
inline constexpr Duration clean_up = 10s;
inline constexpr Duration clean_up_when_stopped = 700ms;
/// Waiting longer than this for the last few scenarios is reported.
inline constexpr Duration reported_wait = 5s;

// ---- deleting streams ---------------------------------------------------------------------------

inline constexpr Duration deletion = 5s;
inline constexpr Duration deletion_pause = 2s;
inline constexpr Duration default_deletion_pause = 250ms;

// ---- a server that may be down ------------------------------------------------------------------

/// For any response that shows that connections are accepted.
inline constexpr Duration reachability_check = 2s;
inline constexpr Duration between_reachability_checks = 250ms;
/// How long a server is watched for an outage unrelated to any request.
inline constexpr Duration min_watch = 2s;
inline constexpr Duration max_watch = 10s;
inline constexpr Duration between_watches = 20ms;

// ---- the probe ---------------------------------------------------------------------------------

inline constexpr Duration probe_pause = 2s;
/// After the head of an event stream, for its first event.
inline constexpr Duration first_event = 2s;
inline constexpr Duration probe_alone = 3s;
inline constexpr Duration between_stop_checks = 100ms;
inline constexpr Duration serving_check = 10s;
/// A server may notice that we closed the connection only when its own long-poll ends.
inline constexpr Duration release_of_connection = 40s;
/// A response may take this long while another request waits, or ten times as long as usual.
inline constexpr Duration min_serving_wait = 1s;
/// Minimum time between the start of a read and the append meant to end its wait.
inline constexpr Duration min_head_start_of_probe = 25ms;
/// The same, if the response shows nothing that only a long-poll has.
inline constexpr Duration long_head_start_of_probe = 500ms;
/// For a wait that nothing ends, if long-polls are recognised by other signs.
inline constexpr Duration unended_wait = 2s;
inline constexpr Duration webhook_of_probe = 3s;
inline constexpr Duration between_delivery_checks = 5ms;

}  // namespace conform::limits
