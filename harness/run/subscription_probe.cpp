#include "harness/run/subscription_probe.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A subscription has an id, which the request does not have: this detects a stream created in its
/// place.
bool is_subscription(const std::string& body) {
  const auto shown = json::parse(body, nullptr, false);
  return shown.is_object() && (shown.contains("id") || shown.contains("subscription_id"));
}

}  // namespace

std::string SubscriptionProbe::url(const std::string& capability) const {
  return with_query(fmt::format("{}/__ds/subscriptions/{}-{}", context_.target().root(),
                                context_.options().word, capability),
                    context_.target().query());
}

void SubscriptionProbe::begin() {
  if (!context_.is_wanted("subscriptions")) {
    for (const char* name : {"webhooks", "pull-wake"}) {
      if (context_.is_wanted(name)) {
        context_.found(name, Presence::absent, "needs subscriptions");
      }
    }
    return;
  }
  pull_wake();
  webhooks();
}

void SubscriptionProbe::finish() {
  if (context_.has_sign_of("subscriptions")) return;
  const Sign pull_wake = context_.sign_of("pull-wake");
  const Sign webhooks = context_.sign_of("webhooks");
  for (const auto presence : {Presence::there, Presence::unknown, Presence::absent}) {
    if (webhooks.presence == presence || pull_wake.presence == presence) {
      context_.found("subscriptions", presence,
                     pull_wake.presence == presence ? pull_wake.how : webhooks.how);
      return;
    }
  }
}

void SubscriptionProbe::subscribe(const std::string& capability, const std::string& body,
                                  Shown shown) {
  context_.send({"PUT", url(capability), {{"Content-Type", "application/json"}}, body},
                [this, capability, shown = std::move(shown)](const Exchange& made) {
                  if (is_accepted(made)) {
                    check_created(capability, made.request.target, shown);
                  } else {
                    context_.not_accepted(capability, made, "a subscription");
                  }
                });
}

void SubscriptionProbe::check_created(const std::string& capability, const std::string& url,
                                      const Shown& shown) {
  context_.send({"GET", url, {}, {}}, [this, capability, url, shown](const Exchange& read) {
    if (is_accepted(read) && is_subscription(read.response.body)) {
      shown();
    } else if (is_accepted(read)) {
      context_.findings().created.push_back(url);
      context_.found(capability, Presence::absent,
                     "a stream is made where a subscription was meant");
    } else {
      context_.not_accepted(capability, read, "a subscription that was made");
      remove(capability);
    }
  });
}

void SubscriptionProbe::remove(const std::string& capability) {
  context_.send({"DELETE", url(capability), {}, {}}, [](const Exchange&) {});
}

void SubscriptionProbe::pull_wake() {
  if (!context_.is_wanted("pull-wake")) return;
  context_.create("wake", {{"Content-Type", "application/json"}}, {}, [this](const Exchange&) {
    const json body{{"type", "pull-wake"},
                    {"pattern", context_.relative("none") + "/*"},
                    {"wake_stream", context_.relative("wake")}};
    subscribe("pull-wake", body.dump(), [this] {
      context_.found("pull-wake", Presence::there, "a subscription can be created and read");
      remove("pull-wake");
    });
  });
}

void SubscriptionProbe::webhooks() {
  if (!context_.is_wanted("webhooks")) return;
  const auto receiver =
      context_.transport().listen([delivered = delivered_](const IncomingRequest& request) {
        *delivered = true;
        request.answer({.status = 200,
                        .headers = {{"Content-Type", "application/json"}},
                        .body = R"({"done":true})"});
      });
  if (!receiver) {
    context_.found("webhooks", Presence::unknown, receiver.error());
    return;
  }
  const std::string hook = *receiver + "/" + context_.options().word;
  context_.create("hooked", {}, {}, [this, hook](const Exchange&) {
    const json body{{"type", "webhook"},
                    {"pattern", context_.relative("hooked")},
                    {"webhook", {{"url", hook}}}};
    subscribe("webhooks", body.dump(), [this] {
      context_.append("hooked", {}, "x", [this](const Exchange&) {
        awaited_until_ = context_.client().now() + limits::webhook_of_probe;
        await_delivery();
      });
    });
  });
}

void SubscriptionProbe::await_delivery() {
  if (!*delivered_ && context_.client().now() < awaited_until_) {
    context_.client().at(context_.client().now() + limits::between_delivery_checks,
                         [this] { await_delivery(); });
    return;
  }
  if (*delivered_) {
    context_.found("webhooks", Presence::there, "an append sends a webhook");
  } else {
    context_.found("webhooks", Presence::unknown,
                   "a subscription was created, but no webhook came to 127.0.0.1 within 3 s");
  }
  remove("webhooks");
}

}  // namespace conform
