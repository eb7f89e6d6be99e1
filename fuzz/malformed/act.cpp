#include "fuzz/malformed/act.hpp"

#include <algorithm>

#include "fuzz/malformed/vocabulary.hpp"

namespace conform::malformed {

std::size_t choices(Field field) {
  switch (field) {
    case Field::front:
      return front_choices;
    case Field::line:
      return request_lines().size();
    case Field::method:
      return methods().size();
    case Field::target:
      return targets().size();
    case Field::host:
      return host_fields().size();
    case Field::field:
      return odd_fields().size();
    case Field::place:
      return place_choices;
    case Field::framing:
      return framings().size();
    case Field::chunks:
      return chunk_shape_choices;
    case Field::body:
      return body_choices;
    case Field::size:
      return size_choices;
    case Field::newline:
      return newline_choices;
    case Field::behind:
      return behind_choices;
    case Field::delivery:
      return delivery_choices;
    case Field::cut:
      return cut_choices;
    case Field::ending:
      return ending_choices;
  }
  return 1;
}

Act normal(Act act) {
  for (std::size_t i = 0; i < fields; ++i) {
    const auto field = static_cast<Field>(i);
    act.set(field, act[field] % choices(field));
  }
  return act;
}

Sequence decode(std::span<const std::uint8_t> bytes) {
  return fuzz::decode_records<Act>(bytes, longest_sequence);
}

std::vector<std::uint8_t> encode(const Sequence& sequence) {
  return fuzz::encode_records(sequence);
}

}  // namespace conform::malformed
