#include "fuzz/malformed/answers.hpp"

#include "harness/transport/raw_response.hpp"

namespace conform::malformed {
namespace {

constexpr RawResponse::Bounds answer_bounds{.head_bytes = std::size_t{1} << 20,
                                            .body_bytes = std::size_t{64} << 20};

}  // namespace

Answers answers_in(std::string_view bytes, bool bodiless, bool closed) {
  Answers answers;
  while (!bytes.empty()) {
    Answer answer;
    RawResponse response(answer_bounds, bodiless, 0,
                         {[&](int status, const http::Headers&) { answer.status = status; },
                          [&](std::string_view part) { answer.body += part; }});
    const auto all = bytes;
    auto ending = response.take(bytes);
    bytes.remove_prefix(bytes.size() - response.rest().size());
    if (!ending && closed) ending = response.close(false);
    if (ending && ending->outcome == Outcome::complete) {
      answers.whole.push_back(std::move(answer));
      bodiless = false;
      continue;
    }
    if (ending && ending->outcome == Outcome::not_http) {
      answers.not_http = std::string(all);
    } else {
      answers.begun = std::move(answer);
    }
    return answers;
  }
  return answers;
}

}  // namespace conform::malformed
