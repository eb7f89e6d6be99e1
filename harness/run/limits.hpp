// How long a run waits, and how much it keeps: the time limits and byte limits of this module, in
// one place. How long a step of a scenario may take is RunOptions::time_limit; how a limit grows
// where this program itself was held up is in transport/time_limit.hpp.
#pragma once

#include <chrono>
#include <cstddef>

#include "harness/http/instant.hpp"

namespace conform::limits {

using namespace std::chrono_literals;

// ---- a response ---------------------------------------------------------------------------------

/// More than any suite asks for; an endless body is given up here.
inline constexpr std::size_t body_bytes = std::size_t{16} << 20;
inline constexpr std::size_t event_bytes = std::size_t{4} << 20;
/// Each event costs far more memory than its few bytes.
inline constexpr std::size_t events = 50'000;

// ---- a step of a scenario -----------------------------------------------------------------------

/// A live read lasts as long as its scenario, which is bounded step by step.
inline constexpr Duration live_read = 1h;
/// A retry, a lease or a wake is due after its own time (7.1, 7.3), however soon other answers are
/// asked for.
inline constexpr Duration protocols_time = 5s;
/// Nothing tells when a server has begun to wait. Most have after this time, which makes what
/// follows a better test; no verdict rests on it.
inline constexpr Duration usual_head_start = 100ms;
/// After a wait that was over too early, it is seen whether the server can wait for longer.
inline constexpr Duration long_head_start = 1500ms;
/// An answer may be so long on its way, or longer where others were slow.
inline constexpr Duration way_back = 1s;
/// What has come before a silence is over may be read a moment after.
inline constexpr Duration reading_time = 25ms;
inline constexpr std::size_t pages = 10'000;
inline constexpr std::size_t waiting_deliveries = 64;

// ---- what is kept as evidence -------------------------------------------------------------------

inline constexpr std::size_t kept_exchanges = 64;
inline constexpr std::size_t kept_body_bytes = 4096;
inline constexpr std::size_t kept_losses = 64;
inline constexpr std::size_t kept_outages = 4096;
inline constexpr std::size_t shown_target_bytes = 200;
inline constexpr std::size_t stream_name_bytes = 120;

// ---- the pace of a run --------------------------------------------------------------------------

/// What `Retry-After` asks for is heeded within these bounds.
inline constexpr Duration pause = 2s;
inline constexpr Duration pause_alone = 10s;
inline constexpr Duration pause_unless_told = 500ms;
/// For the deletion of streams when all else has ended.
inline constexpr Duration clean_up = 10s;
/// The end of a run is told of where its last few scenarios took longer.
inline constexpr Duration wait_worth_telling = 5s;

// ---- deleting streams ---------------------------------------------------------------------------

inline constexpr Duration deletion = 5s;
inline constexpr Duration deletion_pause = 2s;
inline constexpr Duration deletion_pause_unless_told = 250ms;

// ---- a server that may be gone ------------------------------------------------------------------

/// For any answer that shows that somebody takes connections.
inline constexpr Duration sign_of_life = 2s;
inline constexpr Duration between_signs_of_life = 250ms;
/// A server is watched for going away by itself.
inline constexpr Duration least_watch = 2s;
inline constexpr Duration most_watch = 10s;
inline constexpr Duration between_watches = 20ms;

// ---- questions before the first scenario --------------------------------------------------------

inline constexpr Duration question_pause = 2s;
/// After the head of an event stream, for its first event.
inline constexpr Duration first_event = 2s;
inline constexpr Duration question_alone = 3s;
inline constexpr Duration between_stop_checks = 100ms;
inline constexpr Duration serving_check = 10s;
/// A server may learn that we have hung up only when its own long-poll is over.
inline constexpr Duration release_of_connection = 40s;
/// So long an answer may take beside a request that waits, or ten times as long as usual.
inline constexpr Duration least_patience = 1s;
/// How long a read is let wait before something is appended, at least.
inline constexpr Duration least_head_start_of_probe = 25ms;
/// The same where an answer shows nothing that only a long-poll has.
inline constexpr Duration long_head_start_of_probe = 500ms;
/// Of a wait that nothing ends, where long-polls are known by other signs.
inline constexpr Duration wait_that_shows_itself = 2s;
inline constexpr Duration webhook_of_probe = 3s;
inline constexpr Duration between_looks = 5ms;

}  // namespace conform::limits
