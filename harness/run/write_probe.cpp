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
        .until_gone = 2500ms});
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
  const bool is_wanted = ground_.is_wanted("append");
  if (!is_wanted) {
    if (ground_.is_wanted("stream-seq")) {
      ground_.found("stream-seq", Presence::absent, "needs append");
    }
    sub_offset({});
    return;
  }
  ground_.create("append", {}, {}, [this](const Exchange& created) {
    const std::string before(created.response.headers.find("Stream-Next-Offset").value_or(""));
    ground_.append("append", {}, content_, [this, before](const Exchange& exchange) {
      if (is_accepted(exchange)) {
        ground_.found("append", Presence::there, answered(exchange));
      } else {
        ground_.not_accepted("append", exchange, "an append");
      }
      stream_seq();
      sub_offset(is_accepted(exchange) ? before : "");
    });
  });
}

void WriteProbe::stream_seq() {
  if (!ground_.is_wanted("stream-seq")) return;
  if (const auto append = ground_.sign_of("append"); append.presence != Presence::there) {
    ground_.found("stream-seq", append.presence, "needs append");
    return;
  }
  ground_.append("append", {{"Stream-Seq", "2"}}, content_, [this](const Exchange& exchange) {
    if (!is_accepted(exchange)) {
      ground_.not_accepted("stream-seq", exchange, "Stream-Seq");
      return;
    }
    ground_.append("append", {{"Stream-Seq", "1"}}, content_, [this](const Exchange& lower) {
      ground_.found("stream-seq", Presence::there,
                    is_accepted(lower) ? "Stream-Seq is accepted, though a lower one is as well"
                                       : answered(lower) + " for a lower Stream-Seq");
    });
  });
}

void WriteProbe::remove() {
  if (!ground_.is_wanted("delete")) return;
  ground_.create("delete", {}, {}, [this](const Exchange& created) {
    ground_.ask({"DELETE", created.request.target, {}, {}}, [this](const Exchange& exchange) {
      if (is_accepted(exchange)) {
        ground_.found("delete", Presence::there, answered(exchange));
      } else {
        ground_.not_accepted("delete", exchange, "a stream that there is");
      }
    });
  });
}

void WriteProbe::json() {
  if (!ground_.is_wanted("json")) return;
  ground_.create("json", {{"Content-Type", "application/json"}}, "[1]",
                 [this](const Exchange& made) {
                   if (!is_accepted(made)) {
                     ground_.not_accepted("json", made, "application/json");
                     return;
                   }
                   ground_.ask({"HEAD", made.request.target, {}, {}}, [this](const Exchange& head) {
                     const auto type = head.response.headers.find("Content-Type");
                     const bool became_other = is_accepted(head) && type && !http::is_json(*type);
                     ground_.found("json", became_other ? Presence::absent : Presence::there,
                                   became_other ? fmt::format("application/json became {}",
                                                              http::media_type_essence(*type))
                                                : "a stream of application/json can be created");
                   });
                 });
}

// ---- Closing

void WriteProbe::close() {
  if (!ground_.is_wanted("close")) return;
  ground_.create("close", {}, {}, [this](const Exchange&) {
    ground_.append("close", {{"Stream-Closed", "true"}}, {}, [this](const Exchange& closing) {
      if (is_accepted(closing)) {
        look_at_closed("close", closing);
      } else if (is_refused(closing)) {
        close_with_content(closing);
      } else {
        ground_.not_accepted("close", closing, "Stream-Closed");
      }
    });
  });
}

void WriteProbe::close_with_content(const Exchange& refusal) {
  ground_.append("close", {{"Stream-Closed", "true"}}, content_,
                 [this, refusal](const Exchange& closing) {
                   if (is_accepted(closing)) {
                     look_at_closed("close", closing);
                   } else {
                     ground_.not_accepted("close", refusal, "Stream-Closed");
                   }
                 });
}

void WriteProbe::look_at_closed(const std::string& name, const Exchange& closing) {
  if (says_closed(closing)) {
    ground_.found("close", Presence::there, answered(closing) + " with Stream-Closed");
    return;
  }
  ground_.ask({"HEAD", ground_.url(name), {}, {}}, [this, closing](const Exchange& head) {
    if (says_closed(head)) {
      ground_.found("close", Presence::there, answered(head) + " with Stream-Closed");
    } else {
      look_at_append_after(closing, head);
    }
  });
}

