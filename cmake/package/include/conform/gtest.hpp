// The scenarios of conform as tests of GoogleTest, against a server of your own:
//
//     int main(int argc, char** argv) {
//       testing::InitGoogleTest(&argc, argv);
//       conform::register_tests("http://127.0.0.1:4437/v1/stream");
//       return RUN_ALL_TESTS();
//     }
//
// The scenario append.accepted-204 is the test conform_append.accepted_204. The program runs once,
// when the first of the tests needs it, with those scenarios that --gtest_filter selects; each test
// then reports its own verdict. Needs POSIX, C++17 and GoogleTest 1.10.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

extern char** environ;

namespace conform {

/// Which scenarios, and how they run.
struct Options {
#ifdef CONFORM_PROGRAM
  std::string program = CONFORM_PROGRAM;
#else
  std::string program = "conform";  ///< looked for as a shell does
#endif
  std::vector<std::string> suites;     ///< globs; empty: all
  std::vector<std::string> only;       ///< globs; empty: all
  std::vector<std::string> skip;       ///< globs
  std::string level;                   ///< must, should or may; empty: all
  std::string profile = "/dev/null";   ///< a conform.toml
  std::vector<std::string> arguments;  ///< more of them: -H, --timeout …
};

namespace detail {

using Words = std::vector<std::string>;

/// What a program said and how it ended.
struct Ended {
  int status = -1;  ///< its exit status; -1 when a signal ended it
  std::string out;
  std::string err;
};

inline std::string text_of(std::FILE* file) {
  std::string text;
  std::array<char, 65536> buffer{};
  std::rewind(file);
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    text.append(buffer.data(), count);
  }
  return text;
}

/// GoogleTest spreads the tests over processes by these; the program must not spread them again.
inline bool spreads_tests(std::string_view variable) {
  for (const char* name : {"GTEST_TOTAL_SHARDS=", "GTEST_SHARD_INDEX=", "GTEST_SHARD_STATUS_FILE=",
                           "TEST_TOTAL_SHARDS=", "TEST_SHARD_INDEX=", "TEST_SHARD_STATUS_FILE="}) {
    if (variable.rfind(name, 0) == 0) return true;
  }
  return false;
}

/// Throws std::runtime_error when the program cannot be started.
inline Ended run_program(Words words) {
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const File out(std::tmpfile(), std::fclose);
  const File err(std::tmpfile(), std::fclose);
  if (!out || !err) throw std::runtime_error("conform: no temporary file can be made");
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!spreads_tests(*variable)) environment.push_back(*variable);
  }
  environment.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, fileno(err.get()), STDERR_FILENO);
  pid_t process = 0;
  const int problem = posix_spawnp(&process, arguments.front(), &files, nullptr, arguments.data(),
                                   environment.data());
  posix_spawn_file_actions_destroy(&files);
  if (problem != 0) throw std::runtime_error("conform: cannot start '" + words.front() + "'");
  int state = 0;
  while (waitpid(process, &state, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(state) ? WEXITSTATUS(state) : -1, text_of(out.get()), text_of(err.get())};
}

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// What TAP says about one scenario.
struct Report {
  bool ok = false;
  std::optional<std::string> skipped;  ///< why it was not tried, or why its failure is excused
  std::string details;                 ///< the YAML block
};

/// The texts in JSON, each by itself. Escapes that hide control characters stay as they are.
inline std::vector<std::string> texts_of(std::string_view json) {
  std::vector<std::string> texts;
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') {
      inside = !inside;
      if (inside) texts.emplace_back();
    } else if (inside && json[i] == '\\' && i + 1 < json.size()) {
      const char escaped = json[++i];
      if (escaped == 'n') {
        texts.back() += '\n';
      } else if (escaped == '"' || escaped == '\\') {
        texts.back() += escaped;
      } else {
        texts.back().append({'\\', escaped});
      }
    } else if (inside) {
      texts.back() += json[i];
    }
  }
  return texts;
}

/// A line of a YAML block as people like to read it: the texts of a list below one another.
inline std::string unfolded(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos) return std::string(line) + "\n";
  const auto value = line.substr(colon + 2);
  const auto texts = texts_of(value);
  const bool is_list = value.substr(0, 1) == "[";
  if (texts.empty() || !(is_list || value.substr(0, 1) == "\"")) return std::string(line) + "\n";
  std::string out(line.substr(0, colon + 1));
  for (const auto& text : texts) {
    for (const auto part : lines_of(text)) out.append(is_list ? "\n  " : " ").append(part);
  }
  return out + "\n";
}

