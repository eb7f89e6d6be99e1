#include "harness/run/write_probe.hpp"

#include <fmt/format.h>

#include "harness/http/media_type.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using http::Headers;

Headers of_one_producer() {
  return {{"Producer-Id", "probe"}, {"Producer-Epoch", "0"}, {"Producer-Seq", "0"}};
}

bool has_producer_state(const Exchange& exchange) {
  return exchange.response.headers.contains("Producer-Epoch") ||
         exchange.response.headers.contains("Producer-Seq");
}

bool says_closed(const Exchange& exchange) {
  const auto value = exchange.response.headers.find("Stream-Closed");
  return value && http::equals_ignoring_case(*value, "true");
}

bool is_gone(const Exchange& exchange) {
  return exchange.response.status == 404 || exchange.response.status == 410;
}

}  // namespace

void WriteProbe::begin() {
  append();
  remove();
  close();
  json();
  life({.capability = "ttl",
        .header = "Stream-TTL",
        .value = "600",
        .other = "900",
        .malformed = "1x",
        .ended = "1",
        .until_expired = 2500ms});
  life({.capability = "expires-at",
        .header = "Stream-Expires-At",
        .value = "2099-01-01T00:00:00Z",
        .other = "2098-01-01T00:00:00Z",
        .malformed = "tomorrow",
        .ended = "2001-01-01T00:00:00Z"});
  producers();
  forks();
}

// ---- Appends

void WriteProbe::append() {
  const bool is_wanted = context_.is_wanted("append");
  if (!is_wanted) {
    if (context_.is_wanted("stream-seq")) {
      context_.found("stream-seq", Presence::absent, "needs append");
    }
    sub_offset({});
    return;
  }
  context_.create("append", {}, {}, [this](const Exchange& created) {
    const std::string before(created.response.headers.find("Stream-Next-Offset").value_or(""));
    context_.append("append", {}, content_, [this, before](const Exchange& exchange) {
      if (is_accepted(exchange)) {
        context_.found("append", Presence::there, answered(exchange));
      } else {
        context_.not_accepted("append", exchange, "an append");
      }
      stream_seq();
      sub_offset(is_accepted(exchange) ? before : "");
    });
  });
}

void WriteProbe::stream_seq() {
  if (!context_.is_wanted("stream-seq")) return;
  if (const auto append = context_.sign_of("append"); append.presence != Presence::there) {
    context_.found("stream-seq", append.presence, "needs append");
    return;
  }
  context_.append("append", {{"Stream-Seq", "2"}}, content_, [this](const Exchange& exchange) {
    if (!is_accepted(exchange)) {
      context_.not_accepted("stream-seq", exchange, "Stream-Seq");
      return;
    }
    context_.append("append", {{"Stream-Seq", "1"}}, content_, [this](const Exchange& lower) {
      context_.found("stream-seq", Presence::there,
                     is_accepted(lower) ? "Stream-Seq is accepted, though a lower one is as well"
                                        : answered(lower) + " for a lower Stream-Seq");
    });
  });
}

void WriteProbe::remove() {
  if (!context_.is_wanted("delete")) return;
  context_.create("delete", {}, {}, [this](const Exchange& created) {
    context_.send({"DELETE", created.request.target, {}, {}}, [this](const Exchange& exchange) {
      if (is_accepted(exchange)) {
        context_.found("delete", Presence::there, answered(exchange));
      } else {
        context_.not_accepted("delete", exchange, "a stream that there is");
      }
    });
  });
}

void WriteProbe::json() {
  if (!context_.is_wanted("json")) return;
  context_.create(
      "json", {{"Content-Type", "application/json"}}, "[1]", [this](const Exchange& made) {
        if (!is_accepted(made)) {
          context_.not_accepted("json", made, "application/json");
          return;
        }
        context_.send({"HEAD", made.request.target, {}, {}}, [this](const Exchange& head) {
          const auto type = head.response.headers.find("Content-Type");
          const bool type_changed = is_accepted(head) && type && !http::is_json(*type);
          context_.found("json", type_changed ? Presence::absent : Presence::there,
                         type_changed ? fmt::format("application/json became {}",
                                                    http::media_type_essence(*type))
                                      : "a stream of application/json can be created");
        });
      });
}

// ---- Closing

void WriteProbe::close() {
  if (!context_.is_wanted("close")) return;
  context_.create("close", {}, {}, [this](const Exchange&) {
    context_.append("close", {{"Stream-Closed", "true"}}, {}, [this](const Exchange& closing) {
      if (is_accepted(closing)) {
        check_closed("close", closing);
      } else if (is_refused(closing)) {
        close_with_content(closing);
      } else {
        context_.not_accepted("close", closing, "Stream-Closed");
      }
    });
  });
}