void WriteProbe::look_at_append_after(const Exchange& closing, const Exchange& head) {
  ground_.append("close", {}, content_, [this, closing, head](const Exchange& after) {
    if (is_accepted(after)) {
      ground_.ignored("close", "Stream-Closed was accepted, and the stream is still open",
                      {closing, head, after});
    } else if (is_refused(after)) {
      ground_.found("close", Presence::there, answered(after) + " after a close");
    } else {
      ground_.not_accepted("close", after, "an append after a close");
    }
  });
}

// ---- Lives

void WriteProbe::life(const Life& life) {
  if (!ground_.is_wanted(life.capability)) return;
  const auto kept = std::make_shared<Life>(life);
  ground_.create(kept->capability, {{kept->header, kept->value}}, {},
                 [this, kept](const Exchange& made) {
                   if (is_accepted(made)) {
                     look_at_life(kept);
                   } else {
                     ground_.not_accepted(kept->capability, made, kept->header);
                   }
                 });
}

/// A lifetime header is supported if it is shown, or if a different value conflicts with it.
void WriteProbe::look_at_life(const std::shared_ptr<Life>& life) {
  ground_.ask({"HEAD", ground_.url(life->capability), {}, {}}, [this, life](const Exchange& head) {
    if (head.response.headers.contains("Stream-TTL") ||
        head.response.headers.contains("Stream-Expires-At")) {
      ground_.found(life->capability, Presence::there, "HEAD shows " + life->header);
      return;
    }
    ground_.create(life->capability, {{life->header, life->other}}, {},
                   [this, life](const Exchange& other) {
                     if (other.response.status == 409) {
                       ground_.found(life->capability, Presence::there,
                                     "another " + life->header + " is answered 409");
                     } else {
                       try_malformed(life);
                     }
                   });
  });
}

void WriteProbe::try_malformed(const std::shared_ptr<Life>& life) {
  ground_.create(life->capability + "-malformed", {{life->header, life->malformed}}, {},
                 [this, life](const Exchange& made) {
                   if (is_refused(made)) {
                     ground_.found(
                         life->capability, Presence::there,
                         fmt::format("{} for a malformed {}", answered(made), life->header));
                   } else {
                     try_ended(life);
                   }
                 });
}

void WriteProbe::try_ended(const std::shared_ptr<Life>& life) {
  const std::string name = life->capability + "-ended";
  ground_.create(name, {{life->header, life->ended}}, {}, [this, life, name](const Exchange& made) {
    if (is_refused(made)) {
      ground_.found(life->capability, Presence::there,
                    fmt::format("{} for a {} of the past", answered(made), life->header));
      return;
    }
    ground_.asker().at(ground_.asker().now() + life->until_gone, [this, life, name] {
      ground_.ask({"HEAD", ground_.url(name), {}, {}}, [this, life](const Exchange& head) {
        if (is_gone(head)) {
          ground_.found(life->capability, Presence::there, "a stream that has expired is gone");
        } else if (is_accepted(head)) {
          ground_.found(
              life->capability, Presence::absent,
              fmt::format("a stream with {}: {} does not expire", life->header, life->ended));
        } else {
          ground_.not_accepted(life->capability, head, "a stream that should have expired");
        }
      });
    });
  });
}

// ---- Producers

void WriteProbe::producers() {
  if (!ground_.is_wanted("producers")) return;
  ground_.create("producers", {}, {}, [this](const Exchange&) {
    ground_.append("producers", of_one_producer(), "x", [this](const Exchange& first) {
      if (!is_accepted(first)) {
        ground_.not_accepted("producers", first, "producer headers");
        return;
      }
      ground_.append("producers", of_one_producer(), "x",
                     [this, first](const Exchange& repeat) { look_at_repeat(first, repeat); });
    });
  });
}

void WriteProbe::look_at_repeat(const Exchange& first, const Exchange& repeat) {
  const int status = repeat.response.status;
  if (is_accepted(repeat) && status != first.response.status) {
    ground_.found(
        "producers", Presence::there,
        fmt::format("a repeat is answered {} instead of {}", status, first.response.status));
  } else if (has_producer_state(first) || has_producer_state(repeat)) {
    ground_.found("producers", Presence::there, "the producer's state is sent back");
  } else if (is_refused(repeat)) {
    ground_.found("producers", Presence::there, answered(repeat) + " for a repeat");
  } else if (!is_accepted(repeat)) {
    ground_.not_accepted("producers", repeat, "a repeat of a producer");
  } else {
    ground_.ask({"GET", ground_.url("producers"), {}, {}},
                [this, first, repeat](const Exchange& read) {
                  const auto& body = read.response.body;
                  if (is_accepted(read) && body == "x") {
                    ground_.found("producers", Presence::there, "a repeat is stored once");
                  } else if (is_accepted(read) && body == "xx") {
                    ground_.ignored("producers",
                                    "producer headers were accepted, and the repeat "
                                    "was stored twice",
                                    {first, repeat, read});
                  } else {
                    ground_.found("producers", Presence::unknown,
                                  "a repeat was accepted, and no read shows what was stored");
                  }
                });
  }
}