struct TapLine {
  std::string id;
  std::string directive;  ///< "SKIP no such thing"; empty for none
};

/// After "ok 1 - ": an id, in which a backslash precedes "#" and "\", and maybe a directive.
inline TapLine tap_line(std::string_view text) {
  TapLine line;
  std::size_t i = 0;
  for (; i < text.size() && text.substr(i, 3) != " # "; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    line.id += text[i];
  }
  if (i < text.size()) line.directive = text.substr(i + 3);
  return line;
}

class TapReader {
 public:
  explicit TapReader(std::string_view text) {
    for (const auto line : lines_of(text)) read(line);
  }

  [[nodiscard]] const Report* find(const std::string& id) const {
    const auto found = reports_.find(id);
    return found == reports_.end() ? nullptr : &found->second;
  }
  /// Why it stopped before its end; empty when it did not.
  [[nodiscard]] const std::string& bail_out() const { return bail_out_; }

 private:
  void read(std::string_view line) {
    if (in_block_) return read_block(line);
    if (line == "  ---") {
      in_block_ = true;
    } else if (line.rfind("Bail out!", 0) == 0) {
      bail_out_ = line;
    } else if (line.rfind("ok ", 0) == 0) {
      read_point(true, line);
    } else if (line.rfind("not ok ", 0) == 0) {
      read_point(false, line);
    }
  }

  void read_block(std::string_view line) {
    if (line == "  ...") {
      in_block_ = false;
    } else if (last_ != nullptr) {
      last_->details += unfolded(line.substr(std::min<std::size_t>(2, line.size())));
    }
  }

  void read_point(bool ok, std::string_view line) {
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos) return;
    const TapLine point = tap_line(line.substr(dash + 3));
    Report report{ok, std::nullopt, {}};
    const std::string kind = point.directive.substr(0, 4);
    const bool excused = kind == "TODO" && !ok;
    if (kind == "SKIP" || excused) {
      report.skipped = (excused ? "known:" : "") + point.directive.substr(4);
    }
    last_ = &(reports_[point.id] = std::move(report));
  }

  std::map<std::string, Report> reports_;
  std::string bail_out_;
  Report* last_ = nullptr;
  bool in_block_ = false;
};

inline void add_each(Words& words, const char* flag, const Words& values) {
  for (const auto& value : values) {
    words.emplace_back(flag);
    words.push_back(value);
  }
}

inline Words selection_of(const Options& options) {
  Words words;
  add_each(words, "--suite", options.suites);
  add_each(words, "--only", options.only);
  add_each(words, "--skip", options.skip);
  if (!options.level.empty()) add_each(words, "--level", {options.level});
  return words;
}

inline Words ids_of(const Options& options) {
  Words words{options.program, "list", "--ids"};
  for (auto& word : selection_of(options)) words.push_back(std::move(word));
  const Ended ended = run_program(std::move(words));
  if (ended.status != 0) throw std::runtime_error("conform: nothing is listed: " + ended.err);
  const auto lines = lines_of(ended.out);
  return Words(lines.begin(), lines.end());
}

/// A name that --gtest_filter can say: '-' and ':' mean something to it.
inline std::string identifier(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '.'; },
      '_');
  return name;
}

struct Name {
  std::string suite;
  std::string test;
};

inline Name name_of(const std::string& id) {
  const auto dot = std::min(id.find('.'), id.size());
  std::string test = id.substr(std::min(dot + 1, id.size()));
  std::replace(test.begin(), test.end(), '.', '_');
  return {"conform_" + identifier(id.substr(0, dot)), identifier(test)};
}

/// Some words of the end, where the reason stands.
inline std::string end_of(const std::string& text) {
  constexpr std::size_t most = 2000;
  return text.size() <= most ? text : "…" + text.substr(text.size() - most);
}

/// The one run of the program that all tests of a registration share.
class SharedRun {
 public:
  SharedRun(std::function<std::string()> target, Options options)
      : target_(std::move(target)), options_(std::move(options)) {}

