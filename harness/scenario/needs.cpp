#include "harness/scenario/needs.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/http/message.hpp"
#include "harness/scenario/capability.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

using namespace std::string_view_literals;

struct Implied {
  std::string_view by;
  std::string_view capability;
};

/// Fields of a request to a stream, regardless of their values.
constexpr auto by_header = std::to_array<Implied>({
    {"Stream-TTL", "ttl"},
    {"Stream-Expires-At", "expires-at"},
    {"Stream-Seq", "stream-seq"},
    {"Producer-Id", "producers"},
    {"Producer-Epoch", "producers"},
    {"Producer-Seq", "producers"},
    {"Stream-Forked-From", "forks"},
    {"Stream-Fork-Offset", "forks"},
    {"Stream-Fork-Sub-Offset", "fork-sub-offset"},
});

/// Parameters of a read.
constexpr auto by_parameter = std::to_array<Implied>({
    {"live=long-poll", "long-poll"},
    {"live=sse", "sse"},
    {"offset=now", "now"},
});

/// Words in requests to the subscription API.
constexpr auto by_word = std::to_array<Implied>({
    {"{hook}", "webhooks"},
    {"{hook:", "webhooks"},
    {R"("type":"webhook")", "webhooks"},
    {"/__ds/jwks.json", "webhooks"},
    {"/callback", "webhooks"},
    {R"("type":"pull-wake")", "pull-wake"},
    {"/claim", "pull-wake"},
    {"/ack", "pull-wake"},
    {"/release", "pull-wake"},
});

constexpr auto methods = std::to_array<Implied>({
    {"GET", "read"},
    {"POST", "append"},
    {"DELETE", "delete"},
});

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
  return text;
}

bool is_control(std::string_view target) {
  return target.starts_with("{root}/__ds/") || target.starts_with("{subscription}") ||
         target.starts_with("{subscription:");
}

/// A URL on the server that is not a stream belongs to the subscription API or is a saved value.
bool is_stream(std::string_view target) {
  constexpr auto begins = std::to_array<std::string_view>({"{s}", "{s:", "{path}", "{path:"});
  if (target.starts_with("{root}")) return !is_control(target);
  return std::any_of(begins.begin(), begins.end(),
                     [&](std::string_view begin) { return target.starts_with(begin); });
}

/// Any other value is equivalent to an absent header (4.1).
bool is_closing(std::string_view name, std::string_view value) {
  return http::equals_ignoring_case(name, "Stream-Closed") &&
         http::equals_ignoring_case(value, "true");
}

class Needs {
 public:
  explicit Needs(const Scenario& scenario) : scenario_(scenario) {}

  void inspect(const SendStep& step) { inspect(step.request); }
  void inspect(const ReadStep& step) { inspect(step.request); }
  void inspect(const OpenStep& step) { inspect(step.request); }
  void inspect(const RawStep& step);
  void inspect(const ReceiveStep&) { add("webhooks"); }
  template <class Other>
  void inspect(const Other&) {}

  [[nodiscard]] std::vector<std::string> names() const;

 private:
  void add(std::string_view name) { found_.insert(name); }
  [[nodiscard]] std::string filled(std::string_view text) const;
  [[nodiscard]] std::string filled(const std::optional<Body>& body) const;
  void inspect(const RequestSpec& request);
  void inspect_stream(std::string_view method, std::string_view target);
  void inspect_header(std::string_view name, std::string_view value);
  void inspect_control(std::string_view target, std::string body);

  const Scenario& scenario_;
  std::set<std::string_view> found_;
};

std::string Needs::filled(std::string_view text) const {
  const auto value = substitute(text, [&](std::string_view name) -> std::optional<std::string> {
    const auto cell = scenario_.variables.find(std::string(name));
    return cell == scenario_.variables.end() ? "{" + std::string(name) + "}" : cell->second;
  });
  return value.value_or(std::string(text));
}

std::string Needs::filled(const std::optional<Body>& body) const {
  if (!body) return {};
  if (const auto* text = std::get_if<BodyText>(&*body)) return filled(text->text);
  if (const auto* json = std::get_if<BodyJson>(&*body)) return filled(json->value.dump());
  return {};
}

void Needs::inspect(const RequestSpec& request) {
  const std::string method = filled(request.method);
  std::string target = filled(request.target);
  for (const auto& [name, value] : request.query) target += "&" + name + "=" + filled(value);
  if (contains(target, "{retention_hook}")) add("retention");
  if (is_control(target)) inspect_control(target, filled(request.body));
  if (!is_stream(target)) return;
  bool closes = false;
  for (const auto& [name, template_text] : request.headers) {
    const std::string value = filled(template_text);
    inspect_header(name, value);
    closes = closes || is_closing(name, value);
    const bool is_type = http::equals_ignoring_case(name, "Content-Type");
    if (is_type && method == "PUT" && http::is_json(value)) add("json");
  }
  const bool appends_nothing = closes && !request.body && method == "POST";
  if (!appends_nothing) inspect_stream(method, target);
}

void Needs::inspect_stream(std::string_view method, std::string_view target) {
  for (const auto& [by, capability] : methods) {
    if (method == by) add(capability);
  }
  for (const auto& [by, capability] : by_parameter) {
    if (method == "GET" && contains(target, by)) add(capability);
  }
}

void Needs::inspect_header(std::string_view name, std::string_view value) {
  for (const auto& [by, capability] : by_header) {
    if (http::equals_ignoring_case(name, by)) add(capability);
  }
  if (is_closing(name, value)) add("close");
}

void Needs::inspect_control(std::string_view target, std::string body) {
  add("subscriptions");
  const std::string words = std::string(target) + without_blanks(std::move(body));
  for (const auto& [by, capability] : by_word) {
    if (contains(words, by)) add(capability);
  }
}

void Needs::inspect(const RawStep& step) {
  add("raw");
  const std::string bytes = filled(step.bytes);
  for (const auto& [method, capability] : methods) {
    const std::string begin = std::string(method) + " ";
    for (auto at = bytes.find(begin); at != std::string::npos; at = bytes.find(begin, at + 1)) {
      const auto target = std::string_view(bytes).substr(at + begin.size());
      if (is_stream(target)) inspect_stream(method, target.substr(0, target.find(' ')));
    }
  }
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = std::min(bytes.find("\r\n", at), bytes.size());
    const auto line = std::string_view(bytes).substr(at, end - at);
    if (const auto colon = line.find(": "); colon != std::string_view::npos) {
      inspect_header(line.substr(0, colon), line.substr(colon + 2));
    }
    at = end + 2;
  }
}

std::vector<std::string> Needs::names() const {
  std::vector<std::string> names;
  for (const auto name : known_capabilities()) {
    if (found_.contains(name)) names.emplace_back(name);
  }
  return names;
}

}  // namespace

std::vector<std::string> needs_of(const Scenario& scenario) {
  Needs needs(scenario);
  for (const Step& step : scenario.steps) {
    std::visit([&](const auto& action) { needs.inspect(action); }, step.action);
  }
  return needs.names();
}

}  // namespace conform
