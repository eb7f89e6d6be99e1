// Requirements: what a protocol demands, statement by statement (suites/*/requirements.toml).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// How binding a statement is (RFC 2119): violating a `must` fails, violating a `should` warns.
enum class Level { may, should, must };

[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::optional<Level> level_from(std::string_view text);

/// The damage if a requirement is violated, least serious first.
enum class Harm {
  other,
  order,    ///< data is stored in a different order from that in which it was sent
  storage,  ///< acknowledged data is not stored
  outage,   ///< the server is down
  data,     ///< data is lost, altered, or exposed to others
};

[[nodiscard]] std::string_view to_string(Harm harm);
[[nodiscard]] std::optional<Harm> harm_from(std::string_view text);

enum class Binds { server, client, either };

[[nodiscard]] std::string_view to_string(Binds binds);
[[nodiscard]] std::optional<Binds> binds_from(std::string_view text);

/// A section of the protocol document, with its own heading.
struct Section {
  std::string id;  ///< "5.2"
  std::string title;
  std::string url{};  ///< link to the section, or empty
};

/// How the protocol is interpreted where it is silent or contradicts itself.
struct Ruling {
  std::string id;  ///< "R3"
  std::string question;
  std::string text;
};

struct Requirement {
  std::string id;  ///< "section/slug", never changes
  Level level = Level::must;
  Binds binds = Binds::server;
  std::string text;    ///< paraphrased
  std::string quote;   ///< a few words of the original sentence, to find it by; or empty
  std::string ruling;  ///< "R3", or empty
  std::vector<std::string> needs;      ///< capabilities it depends on
  Harm harm = Harm::other;             ///< if it is violated
  std::optional<std::string> excused;  ///< why no test can cover it

  [[nodiscard]] std::string_view section() const {
    return std::string_view(id).substr(0, id.find('/'));
  }
};

}  // namespace conform