  void add(const Name& name, const std::string& id) { ids_[{name.suite, name.test}] = id; }
  [[nodiscard]] bool has(const Name& name) const {
    return ids_.count({name.suite, name.test}) != 0;
  }

  /// Another round of tests, as --gtest_repeat asks for, is another run.
  void forget() { reported_.reset(); }

  /// What became of a scenario; fails or skips the current test accordingly.
  void emit(const std::string& id) {
    if (!reported_) start();
    const Report* report = reported_->find(id);
    if (report == nullptr) {
      FAIL() << "conform says nothing about " << id << ". " << reported_->bail_out() << "\n"
             << end_of(ended_.err);
    }
    if (report->skipped) GTEST_SKIP() << *report->skipped << "\n" << report->details;
    if (!report->ok) FAIL() << id << "\n" << report->details;
  }

 private:
  void start() {
    Words words{options_.program, "--config", options_.profile, "--tap", "-"};
    const std::string target = target_();
    if (!target.empty()) add_each(words, "--target", {target});
    for (auto& word : selection()) words.push_back(std::move(word));
    for (const auto& word : options_.arguments) words.push_back(word);
    ended_ = run_program(std::move(words));
    reported_.emplace(ended_.out);
  }

  /// Of all that is registered, what is going to run. A rule of the judge watches all of it.
  [[nodiscard]] Words selection() const {
    std::set<std::string> ids;
    const auto& unit = *testing::UnitTest::GetInstance();
    for (int i = 0; i < unit.total_test_suite_count(); ++i) {
      const auto& suite = *unit.GetTestSuite(i);
      for (int j = 0; j < suite.total_test_count(); ++j) {
        const auto& test = *suite.GetTestInfo(j);
        const auto known = ids_.find({suite.name(), test.name()});
        if (known != ids_.end() && test.should_run()) ids.insert(known->second);
      }
    }
    const bool judges = std::any_of(ids.begin(), ids.end(),
                                    [](const auto& id) { return id.rfind("judge.", 0) == 0; });
    if (judges || ids.size() == ids_.size()) return selection_of(options_);
    Words words;
    for (std::string id : ids) {
      // A comma parts patterns.
      std::replace(id.begin(), id.end(), ',', '?');
      add_each(words, "--only", {id});
    }
    return words;
  }

  std::function<std::string()> target_;
  Options options_;
  std::map<std::pair<std::string, std::string>, std::string> ids_;  ///< by suite and test
  Ended ended_;
  std::optional<TapReader> reported_;
};

class Forgetting : public testing::EmptyTestEventListener {
 public:
  explicit Forgetting(std::shared_ptr<SharedRun> run) : run_(std::move(run)) {}
  void OnTestIterationStart(const testing::UnitTest& /*unit*/, int /*iteration*/) override {
    run_->forget();
  }

 private:
  std::shared_ptr<SharedRun> run_;
};

class ScenarioTest : public testing::Test {
 public:
  ScenarioTest(std::shared_ptr<SharedRun> run, std::string id)
      : run_(std::move(run)), id_(std::move(id)) {}
  void TestBody() override { run_->emit(id_); }

 private:
  std::shared_ptr<SharedRun> run_;
  std::string id_;
};

}  // namespace detail

/// To be called before RUN_ALL_TESTS. The target is asked for when the first test runs, so that a
/// server that a testing::Environment starts may choose its port. An empty one leaves the target to
/// the profile or the arguments, such as {"--server", "command {port}"}. Throws std::runtime_error
/// when the program is not there or knows no such scenarios.
inline void register_tests(std::function<std::string()> target, Options options = {}) {
  const detail::Words ids = detail::ids_of(options);
  const auto run = std::make_shared<detail::SharedRun>(std::move(target), std::move(options));
  for (const auto& id : ids) {
    detail::Name name = detail::name_of(id);
    while (run->has(name)) name.test += '_';
    run->add(name, id);
    testing::RegisterTest(
        name.suite.c_str(), name.test.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [run, id]() -> testing::Test* { return new detail::ScenarioTest(run, id); });
  }
  testing::UnitTest::GetInstance()->listeners().Append(new detail::Forgetting(run));
}

inline void register_tests(const std::string& target, Options options = {}) {
  register_tests([target] { return target; }, std::move(options));
}

inline void register_tests(const char* target, Options options = {}) {
  register_tests(std::string(target), std::move(options));
}

}  // namespace conform
