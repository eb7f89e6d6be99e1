#include "harness/cli/options/given_secrets.hpp"

#include <cstdlib>
#include <string_view>

namespace conform {
namespace {

void learn_header_line(std::string_view line, reports::Secrets& secrets) {
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    return secrets.learn_header(line.substr(0, colon), line.substr(colon + 1));
  }
  // It will be refused, with a message that must not show it.
  secrets.learn_header("Authorization", line);
}

bool is_header_option(std::string_view word) {
  return word == "-H" || word == "--header";
}

}  // namespace

reports::Secrets secrets_in(const Settings& settings) {
  reports::Secrets secrets;
  for (const std::string_view line : settings.headers) learn_header_line(line, secrets);
  if (const char* authorization = std::getenv("CONFORM_AUTHORIZATION")) {
    secrets.learn_header("Authorization", authorization);
  }
  for (const auto* url : {&settings.target, &settings.retention_hook, &settings.upstream}) {
    if (*url) secrets.learn_url(**url);
  }
  if (settings.server) secrets.learn_command(*settings.server);
  std::string command;
  for (const auto& word : settings.command) command += word + " ";
  secrets.learn_command(command);
  return secrets;
}

reports::Secrets secrets_in(const std::vector<std::string>& arguments) {
  constexpr std::string_view long_option = "--header=";
  reports::Secrets secrets;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (i > 0 && is_header_option(arguments[i - 1])) {
      learn_header_line(word, secrets);
    } else if (word.starts_with(long_option)) {
      learn_header_line(word.substr(long_option.size()), secrets);
    } else if (word.starts_with("-H")) {
      learn_header_line(word.substr(2), secrets);
    } else if (word.find("://") != std::string_view::npos || word.find('@') < word.size()) {
      secrets.learn_url(word.starts_with('-') ? word.substr(word.find('=') + 1) : word);
    }
  }
  return secrets;
}

}  // namespace conform
