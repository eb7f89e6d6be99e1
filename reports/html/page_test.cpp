#include "reports/html/page.hpp"

#include <gmock/gmock.h>

#include "reports/html/page_files.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

Page page_with(const nlohmann::ordered_json& data) {
  Page page;
  page.views = {"exchange.js", "verdict.js", "run.js"};
  page.data = data;
  return page;
}

/// The text between the tags of the script element with the data.
std::string embedded_data(const std::string& html) {
  const std::string tag = "<script type=\"application/json\" id=\"data\">";
  const auto begin = html.find(tag) + tag.size();
  return html.substr(begin, html.find("</script>", begin) - begin);
}

TEST(Page, HoldsItsDataWhateverStandsInIt) {
  const nlohmann::ordered_json data{{"got", "</script><!-- <script>alert(1)</script> {{style}}"},
                                    {"broken", "\xff\xfe"},
                                    {"\u2028", "\u202e"}};
  const std::string text = embedded_data(to_html(page_with(data)));
  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_EQ(nlohmann::json::parse(text)["got"], data["got"]);
  EXPECT_EQ(nlohmann::json::parse(text)["broken"], "\ufffd\ufffd");
}

TEST(Page, AllowsOnlyItsOwnStyleAndScript) {
  const std::string html = to_html(page_with({}));
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(html, HasSubstr("style-src 'sha256-"));
  EXPECT_THAT(html, Not(HasSubstr("unsafe-inline")));
}

TEST(Page, KeepsTextFromBecomingMarkup) {
  Page page = page_with({});
  page.title = "</title><script>alert(1)</script>";
  EXPECT_THAT(to_html(page), Not(HasSubstr("alert(1)</script>")));
  EXPECT_EQ(escape_html("<a href=\"x\" title='y'>&"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
}

TEST(Page, IsMadeOfFilesThatNeedNoNetwork) {
  for (const EmbeddedFile& file : page_files()) {
    EXPECT_THAT(std::string(file.bytes), Not(HasSubstr("://"))) << file.path;
    EXPECT_THAT(std::string(file.bytes), Not(HasSubstr("innerHTML"))) << file.path;
  }
}

}  // namespace
}  // namespace conform::reports
