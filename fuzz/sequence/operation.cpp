#include "fuzz/sequence/operation.hpp"

#include <algorithm>

#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

bool is_read(Act act) {
  return act == Act::read || act == Act::long_poll || act == Act::sse;
}

bool creates(Act act) {
  return act == Act::create || act == Act::fork;
}

bool writes(Act act) {
  return act == Act::create || act == Act::append || act == Act::fork;
}

/// Whether the act continues an earlier operation.
bool continues(Act act) {
  return act == Act::hang_up || act == Act::stop_reading || act == Act::go_on;
}

/// Whether a read alters a known offset or tag.
bool alters(const Operation& operation) {
  const auto condition = static_cast<Condition>(operation[Field::condition]);
  return static_cast<From>(operation[Field::offset]) == From::derived ||
         condition == Condition::earlier || condition == Condition::made_up;
}

}  // namespace

std::size_t choices(Field field) {
  switch (field) {
    case Field::act:
      return acts;
    case Field::stream:
      return streams;
    case Field::client:
      return clients;
    case Field::type:
      return content_types().size() + 1;
    case Field::body:
      return body_grammars;
    case Field::size:
      return 64;
    case Field::seed:
      return 256;
    case Field::offset:
      return offset_choices;
    case Field::pick:
      return 32;
    case Field::producer:
      return producer_ids().size() + 1;
    case Field::epoch:
      return number_choices;
    case Field::seq:
      return number_choices;
    case Field::order:
      return order_choices;
    case Field::lifetime:
      return std::max(lifetimes().size(), client_library_headers().size()) + 1;
    case Field::condition:
      return condition_choices;
    case Field::closing:
      return closings().size() + 1;
  }
  return 1;
}

bool matters(Field field, Act act) {
  switch (field) {
    case Field::act:
      return true;
    case Field::stream:
      return act != Act::pass_time;
    case Field::client:
      return act != Act::pass_time && !continues(act);
    case Field::type:
    case Field::body:
      return writes(act);
    case Field::seed:
      return writes(act) || is_read(act) || act == Act::pass_time;
    case Field::size:
      return writes(act) || act == Act::pass_time;
    case Field::offset:
      return is_read(act) || act == Act::fork || act == Act::append;
    case Field::pick:
      return is_read(act) || act == Act::fork;
    case Field::producer:
    case Field::epoch:
      return act == Act::append || act == Act::close;
    case Field::seq:
      return act == Act::append || act == Act::close || act == Act::fork;
    case Field::order:
      return act == Act::append || is_read(act);
    case Field::lifetime:
      return act != Act::pass_time && !continues(act);
    case Field::condition:
      return is_read(act);
    case Field::closing:
      return act == Act::append || act == Act::close || creates(act);
  }
  return false;
}

Operation normal(Operation operation) {
  operation.set(Field::act, operation[Field::act] % acts);
  for (std::size_t i = 1; i < fields; ++i) {
    const auto field = static_cast<Field>(i);
    const bool counts = matters(field, operation.act());
    operation.set(field, counts ? operation[field] % choices(field) : 0);
  }
  if (is_read(operation.act()) && !alters(operation)) operation.set(Field::seed, 0);
  return operation;
}

Operation operation_of(Act act, Choices chosen) {
  Operation operation;
  operation.set(Field::act, static_cast<std::size_t>(act));
  for (const auto& [field, choice] : chosen) operation.set(field, choice);
  return normal(operation);
}

Sequence decode(std::span<const std::uint8_t> bytes) {
  return decode_records<Operation>(bytes, longest_sequence);
}

std::vector<std::uint8_t> encode(const Sequence& sequence) {
  return encode_records(sequence);
}

std::string_view to_string(Act act) {
  switch (act) {
    case Act::create:
      return "create";
    case Act::append:
      return "append";
    case Act::read:
      return "read";
    case Act::head:
      return "head";
    case Act::close:
      return "close";
    case Act::remove:
      return "delete";
    case Act::long_poll:
      return "long-poll";
    case Act::sse:
      return "sse";
    case Act::hang_up:
      return "hang up";
    case Act::fork:
      return "fork";
    case Act::pass_time:
      return "pass time";
    case Act::stop_reading:
      return "stop reading";
    case Act::go_on:
      return "go on";
  }
  return "";
}

}  // namespace conform::fuzz
