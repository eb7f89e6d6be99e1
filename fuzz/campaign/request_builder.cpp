#include "fuzz/campaign/request_builder.hpp"

#include <algorithm>
#include <array>

#include "fuzz/campaign/offset_choice.hpp"
#include "fuzz/campaign/query_spelling.hpp"
#include "fuzz/sequence/bodies.hpp"
#include "fuzz/sequence/vocabulary.hpp"
#include "harness/http/media_type.hpp"

namespace conform::fuzz {
namespace {

constexpr std::array<std::string_view, plain_streams> urls = {"{s}", "{s:b}", "{s:c}",
                                                              "{s:d}%C3%A9"};
constexpr std::array<std::string_view, plain_streams> paths = {"{path}", "{path:b}", "{path:c}",
                                                               "{path:d}%C3%A9"};

/// The others are alike in pairs: but for what patterns of databases take for any character, and
/// but for the last of many.
std::string url_of(std::size_t stream) {
  constexpr std::size_t long_name = 240;
  switch (stream) {
    case plain_streams:
      return "{s:e}a_b";
    case plain_streams + 1:
      return "{s:e}axb";
    case plain_streams + 2:
    case plain_streams + 3:
      return "{s:f}" + std::string(long_name, 'n') + (stream % 2 == 0 ? "1" : "2");
    default:
      return std::string(urls.at(stream));
  }
}

class RequestBuilder {
 public:
  RequestBuilder(const Operation& operation, std::size_t serial, const Knowledge& knowledge,
                 std::size_t max_body_bytes)
      : operation_(operation),
        serial_(serial),
        knowledge_(knowledge),
        known_(knowledge.of(operation[Field::stream])),
        max_body_bytes_(max_body_bytes) {}

  RequestSpec request() {
    spec_.target = url_of(operation_[Field::stream]);
    switch (operation_.act()) {
      case Act::create:
        create();
        break;
      case Act::fork:
        fork();
        break;
      case Act::append:
        append();
        break;
      case Act::close:
        close();
        break;
      case Act::head:
        spec_.method = "HEAD";
        break;
      case Act::remove:
        spec_.method = "DELETE";
        break;
      case Act::read:
        read({});
        break;
      case Act::long_poll:
        read("long-poll");
        break;
      case Act::sse:
        read("sse");
        break;
      case Act::hang_up:
      case Act::pass_time:
      case Act::stop_reading:
      case Act::go_on:
        break;
    }
    if (spec_.method != "PUT") client_headers();
    return std::move(spec_);
  }

 private:
  void header(std::string name, std::string_view value) {
    spec_.headers.emplace_back(std::move(name), std::string(value));
  }

  void create() {
    spec_.method = "PUT";
    const auto type = content_types()[operation_[Field::type] % content_types().size()];
    if (!type.empty()) header("Content-Type", type);
    lifetime();
    closing();
    // A stream is created empty unless a body is chosen.
    if (const auto grammar = operation_[Field::body]; grammar > 0) {
      body(grammar == 1 ? 0 : grammar, http::is_json(type));
    }
  }

  void fork() {
    spec_.method = "PUT";
    const auto source = operation_[Field::pick] % plain_streams;
    header("Stream-Forked-From", paths[source]);
    if (const auto offset = fork_offset(operation_, source, knowledge_); !offset.empty()) {
      header("Stream-Fork-Offset", offset);
    }
    if (const auto inside = sub_offset(); !inside.empty()) {
      header("Stream-Fork-Sub-Offset", inside);
    }
    const auto choice = operation_[Field::type];
    const auto type = choice == 0 ? std::string_view{} : content_types()[choice - 1];
    if (!type.empty()) header("Content-Type", type);
    lifetime();
    closing();
    if (const auto grammar = operation_[Field::body]; grammar > 0) {
      body(grammar == 1 ? 0 : grammar, http::is_json(knowledge_.of(source).type));
    }
  }

