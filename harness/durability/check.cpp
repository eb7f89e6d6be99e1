#include "harness/durability/check.hpp"

#include <algorithm>
#include <array>

namespace conform::durability {
namespace {

constexpr auto checks = std::to_array<CheckInfo>({
    {Check::ready, "durability.ready", "The server is ready again within the limit",
     "4/durability"},
    {Check::start_up, "durability.start-up",
     "While the server starts, reads of acknowledged streams are refused or right",
     "4/read-your-writes"},
    {Check::content, "durability.content", "Acknowledged content is there after a restart",
     "4/durability"},
    {Check::extra, "durability.extra",
     "After a restart, content is there once and in order, and nothing else",
     "4/immutable-by-position"},
    {Check::messages, "durability.messages", "JSON messages keep their boundaries in a restart",
     "9.1.1/boundaries-kept", Level::must, "json"},
    {Check::half, "durability.half",
     "A request without a response has taken effect as a whole or not at all", "4/durability",
     Level::should},
    {Check::full_disk, "durability.full-disk",
     "While no file can be written, nothing is acknowledged that is not kept", "4/durability"},
    {Check::read_only_disk, "durability.read-only-disk",
     "While the disk is read-only, nothing is acknowledged that is not kept", "4/durability"},
    {Check::offsets, "durability.offsets",
     "Offsets from before a restart name the same positions after it", "4/immutable-by-position"},
    {Check::media_type, "durability.media-type", "The media type of a stream survives a restart",
     "4/content-type-fixed"},
    {Check::closed, "durability.closed", "Closed streams stay closed in a restart",
     "4.1/closed-durable", Level::must, "close"},
    {Check::close_with_append, "durability.close-with-append",
     "An append that closes, without a response, is there with the closure or not at all",
     "4.1/append-and-close-atomic", Level::should, "close"},
    {Check::deleted, "durability.deleted", "Deleted streams stay deleted in a restart",
     "5.4/gone-404", Level::must, "delete"},
    {Check::soft_deleted, "durability.soft-deleted",
     "A deleted source of forks stays deleted in a restart", "4.2/soft-deleted-get-410",
     Level::must, "forks"},
    {Check::fork_count, "durability.fork-count",
     "After a restart, the deletion of a source still leaves its forks intact",
     "5.4/forks-soft-delete", Level::must, "forks"},
    {Check::forks, "durability.forks",
     "Forks show inherited and own content after a restart, and nothing else",
     "4.2/inherited-then-own", Level::must, "forks"},
    {Check::producer_retry, "durability.producer-retry",
     "A repeated producer request is a duplicate after a restart too", "5.2.1/duplicate-204",
     Level::must, "producers"},
    {Check::producer_epoch, "durability.producer-epoch",
     "An old producer epoch is refused after a restart too", "5.2.1/stale-epoch-403", Level::must,
     "producers"},
    {Check::open_retry, "durability.open-retry",
     "A producer request without a response can be repeated after a restart and is there once",
     "5.2.1/atomic-commit", Level::should, "producers"},
    {Check::closing_retry, "durability.closing-retry",
     "The producer request that closed a stream is a duplicate after a restart too",
     "5.2.1/repeated-close-204", Level::must, "producers"},
    {Check::stream_seq, "durability.stream-seq",
     "The last Stream-Seq is refused after a restart too", "5.2/seq-equal-409", Level::must,
     "stream-seq"},
    {Check::lifetime, "durability.lifetime",
     "Streams expire in spite of a restart, and stay expired", "5.1/expires-at-ends-stream",
     Level::must, "ttl"},
    {Check::etag, "durability.etag", "An ETag names one content across restarts",
     "10.1/etag-changes-with-data"},
    {Check::subscription, "durability.subscription",
     "Subscriptions and their cursors survive a restart", "6/durable-cursors", Level::must,
     "pull-wake"},
});

}  // namespace

std::span<const CheckInfo> all_checks() {
  return checks;
}

const CheckInfo& info(Check check) {
  return *std::find_if(checks.begin(), checks.end(),
                       [&](const CheckInfo& one) { return one.check == check; });
}

Level level_of(Check check, Signal signal) {
  // 5.2.1 asks for atomic commits with SHOULD, and describes the crash window without them.
  const bool is_producer_state = check == Check::producer_retry || check == Check::producer_epoch ||
                                 check == Check::closing_retry;
  if (is_producer_state && signal != Signal::term) return Level::should;
  return info(check).level;
}

}  // namespace conform::durability