void WriteProbe::close_with_content(const Exchange& refusal) {
  context_.append("close", {{"Stream-Closed", "true"}}, content_,
                  [this, refusal](const Exchange& closing) {
                    if (is_accepted(closing)) {
                      check_closed("close", closing);
                    } else {
                      context_.not_accepted("close", refusal, "Stream-Closed");
                    }
                  });
}

void WriteProbe::check_closed(const std::string& name, const Exchange& closing) {
  if (says_closed(closing)) {
    context_.found("close", Presence::there, answered(closing) + " with Stream-Closed");
    return;
  }
  context_.send({"HEAD", context_.url(name), {}, {}}, [this, closing](const Exchange& head) {
    if (says_closed(head)) {
      context_.found("close", Presence::there, answered(head) + " with Stream-Closed");
    } else {
      check_append_after(closing, head);
    }
  });
}

void WriteProbe::check_append_after(const Exchange& closing, const Exchange& head) {
  context_.append("close", {}, content_, [this, closing, head](const Exchange& after) {
    if (is_accepted(after)) {
      context_.ignored("close", "Stream-Closed was accepted, and the stream is still open",
                       {closing, head, after});
    } else if (is_refused(after)) {
      context_.found("close", Presence::there, answered(after) + " after a close");
    } else {
      context_.not_accepted("close", after, "an append after a close");
    }
  });
}

// ---- Lives

void WriteProbe::life(const Life& life) {
  if (!context_.is_wanted(life.capability)) return;
  const auto kept = std::make_shared<Life>(life);
  context_.create(kept->capability, {{kept->header, kept->value}}, {},
                  [this, kept](const Exchange& made) {
                    if (is_accepted(made)) {
                      check_life(kept);
                    } else {
                      context_.not_accepted(kept->capability, made, kept->header);
                    }
                  });
}

/// A lifetime header is supported if it is shown, or if a different value conflicts with it.
void WriteProbe::check_life(const std::shared_ptr<Life>& life) {
  context_.send(
      {"HEAD", context_.url(life->capability), {}, {}}, [this, life](const Exchange& head) {
        if (head.response.headers.contains("Stream-TTL") ||
            head.response.headers.contains("Stream-Expires-At")) {
          context_.found(life->capability, Presence::there, "HEAD shows " + life->header);
          return;
        }
        context_.create(life->capability, {{life->header, life->other}}, {},
                        [this, life](const Exchange& other) {
                          if (other.response.status == 409) {
                            context_.found(life->capability, Presence::there,
                                           "another " + life->header + " is answered with 409");
                          } else {
                            try_malformed(life);
                          }
                        });
      });
}

void WriteProbe::try_malformed(const std::shared_ptr<Life>& life) {
  context_.create(life->capability + "-malformed", {{life->header, life->malformed}}, {},
                  [this, life](const Exchange& made) {
                    if (is_refused(made)) {
                      context_.found(
                          life->capability, Presence::there,
                          fmt::format("{} for a malformed {}", answered(made), life->header));
                    } else {
                      try_ended(life);
                    }
                  });
}

void WriteProbe::try_ended(const std::shared_ptr<Life>& life) {
  const std::string name = life->capability + "-ended";
  context_.create(
      name, {{life->header, life->ended}}, {}, [this, life, name](const Exchange& made) {
        if (is_refused(made)) {
          context_.found(life->capability, Presence::there,
                         fmt::format("{} for a {} of the past", answered(made), life->header));
          return;
        }
        context_.client().at(context_.client().now() + life->until_expired, [this, life, name] {
          context_.send({"HEAD", context_.url(name), {}, {}}, [this, life](const Exchange& head) {
            if (is_gone(head)) {
              context_.found(life->capability, Presence::there,
                             "a stream that has expired is gone");
            } else if (is_accepted(head)) {
              context_.found(
                  life->capability, Presence::absent,
                  fmt::format("a stream with {}: {} does not expire", life->header, life->ended));
            } else {
              context_.not_accepted(life->capability, head, "a stream that should have expired");
            }
          });
        });
      });
}

// ---- Producers

void WriteProbe::producers() {
  if (!context_.is_wanted("producers")) return;
  context_.create("producers", {}, {}, [this](const Exchange&) {
    context_.append("producers", of_one_producer(), "x", [this](const Exchange& first) {
      if (!is_accepted(first)) {
        context_.not_accepted("producers", first, "producer headers");
        return;
      }
      context_.append("producers", of_one_producer(), "x",
                      [this, first](const Exchange& repeat) { check_repeat(first, repeat); });
    });
  });
}

