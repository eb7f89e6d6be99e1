// Requirements: what a protocol promises, sentence by sentence (suites/*/requirements.toml).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// How binding a statement is (RFC 2119): a broken `must` fails, a broken `should` warns.
enum class Level { may, should, must };

[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::optional<Level> level_from(std::string_view text);

/// What is at stake where a requirement is broken, from the least to the gravest.
enum class Harm {
  other,
  order,    ///< what was sent is stored in another order
  storage,  ///< what was acknowledged is not stored
  outage,   ///< the server is dead
  data,     ///< data is lost, altered, or shown to others
};

[[nodiscard]] std::string_view to_string(Harm harm);
[[nodiscard]] std::optional<Harm> harm_from(std::string_view text);

enum class Binds { server, client, either };

[[nodiscard]] std::string_view to_string(Binds binds);
[[nodiscard]] std::optional<Binds> binds_from(std::string_view text);

/// A section of the protocol's text, by its own heading.
struct Section {
  std::string id;  ///< "5.2"
  std::string title;
  std::string url{};  ///< where it can be read, or empty
};

/// How the protocol is read where it is silent or contradicts itself.
struct Ruling {
  std::string id;  ///< "R3"
  std::string question;
  std::string text;
};

struct Requirement {
  std::string id;  ///< "section/slug", stable for ever
  Level level = Level::must;
  Binds binds = Binds::server;
  std::string text;                    ///< in our own words
  std::string quote;                   ///< a few of the sentence's own, to find it by; or empty
  std::string ruling;                  ///< "R3", or empty
  std::vector<std::string> needs;      ///< capabilities that it depends on
  Harm harm = Harm::other;             ///< where it is broken
  std::optional<std::string> excused;  ///< why nothing can prove it

  [[nodiscard]] std::string_view section() const {
    return std::string_view(id).substr(0, id.find('/'));
  }
};

}  // namespace conform
