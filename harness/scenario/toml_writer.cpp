#include "harness/scenario/toml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "harness/http/ascii.hpp"
#include "harness/http/utf8.hpp"
#include "harness/scenario/word_wrap.hpp"

namespace conform {

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += fmt::format("\\{}", c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(byte));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

namespace {

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return http::is_letter_or_digit(c) || c == '_' || c == '-';
  });
}

std::string key_text(std::string_view name) {
  return is_bare(name) ? std::string(name) : toml_string(name);
}

std::string list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + toml_string(text);
  return "[" + out + "]";
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += fmt::format("{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

/// A name may occur several times; its values then become a list.
std::string table(const std::vector<std::pair<std::string, Template>>& pairs) {
  std::vector<std::string> written;
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (std::find(written.begin(), written.end(), name) != written.end()) continue;
    written.push_back(name);
    std::vector<std::string> values;
    for (const auto& [other, text] : pairs) {
      if (other == name) values.push_back(text);
    }
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", key_text(name),
                       values.size() == 1 ? toml_string(value) : list(values));
  }
  return "{ " + out + " }";
}

class Writer {
 public:
  void head(const Suite& suite) {
    text_ += "[suite]\n";
    line("id     ", toml_string(suite.id));
    line("title  ", toml_string(suite.title));
    line("section", toml_string(suite.section));
  }

