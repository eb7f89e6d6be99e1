#include "harness/cli/shell/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace conform {
namespace {

constexpr std::string_view rest = R"(.SH FILES
.TP
.I conform.toml
Options under the names of their flags, such as \fBtarget\fR = "http://…".
It is looked for in the working directory and above; flags win over it.
.SH EXAMPLES
.TP
\fBconform \-\-target\fR http://127.0.0.1:4437/v1/stream \fB\-\-html\fR report.html
Judge a server, and write a page to read.
.TP
\fBconform \-\-target\fR http://127.0.0.1:4437/v1/stream \fB\-\-suite\fR append,closure
Two suites only.
.TP
\fBconform serve \-\-port\fR 4437
A server that is right, to compare with.
.TP
\fBconform fuzz \-\-target\fR http://127.0.0.1:4437/v1/stream \fB\-\-time\fR 10m
Look for what no scenario tries.
)";

/// The length in bytes of a UTF-8 character, from its first byte.
std::size_t length_of(char first) {
  const auto byte = static_cast<std::uint8_t>(first);
  if (byte < 0xC0) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

std::uint32_t code_point(std::string_view bytes) {
  constexpr std::uint32_t first_bits[] = {0x7F, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t code = static_cast<std::uint8_t>(bytes.front()) & first_bits[bytes.size()];
  for (const char c : bytes.substr(1)) {
    code = (code << 6U) | (static_cast<std::uint8_t>(c) & 0x3FU);
  }
  return code;
}

/// Escapes characters that roff would interpret as typography or requests.
std::string_view escape_of(char c) {
  switch (c) {
    case '\\':
      return "\\(rs";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return {};
  }
}

/// Non-ASCII characters by their code points, which every formatter understands.
std::string ascii(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = std::min(length_of(text[i]), text.size() - i);
    if (length == 1) {
      out += text[i];
    } else {
      out += fmt::format("\\[u{:04X}]", code_point(text.substr(i, length)));
    }
    i += length;
  }
  return out;
}

std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto escape = escape_of(c);
    escape.empty() ? out += c : out += escape;
  }
  if (!out.empty() && out.front() == '.') out.insert(0, "\\&");
  return ascii(out);
}

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", roff(text));
}

std::string italic(std::string_view text) {
  return fmt::format("\\fI{}\\fR", roff(text));
}

std::string tag_of(const OutlineOption& option) {
  if (option.positional) return italic(option.name());
  std::string tag;
  for (const auto& name : option.names) tag += (tag.empty() ? "" : ", ") + bold(name);
  return option.value.empty() ? tag : tag + " " + italic(option.value);
}

bool is_help(const OutlineOption& option) {
  return !option.positional && option.name() == "--help";
}

std::string entry(const OutlineOption& option) {
  return fmt::format(".TP\n{}\n{}\n", tag_of(option), roff(option.help));
}

/// By group, in the order in which groups first appear.
std::vector<std::string> groups_of(const std::vector<OutlineOption>& options) {
  std::vector<std::string> groups;
  for (const auto& option : options) {
    const bool known = std::find(groups.begin(), groups.end(), option.group) != groups.end();
    if (!known && !option.group.empty()) groups.push_back(option.group);
  }
  return groups;
}

std::string options_of(const Outline& program) {
  std::string text = ".SH OPTIONS\n";
  for (const auto& group : groups_of(program.options)) {
    if (group != "Options") text += fmt::format(".SS {}\n", roff(group));
    for (const auto& option : program.options) {
      if (option.group == group) text += entry(option);
    }
  }
  return text;
}

std::string synopsis_of(const std::string& name, const Outline& command) {
  std::string text = bold(name) + " [" + italic("options") + "]";
  for (const auto& option : command.options) {
    if (!option.positional) continue;
    const auto word = italic(option.name());
    text += option.required ? " " + word : " [" + word + "]";
  }
  return text;
}

std::string synopsis_of(const Outline& program) {
  std::string text = ".SH SYNOPSIS\n" + synopsis_of(program.name, program) + "\n";
  for (const auto& command : program.commands) {
    if (command.group.empty()) continue;
    text += ".br\n" + synopsis_of(program.name + " " + command.name, command) + "\n";
  }
  return text;
}

std::string section_of(const std::string& program, const Outline& command) {
  std::string text =
      fmt::format(".SS {}\n{}.\n", roff(program + " " + command.name), roff(command.help));
  for (const auto& option : command.options) {
    if (!is_help(option) && !option.group.empty()) text += entry(option);
  }
  return text;
}

std::string commands_of(const Outline& program) {
  std::string text = ".SH COMMANDS\n";
  for (const auto& command : program.commands) {
    if (!command.group.empty()) text += section_of(program.name, command);
  }
  return text;
}

/// Lowercases the first word and drops the full stop, as the NAME section requires.
std::string uncapitalised(std::string text) {
  if (!text.empty() && text.back() == '.') text.pop_back();
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<std::uint8_t>(text[0])));
  return text;
}

/// The lines of the footer have the form "Word: text".
std::string notes_of(std::string_view footer) {
  std::string text = ".SH NOTES\n";
  while (!footer.empty()) {
    const auto end = std::min(footer.find('\n'), footer.size());
    const auto line = footer.substr(0, end);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) {
      if (!line.empty()) text += fmt::format(".PP\n{}\n", roff(line));
    } else {
      text +=
          fmt::format(".TP\n{}\n{}\n", bold(line.substr(0, colon)), roff(line.substr(colon + 2)));
    }
    footer.remove_prefix(std::min(end + 1, footer.size()));
  }
  return text;
}

}  // namespace

std::string manual_page(const Outline& program, std::string_view version) {
  std::string name = program.name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", name, program.name, version) +
         fmt::format(".SH NAME\n{} \\- {}\n", program.name, roff(uncapitalised(program.help))) +
         synopsis_of(program) + fmt::format(".SH DESCRIPTION\n{}\n", roff(program.help)) +
         options_of(program) + commands_of(program) + notes_of(program.footer) + ascii(rest);
}

}  // namespace conform
