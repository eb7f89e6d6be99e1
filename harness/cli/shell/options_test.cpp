// Everything generated from the table of options contains every row of it.
#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <set>

#include "harness/cli/options/command_line.hpp"
#include "harness/cli/options/command_options.hpp"
#include "harness/cli/options/option.hpp"
#include "harness/cli/options/profile.hpp"
#include "harness/cli/shell/completion.hpp"
#include "harness/cli/shell/manual.hpp"

namespace conform {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> commands = {
    "run",   "doctor", "init", "list",  "show",    "report",  "compare",    "serve",
    "judge", "replay", "fuzz", "prove", "monitor", "clients", "durability", "completion"};

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

/// A program with all commands in the table, like the real one.
class Program {
 public:
  Program() {
    add_options(app_, "run", settings_);
    for (const auto& command : commands) {
      add_options(*app_.add_subcommand(command, "Some help"), command, settings_);
    }
  }

  [[nodiscard]] Outline outline() const { return outline_of(app_); }

  Settings parse(const std::string& line) {
    app_.parse(line);
    return settings_;
  }

 private:
  Settings settings_;
  CLI::App app_{"Some help", "conform"};
};

Settings settings_of(const std::string& line) {
  return Program().parse(line);
}

std::string refusal_of(const std::string& line) {
  try {
    settings_of(line);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

/// The text from the heading of a command in the manual to the next heading.
std::string section_of(const std::string& manual, const std::string& command) {
  const auto begin = manual.find(".SS conform " + command + "\n");
  return manual.substr(begin, manual.find("\n.S", begin + 1) - begin);
}

std::string roff(std::string text) {
  for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

TEST(Options, HaveHelpAndKnownCommands) {
  for (const auto& option : options()) {
    EXPECT_NE(option.help, "") << option.names;
    EXPECT_FALSE(option.help.ends_with('.')) << option.names;
    EXPECT_NE(option.commands, "") << option.names;
    for (const auto& command : parts_of(option.commands, ' ')) {
      EXPECT_THAT(commands, testing::Contains(command)) << option.names;
    }
  }
}

TEST(Options, AreOneOfTheirNameInEachCommandAndInProfiles) {
  std::set<std::string> taken;
  for (const auto& option : options()) {
    for (const auto& command : parts_of(option.commands, ' ')) {
      for (const auto& name : parts_of(option.names, ',')) {
        EXPECT_TRUE(taken.insert(command + " " + name).second) << command << " " << name;
        EXPECT_EQ(find_option(command, name), &option);
      }
    }
    if (!option.has_key()) continue;
    EXPECT_TRUE(taken.insert("key " + std::string(option.word())).second) << option.names;
    EXPECT_TRUE(option.takes("run")) << option.names;
  }
}

TEST(Options, StandInTheManual) {
  const auto manual = manual_page(Program().outline(), "1");
  for (const auto& option : options()) {
    for (const auto& command : parts_of(option.commands, ' ')) {
      for (const auto& name : parts_of(option.names, ',')) {
        EXPECT_THAT(section_of(manual, command), HasSubstr(roff(name) + "\\fR")) << command;
      }
    }
  }
}

TEST(Options, AreCompleted) {
  const auto program = Program().outline();
  for (const auto& option : options()) {
    if (option.is_positional()) continue;
    for (const auto& name : parts_of(option.names, ',')) {
      EXPECT_THAT(bash_completion(program), HasSubstr(name));
      EXPECT_THAT(zsh_completion(program), HasSubstr(name));
      const auto dashes = name.find_first_not_of('-');
      EXPECT_THAT(fish_completion(program),
                  HasSubstr((dashes == 2 ? " -l " : " -s ") + name.substr(dashes) + " "));
    }
  }
}

TEST(Options, StandInTheProfileToBeginWith) {
  for (const auto& option : options()) {
    if (!option.has_key()) continue;
    const auto line = "\n# " + std::string(option.word()) + " = " + option.key_example + "\n";
    EXPECT_THAT(profile_template(), HasSubstr(line));
  }
  EXPECT_TRUE(parse_profile(profile_template(), "conform.toml"));
}

TEST(Options, AreReadFromAProfile) {
  for (const auto& option : options()) {
    if (!option.has_key()) continue;
    const auto profile =
        parse_profile(std::string(option.word()) + " = " + option.key_example, "/a/conform.toml");
    ASSERT_TRUE(profile) << profile.error();
    EXPECT_NE(texts_of(option, *profile), std::vector<std::string>()) << option.names;
    EXPECT_EQ(texts_of(option, merged({}, *profile)), texts_of(option, *profile)) << option.names;
  }
}

TEST(Options, WithPathsAreTakenFromTheFolderOfTheProfile) {
  for (const auto& option : options()) {
    if (!option.has_key() || option.path == Option::Path::none || option.value.empty()) continue;
    const auto profile =
        parse_profile(std::string(option.word()) + " = \"there\"", "/a/conform.toml");
    EXPECT_THAT(texts_of(option, profile.value()), testing::ElementsAre("/a/there"));
  }
}

TEST(Options, WithSomeOtherValueAreRefusedEverywhere) {
  const auto profile = parse_profile("level = \"most\"", "conform.toml");
  EXPECT_EQ(profile.error(), "conform.toml:1:9: level: invalid level: 'most' (must, should, may)");
  EXPECT_EQ(parse_profile("jobs = 0", "conform.toml").error(),
            "conform.toml:1:8: jobs: must be a number from 1 to 10000");
  EXPECT_EQ(refusal_of("--level most"), "--level: invalid level: 'most' (must, should, may)");
  EXPECT_EQ(refusal_of("--jobs 0"), "--jobs: must be a number from 1 to 10000");
  EXPECT_EQ(refusal_of("--jobs many"), "--jobs: must be a number from 1 to 10000");
  EXPECT_EQ(refusal_of("fuzz --rate 0"), "--rate: must be above 0");
}

TEST(AProfile, LeavesWhatTheCommandLineSays) {
  const auto profile =
      parse_profile("target = 'http://a'\nheader = 'A: b'\njobs = 3\nonly = 'x'", "conform.toml");
  EXPECT_EQ(merged(settings_of("--jobs 5"), profile.value()).jobs, 5U);
  EXPECT_EQ(merged(settings_of("--jobs 5"), profile.value()).headers.size(), 1U);
  const auto elsewhere = merged(settings_of("--target http://b"), profile.value());
  EXPECT_EQ(elsewhere.headers.size(), 0U) << "credentials of another server";
  EXPECT_EQ(elsewhere.only.size(), 1U);
}

TEST(ARunAgain, HasAllThatChangesWhatIsTested) {
  const std::string line =
      "--target http://a --timeout 2s --lacks forks,sse --suite append --last-failed "
      "--fail-on should --fail-fast --repeat 3 --shuffle --seed 5 --shard 1/2 --jobs 7";
  EXPECT_EQ(command_line("run", settings_of(line + " --html page.html -v")), "conform " + line);
}

TEST(ARunAgain, OfAnotherTestKeepsTheTargetOnly) {
  EXPECT_EQ(command_line_of_target(settings_of("--server 'a b' --suite append --jobs 7 --sim")),
            "conform --server 'a b' --sim");
}

TEST(ARunAgain, ShowsNoCredentials) {
  const auto again = command_line("run", settings_of("-H 'Authorization: Bearer s3cret'"));
  EXPECT_THAT(again, HasSubstr("-H 'Authorization: …'"));
  EXPECT_THAT(again, Not(HasSubstr("s3cret")));
}

TEST(ARunAgain, IsAsOftenTheOneThatWasAskedFor) {
  for (const auto& option : options()) {
    if (option.again == Option::Again::never || option.is_secret) continue;
    const auto command = parts_of(option.commands, ' ').front();
    const auto value = !option.words.empty() ? option.words.front() : "1";
    const auto name = parts_of(option.names, ',').front();
    const auto words = option.is_positional() ? value
                       : option.value.empty() ? name
                                              : name + " " + value;
    const auto settings = settings_of((command == "run" ? "" : command + " ") + words);
    EXPECT_THAT(command_line(command, settings), HasSubstr(words));
  }
}

}  // namespace
}  // namespace conform
