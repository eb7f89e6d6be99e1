#include <fmt/format.h>

#include <sstream>

#include "harness/cli/options/option.hpp"
#include "harness/cli/options/profile.hpp"
#include "harness/scenario/word_wrap.hpp"

namespace conform {
namespace {

constexpr std::string_view heading =
    R"(# What conform does in this folder and below. Every key is an option of
# 'conform run'; the option on the command line goes before its key here.
# Paths begin in this folder. A secret is better kept in the environment, as
# CONFORM_AUTHORIZATION.
)";

std::string comment(const std::string& text) {
  std::istringstream lines(word_wrap(text, "", line_width - 2));
  std::string out;
  for (std::string line; std::getline(lines, line);) out += fmt::format("# {}\n", line);
  return out;
}

}  // namespace

std::string profile_template() {
  std::string text(heading);
  std::string group;
  for (const auto& option : options()) {
    if (!option.has_key()) continue;
    if (option.group != group) text += fmt::format("\n# ---- {} ----\n", option.group);
    group = option.group;
    text += "\n" + comment(option.help);
    text += fmt::format("# {} = {}\n", option.word(), option.key_example);
  }
  return text;
}

}  // namespace conform
