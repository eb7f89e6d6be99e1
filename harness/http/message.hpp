// HTTP requests and responses (RFC 9110) as plain values, without any I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform::http {

struct HeaderField {
  std::string name;
  std::string value;

  bool operator==(const HeaderField&) const = default;
};

/// Header fields in the order in which they were sent. Names are compared ignoring case (RFC 9110
/// 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<HeaderField> fields) : fields_(fields) {}

  void add(std::string name, std::string value);
  /// Replaces all fields of that name by one.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  /// All values of that name joined by ", " (RFC 9110 5.3); nullopt when there is none.
  [[nodiscard]] std::optional<std::string> combined(std::string_view name) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] bool empty() const { return fields_.empty(); }

  bool operator==(const Headers&) const = default;

 private:
  std::vector<HeaderField> fields_;
};

struct Request {
  std::string method;
  /// Absolute URL ("http://host:port/path?query") in the harness; origin form ("/path?query") in a
  /// server.
  std::string target;
  Headers headers;
  std::string body;
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
};

/// ASCII comparison ignoring case.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string to_lower(std::string_view text);
/// Without leading and trailing spaces and tabs (OWS, RFC 9110 5.6.3).
[[nodiscard]] std::string_view trim(std::string_view text);
/// The standard reason phrase of a status code ("Not Found"); empty for a code that is not listed.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace conform::http