// ---- Forks

void WriteProbe::forks() {
  if (!ground_.is_wanted("forks")) return;
  ground_.create("fork", {{"Stream-Forked-From", ground_.path(stream_)}}, {},
                 [this](const Exchange& forked) {
                   if (is_accepted(forked)) {
                     look_at_fork(forked);
                   } else {
                     ground_.not_accepted("forks", forked, "Stream-Forked-From");
                   }
                 });
}

void WriteProbe::look_at_fork(const Exchange& forked) {
  ground_.ask({"GET", ground_.url("fork"), {}, {}}, [this, forked](const Exchange& read) {
    if (is_accepted(read) && !read.response.body.empty()) {
      ground_.found("forks", Presence::there, "a fork shows its source's data");
    } else if (is_accepted(read) || is_refused(read)) {
      fork_of_nothing(forked, read);
    } else {
      ground_.not_accepted("forks", read, "a fork");
    }
  });
}

/// A server that looks for the source supports forks, whatever the response.
void WriteProbe::fork_of_nothing(const Exchange& forked, const Exchange& read) {
  ground_.create(
      "orphan", {{"Stream-Forked-From", ground_.path("nowhere")}}, {},
      [this, forked, read](const Exchange& orphan) {
        if (is_refused(orphan)) {
          ground_.found("forks", Presence::there, answered(orphan) + " for a fork of nothing");
        } else if (!is_accepted(orphan)) {
          ground_.not_accepted("forks", orphan, "a fork of nothing");
        } else if (is_accepted(read)) {
          ground_.ignored("forks", "Stream-Forked-From was accepted, and the stream is empty",
                          {forked, read});
        } else {
          ground_.found("forks", Presence::absent, "a fork of nothing is made");
        }
      });
}

void WriteProbe::sub_offset(const std::string& tail_before) {
  if (!ground_.is_wanted("fork-sub-offset")) return;
  if (tail_before.empty()) {
    overshoot({});
    return;
  }
  ground_.create("part",
                 {{"Stream-Forked-From", ground_.path("append")},
                  {"Stream-Fork-Offset", tail_before},
                  {"Stream-Fork-Sub-Offset", "2"}},
                 {}, [this](const Exchange& made) {
                   if (is_accepted(made)) {
                     look_at_part(made);
                   } else {
                     ground_.not_accepted("fork-sub-offset", made, "Stream-Fork-Sub-Offset");
                   }
                 });
}

void WriteProbe::look_at_part(const Exchange& made) {
  ground_.ask({"GET", ground_.url("part"), {}, {}}, [this, made](const Exchange& read) {
    if (is_accepted(read) && !read.response.body.empty()) {
      ground_.found("fork-sub-offset", Presence::there, "a fork shows a part of an append");
    } else {
      overshoot({made, read});
    }
  });
}

/// A server that refuses a position that does not exist supports such positions. `without_effect`:
/// a fork with a sub-offset and a read that shows none, if such a fork was made.
void WriteProbe::overshoot(const std::vector<Exchange>& without_effect) {
  ground_.create(
      "overshoot",
      {{"Stream-Forked-From", ground_.path(stream_)}, {"Stream-Fork-Sub-Offset", "1000000"}}, {},
      [this, without_effect](const Exchange& made) {
        if (is_refused(made)) {
          ground_.found("fork-sub-offset", Presence::there,
                        answered(made) + " for one beyond the data");
        } else if (!is_accepted(made)) {
          ground_.not_accepted("fork-sub-offset", made, "Stream-Fork-Sub-Offset");
        } else if (without_effect.empty()) {
          ground_.found("fork-sub-offset", Presence::absent,
                        "Stream-Fork-Sub-Offset has no effect");
        } else {
          ground_.ignored("fork-sub-offset",
                          "Stream-Fork-Sub-Offset was accepted and has no effect", without_effect);
        }
      });
}

}  // namespace conform