  void append() {
    spec_.method = "POST";
    const auto choice = operation_[Field::type];
    const std::string type = choice == 0 ? known_.type : std::string(content_types()[choice - 1]);
    if (!type.empty()) header("Content-Type", type);
    producer();
    order();
    closing();
    body(operation_[Field::body], http::is_json(known_.type));
    spec_.held_bytes = held_of(std::get<BodyBytes>(*spec_.body).bytes.size());
  }

  [[nodiscard]] std::size_t held_of(std::size_t body_bytes) const {
    switch (static_cast<Held>(operation_[Field::offset] % held_choices)) {
      case Held::nothing:
        return 0;
      case Held::all:
        return body_bytes;
      case Held::but_first:
        return std::max<std::size_t>(body_bytes, 1) - 1;
      case Held::last:
        return std::min<std::size_t>(body_bytes, 1);
      case Held::half:
        return (body_bytes + 1) / 2;
    }
    return 0;
  }

  void close() {
    spec_.method = "POST";
    const auto choice = operation_[Field::closing];
    header("Stream-Closed", choice == 0 ? "true" : closings()[choice - 1]);
    producer();
  }

  void read(std::string_view live) {
    spec_.method = "GET";
    if (const auto offset = read_offset(operation_, knowledge_))
      spec_.query.emplace_back("offset", *offset);
    if (!live.empty()) spec_.query.emplace_back("live", std::string(live));
    condition();
    spell_query(spec_, static_cast<Spelling>(operation_[Field::order] % spellings), serial_,
                knowledge_);
  }

  void client_headers() {
    const auto choice = operation_[Field::lifetime];
    if (choice == 0) return;
    const auto& chosen = client_library_headers()[(choice - 1) % client_library_headers().size()];
    for (const auto& [name, value] : chosen.fields) header(std::string(name), value);
    spec_.chunked = chosen.chunked && spec_.body;
  }

  void body(std::size_t grammar, bool is_json) {
    spec_.body = BodyBytes{
        body_of({grammar, operation_[Field::size], operation_[Field::seed], serial_, is_json},
                max_body_bytes_)};
  }

  void closing() {
    if (const auto choice = operation_[Field::closing]; choice > 0) {
      header("Stream-Closed", closings()[choice - 1]);
    }
  }

  void lifetime() {
    const auto choice = operation_[Field::lifetime];
    if (choice == 0) return;
    const auto& life = lifetimes()[choice - 1];
    if (!life.ttl.empty()) header("Stream-TTL", life.ttl);
    if (!life.expires.empty()) header("Stream-Expires-At", life.expires);
  }

  [[nodiscard]] std::string sub_offset() const {
    switch (static_cast<Number>(operation_[Field::seq])) {
      case Number::right:
      case Number::missing:
        return {};
      case Number::same:
        return "0";
      case Number::next:
        return "1";
      case Number::first:
        return "2";
      case Number::earlier:
        return "5";
      case Number::far:
        return "1000000";
    }
    return odd(operation_[Field::seq]);
  }

  static std::string odd(std::size_t choice) {
    return std::string(odd_numbers()[choice - static_cast<std::size_t>(Number::missing) - 1]);
  }

  void producer() {
    const auto choice = operation_[Field::producer];
    if (choice == 0) return;
    const auto id = producer_ids()[choice - 1];
    const auto found = known_.producers.find(id);
    const auto belief = found == known_.producers.end() ? ProducerState{} : found->second;
    header("Producer-Id", id);
    const auto epoch = epoch_from(belief);
    if (!epoch.empty()) header("Producer-Epoch", epoch);
    const bool begins_anew = epoch != std::to_string(belief.epoch);
    const auto seq = seq_from(begins_anew ? 0 : belief.next_seq);
    if (!seq.empty()) header("Producer-Seq", seq);
  }