void WriteProbe::check_repeat(const Exchange& first, const Exchange& repeat) {
  const int status = repeat.response.status;
  if (is_accepted(repeat) && status != first.response.status) {
    context_.found(
        "producers", Presence::there,
        fmt::format("a repeat is answered {} instead of {}", status, first.response.status));
  } else if (has_producer_state(first) || has_producer_state(repeat)) {
    context_.found("producers", Presence::there, "the producer's state is sent back");
  } else if (is_refused(repeat)) {
    context_.found("producers", Presence::there, answered(repeat) + " for a repeat");
  } else if (!is_accepted(repeat)) {
    context_.not_accepted("producers", repeat, "a repeat of a producer");
  } else {
    context_.send({"GET", context_.url("producers"), {}, {}},
                  [this, first, repeat](const Exchange& read) {
                    const auto& body = read.response.body;
                    if (is_accepted(read) && body == "x") {
                      context_.found("producers", Presence::there, "a repeat is stored once");
                    } else if (is_accepted(read) && body == "xx") {
                      context_.ignored("producers",
                                       "producer headers were accepted, and the repeat "
                                       "was stored twice",
                                       {first, repeat, read});
                    } else {
                      context_.found("producers", Presence::unknown,
                                     "a repeat was accepted, and no read shows what was stored");
                    }
                  });
  }
}

// ---- Forks

void WriteProbe::forks() {
  if (!context_.is_wanted("forks")) return;
  context_.create("fork", {{"Stream-Forked-From", context_.path(stream_)}}, {},
                  [this](const Exchange& forked) {
                    if (is_accepted(forked)) {
                      check_fork(forked);
                    } else {
                      context_.not_accepted("forks", forked, "Stream-Forked-From");
                    }
                  });
}

void WriteProbe::check_fork(const Exchange& forked) {
  context_.send({"GET", context_.url("fork"), {}, {}}, [this, forked](const Exchange& read) {
    if (is_accepted(read) && !read.response.body.empty()) {
      context_.found("forks", Presence::there, "a fork shows its source's data");
    } else if (is_accepted(read) || is_refused(read)) {
      fork_of_missing(forked, read);
    } else {
      context_.not_accepted("forks", read, "a fork");
    }
  });
}

/// A server that looks for the source supports forks, whatever the response.
void WriteProbe::fork_of_missing(const Exchange& forked, const Exchange& read) {
  context_.create(
      "orphan", {{"Stream-Forked-From", context_.path("nowhere")}}, {},
      [this, forked, read](const Exchange& orphan) {
        if (is_refused(orphan)) {
          context_.found("forks", Presence::there, answered(orphan) + " for a fork of nothing");
        } else if (!is_accepted(orphan)) {
          context_.not_accepted("forks", orphan, "a fork of nothing");
        } else if (is_accepted(read)) {
          context_.ignored("forks", "Stream-Forked-From was accepted, and the stream is empty",
                           {forked, read});
        } else {
          context_.found("forks", Presence::absent, "a fork of nothing is made");
        }
      });
}

void WriteProbe::sub_offset(const std::string& tail_before) {
  if (!context_.is_wanted("fork-sub-offset")) return;
  if (tail_before.empty()) {
    overshoot({});
    return;
  }
  context_.create("part",
                  {{"Stream-Forked-From", context_.path("append")},
                   {"Stream-Fork-Offset", tail_before},
                   {"Stream-Fork-Sub-Offset", "2"}},
                  {}, [this](const Exchange& made) {
                    if (is_accepted(made)) {
                      check_part(made);
                    } else {
                      context_.not_accepted("fork-sub-offset", made, "Stream-Fork-Sub-Offset");
                    }
                  });
}

void WriteProbe::check_part(const Exchange& made) {
  context_.send({"GET", context_.url("part"), {}, {}}, [this, made](const Exchange& read) {
    if (is_accepted(read) && !read.response.body.empty()) {
      context_.found("fork-sub-offset", Presence::there, "a fork shows a part of an append");
    } else {
      overshoot({made, read});
    }
  });
}

/// A server that refuses a position that does not exist supports such positions. `without_effect`:
/// a fork with a sub-offset and a read that shows none, if such a fork was made.
void WriteProbe::overshoot(const std::vector<Exchange>& without_effect) {
  context_.create(
      "overshoot",
      {{"Stream-Forked-From", context_.path(stream_)}, {"Stream-Fork-Sub-Offset", "1000000"}}, {},
      [this, without_effect](const Exchange& made) {
        if (is_refused(made)) {
          context_.found("fork-sub-offset", Presence::there,
                         answered(made) + " for one beyond the data");
        } else if (!is_accepted(made)) {
          context_.not_accepted("fork-sub-offset", made, "Stream-Fork-Sub-Offset");
        } else if (without_effect.empty()) {
          context_.found("fork-sub-offset", Presence::absent,
                         "Stream-Fork-Sub-Offset has no effect");
        } else {
          context_.ignored("fork-sub-offset",
                           "Stream-Fork-Sub-Offset was accepted and has no effect", without_effect);
        }
      });
}

}  // namespace conform