  void scenario(const Scenario& scenario) {
    text_ += "\n[[scenario]]\n";
    line("id    ", toml_string(scenario.id));
    line("title ", toml_string(scenario.title));
    if (!scenario.why.empty()) line("why   ", toml_string(scenario.why));
    line("proves", list(scenario.proves));
    if (!scenario.keeps.empty()) line("keeps ", list(scenario.keeps));
    if (!scenario.shows.empty()) line("shows ", toml_string(scenario.shows));
    if (!scenario.needs.empty()) line("needs ", list(scenario.needs));
    if (!scenario.ruling.empty()) line("ruling", toml_string(scenario.ruling));
    line("step  ", "[");
    for (const auto& one : scenario.steps) step(one);
    text_ += "]\n";
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  void line(std::string_view name, std::string_view value) {
    text_ += fmt::format("{} = {}\n", name, value);
  }

  void step(const Step& one) {
    std::visit([this](const auto& action) { write(action); }, one.action);
    if (!one.label.empty()) key("as", toml_string(one.label));
    if (one.within) key("within", toml_string(milliseconds(*one.within)));
    if (one.expect) key("expect", expectation(*one.expect));
    if (!one.save.empty()) save(one.save);
    end_step();
  }

  /// One of the step's own keys; a key that does not fit on its line goes into a continuation
  /// table.
  void key(std::string_view name, std::string_view value) {
    const std::string more = fmt::format("{} = {}", name, value);
    constexpr std::size_t max_columns = 100 - std::string_view("    { ,  },").size();
    if (!step_.empty() && columns(step_) + columns(more) > max_columns) end_line();
    step_ += (step_.empty() ? "" : ", ") + more;
  }
  void end_line() {
    text_ += fmt::format("{}{{ {} }},\n", step_goes_on_ ? "    " : "  ", std::exchange(step_, {}));
    step_goes_on_ = true;
  }
  void end_step() {
    end_line();
    step_goes_on_ = false;
  }

  void write(const SendStep& send) {
    key("send", toml_string(send.request.method + " " + send.request.target));
    request(send.request);
  }
  void write(const OpenStep& open) {
    key("open", toml_string(open.request.method + " " + open.request.target));
    request(open.request);
    if (open.until_sent) key("until", toml_string("sent"));
    if (open.request.held_bytes > 0) key("hold", std::to_string(open.request.held_bytes));
  }
  void write(const AwaitStep& await) { key("await", toml_string(await.name)); }
  void write(const HangUpStep& hang_up) {
    key("hang_up", toml_string(hang_up.name));
    if (hang_up.resets) key("reset", "true");
  }
  void write(const PauseStep& pause) { key("pause", toml_string(pause.name)); }
  void write(const ResumeStep& resume) { key("resume", toml_string(resume.name)); }
  void write(const WaitStep& wait) {
    key("wait", fmt::format("{{ until = {}, after = {} }}", toml_string(milliseconds(wait.until)),
                            toml_string(wait.after)));
  }
  void write(const RawStep& raw) {
    key("raw", toml_string(raw.bytes));
    if (raw.after_answers > 0) key("after_answers", std::to_string(raw.after_answers));
    if (raw.body) key("body", toml_string(*raw.body));
    if (raw.body_bytes > 0) key("pad_to", std::to_string(raw.body_bytes));
    if (raw.piece_bytes > 0) key("pieces", std::to_string(raw.piece_bytes));
    if (const auto word = then_word(raw.then); !word.empty()) {
      key("then", toml_string(word));
    }
    if (raw.any_answer) key("any_answer", "true");
  }
  template <typename Other>
  void write(const Other&) {
    throw std::logic_error("a step of a kind that is not written");
  }

  void request(const RequestSpec& request) {
    auto headers = request.headers;
    const auto type = std::find_if(headers.begin(), headers.end(),
                                   [](const auto& one) { return one.first == "Content-Type"; });
    if (type != headers.end()) {
      key("type", toml_string(type->second));
      headers.erase(type);
    }
    if (!headers.empty()) key("header", table(headers));
    if (!request.query.empty()) key("query", table(request.query));
    if (request.body) key("body", parts(request));
    if (request.chunked) key("chunked", "true");
  }

  static std::string parts(const RequestSpec& request) {
    std::string out = body(*request.body);
    if (request.held_parts.empty()) return out;
    for (const auto& part : request.held_parts) out += ", { hold = true }, " + body(part);
    return "[" + out + "]";
  }

  static std::string body(const Body& body) {
    if (const auto* text = std::get_if<BodyText>(&body)) return toml_string(text->text);
    const auto* bytes = std::get_if<BodyBytes>(&body);
    if (bytes == nullptr) throw std::logic_error("a body of a kind that is not written");
    if (is_readable(bytes->bytes)) return toml_string(literally(bytes->bytes));
    return fmt::format("{{ hex = \"{}\" }}", hex(bytes->bytes));
  }

  static bool is_readable(std::string_view bytes) {
    return http::is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
             return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
           });
  }

  static std::string milliseconds(Duration time) {
    return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  }

  static std::string_view then_word(AfterSending then) {
    switch (then) {
      case AfterSending::listen:
        return "";
      case AfterSending::end:
        return "end";
      case AfterSending::hang_up:
        return "hang_up";
      case AfterSending::reset:
        return "reset";
    }
    return "";
  }

  static std::string expectation(const Expectation& expected) {
    std::string out = fmt::format("status = {}", status(expected.status));
    if (expected.body) out += ", body = " + body(expected.body->equals.value());
    return "{ " + out + " }";
  }

  static std::string status(const std::vector<Template>& status) {
    return status.size() == 1 && status.front().find_first_not_of("0123456789") == std::string::npos
               ? status.front()
               : list(status);
  }

  void save(const std::vector<Save>& saves) {
    std::string out;
    for (const auto& save : saves) {
      const auto from = save.from == Save::From::event
                            ? fmt::format("event {} {}", save.name, save.pointer)
                            : fmt::format("header {}", save.name);
      out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", key_text(save.variable),
                         toml_string(from));
    }
    key("save", "{ " + out + " }");
  }

  std::string text_;
  std::string step_;  ///< keys of the line being written
  bool step_goes_on_ = false;
};

std::string comment(std::string_view remark) {
  std::string out;
  while (!remark.empty()) {
    const auto end = std::min(remark.find('\n'), remark.size());
    out += fmt::format("# {}\n", remark.substr(0, end));
    remark.remove_prefix(std::min(end + 1, remark.size()));
  }
  return out.empty() ? out : out + "\n";
}

}  // namespace

Template literally(std::string_view text) {
  Template out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (text[i] == '{' && (http::is_letter(next) || next == '{')) out += '{';
  }
  return out;
}

std::string to_toml(const Suite& suite, std::string_view remark) {
  Writer writer;
  writer.head(suite);
  for (const auto& scenario : suite.scenarios) writer.scenario(scenario);
  return comment(remark) + std::move(writer).text();
}

}  // namespace conform