  [[nodiscard]] std::string epoch_from(const ProducerState& belief) const {
    const auto less = [&](std::uint64_t by) { return belief.epoch > by ? belief.epoch - by : 0; };
    switch (static_cast<Number>(operation_[Field::epoch])) {
      case Number::right:
      case Number::same:
        return std::to_string(belief.epoch);
      case Number::next:
        return std::to_string(belief.epoch + 1);
      case Number::first:
        return "0";
      case Number::earlier:
        return std::to_string(less(1));
      case Number::far:
        return std::to_string(belief.epoch + 1000);
      case Number::missing:
        return {};
    }
    return odd(operation_[Field::epoch]);
  }

  [[nodiscard]] std::string seq_from(std::uint64_t next) const {
    switch (static_cast<Number>(operation_[Field::seq])) {
      case Number::right:
        return std::to_string(next);
      case Number::same:
        return std::to_string(next > 0 ? next - 1 : 0);
      case Number::next:
        return std::to_string(next + 1);
      case Number::first:
        return "0";
      case Number::earlier:
        return std::to_string(next > 1 ? next - 2 : 0);
      case Number::far:
        return std::to_string(next + 1000);
      case Number::missing:
        return {};
    }
    return odd(operation_[Field::seq]);
  }

  void order() {
    const auto choice = operation_[Field::order];
    const auto& last = known_.last_order;
    switch (static_cast<Order>(choice)) {
      case Order::none:
        return;
      case Order::greater:
        header("Stream-Seq", last + "1");
        return;
      case Order::same:
        header("Stream-Seq", last.empty() ? "1" : last);
        return;
      case Order::smaller:
        header("Stream-Seq", last.substr(0, last.size() / 2) + "!");
        return;
    }
    header("Stream-Seq", stream_seqs()[choice - static_cast<std::size_t>(Order::smaller) - 1]);
  }

  void condition() {
    const auto choice = operation_[Field::condition];
    const auto tag = known_.tags.empty() ? "\"none\"" : in_braces(known_.tags.back());
    const auto& others = knowledge_.of((operation_[Field::stream] + 1) % streams).tags;
    switch (static_cast<Condition>(choice)) {
      case Condition::none:
        return;
      case Condition::etag:
        header("If-None-Match", tag);
        return;
      case Condition::weak:
        header("If-None-Match", "W/" + tag);
        return;
      case Condition::any:
        header("If-None-Match", "*");
        return;
      case Condition::in_list:
        header("If-None-Match", "\"none\", " + tag);
        return;
      case Condition::of_other:
        header("If-None-Match", others.empty() ? "\"other\"" : in_braces(others.back()));
        return;
      case Condition::cursor:
        spec_.query.emplace_back("cursor", known_.cursor ? in_braces(*known_.cursor) : "1");
        return;
      case Condition::earlier:
        header("If-None-Match", known_.tags.empty() ? "\"none\"" : earlier_tag());
        bypass_caches();
        return;
      case Condition::made_up:
        header("If-None-Match", invented_tags()[operation_[Field::seed] % invented_tags().size()]);
        bypass_caches();
        return;
      case Condition::first_invented:
        break;
    }
    constexpr auto first = static_cast<std::size_t>(Condition::first_invented);
    constexpr std::size_t tags = 2;
    const auto cursor = choice < static_cast<std::size_t>(Condition::earlier)
                            ? choice - first
                            : choice - first - tags;
    spec_.query.emplace_back("cursor", std::string(invented_cursors()[cursor]));
  }

  [[nodiscard]] std::string earlier_tag() const {
    const auto back = operation_[Field::seed] % known_.tags.size();
    return in_braces(known_.tags[known_.tags.size() - 1 - back]);
  }

  /// A unique query parameter, so that no cache has the answer.
  void bypass_caches() { spec_.query.emplace_back("fresh", std::to_string(serial_)); }

  const Operation& operation_;
  std::size_t serial_;
  const Knowledge& knowledge_;
  const StreamKnowledge& known_;
  std::size_t max_body_bytes_;
  RequestSpec spec_;
};

}  // namespace

RequestSpec request_of(const Operation& operation, std::size_t serial, const Knowledge& knowledge,
                       std::size_t max_body_bytes) {
  return RequestBuilder(operation, serial, knowledge, max_body_bytes).request();
}

}  // namespace conform::fuzz
