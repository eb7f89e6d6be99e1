#include "reports/formats/junit.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <pugixml.hpp>
#include <string>

#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string written(const std::vector<Event>& events) {
  JUnit report;
  emit(report, events);
  return report.text();
}

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text.c_str()));
  return document;
}

pugi::xml_node case_named(const pugi::xml_document& document, const std::string& name) {
  return document.select_node(("//testcase[@name='" + name + "']").c_str()).node();
}

/// xmllint's exit status: 0 valid, 3 invalid against the schema.
int status_of_xmllint(const std::string& text) {
  const std::string path = testing::TempDir() + "junit_test-" + std::to_string(::getpid()) + ".xml";
  std::ofstream(path, std::ios::binary) << text;
  const std::string command = "xmllint --noout --schema '" CONFORM_SOURCE_DIR
                              "/reports/formats/junit.xsd' '" +
                              path + "' 2>&1";
  const int status = std::system(command.c_str());
  EXPECT_NE(WEXITSTATUS(status), 127) << "xmllint is missing: install libxml2-utils";
  return WEXITSTATUS(status);
}

TEST(JUnit, WritesARunAsApproved) {
  expect_approved("junit.txt", written(sample_run()));
}

TEST(JUnit, IsValid) {
  EXPECT_EQ(status_of_xmllint(written(sample_run())), 0);
  EXPECT_EQ(status_of_xmllint(written(interrupted_run())), 0);
}

TEST(JUnit, IsValidWhateverAServerSends) {
  const std::string text = written(hostile_run());
  EXPECT_EQ(status_of_xmllint(text), 0);
  EXPECT_TRUE(is_clean(text));
}

TEST(JUnit, TheSchemaRefusesWhatJenkinsWould) {
  EXPECT_EQ(status_of_xmllint("<testsuites name='a' tests='1' failures='0' errors='0' time='0.000'>"
                              "<testsuite name='a' tests='1' failures='0' errors='0' skipped='0' "
                              "time='0.000'><testcase name='a' classname='a' time='0.000'>"
                              "<properties/></testcase></testsuite></testsuites>"),
            3);
}

TEST(JUnit, GoesRedForWhatDoesNotEndWell) {
  const auto document = parsed(written(sample_run()));
  const auto child = [&](const std::string& name) {
    return std::string(case_named(document, name).first_child().name());
  };
  const auto type = [&](const std::string& name) {
    return std::string(case_named(document, name).first_child().attribute("type").value());
  };
  EXPECT_EQ(child("create.case-1"), "");
  EXPECT_EQ(child("create.location"), "system-out");
  EXPECT_EQ(child("forks.case-1"), "skipped");
  EXPECT_EQ(child("append.seq-compares-bytes"), "failure");
  EXPECT_EQ(type("append.seq-compares-bytes"), "fail");
  EXPECT_EQ(child("append.late-1"), "failure");
  EXPECT_EQ(type("append.late-1"), "blocked");
  EXPECT_EQ(child("live.window"), "error");
  EXPECT_EQ(type("live.window"), "inconclusive");
  EXPECT_EQ(child("judge.itself"), "error");
  EXPECT_EQ(type("judge.itself"), "error");
}

TEST(JUnit, CountsWhatItHolds) {
  const auto document = parsed(written(sample_run()));
  const auto root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 21);
  EXPECT_EQ(root.attribute("failures").as_int(), 5);
  EXPECT_EQ(root.attribute("errors").as_int(), 2);
  for (const auto suite : root.children("testsuite")) {
    const auto count = [&](const char* path) {
      return static_cast<int>(suite.select_nodes(path).size());
    };
    EXPECT_EQ(suite.attribute("tests").as_int(), count("testcase"));
    EXPECT_EQ(suite.attribute("failures").as_int(), count("testcase/failure"));
    EXPECT_EQ(suite.attribute("errors").as_int(), count("testcase/error"));
    EXPECT_EQ(suite.attribute("skipped").as_int(), count("testcase/skipped"));
  }
}

TEST(JUnit, AFailureHoldsItsEvidence) {
  const auto document = parsed(written(sample_run()));
  const auto failure = case_named(document, "append.seq-compares-bytes").child("failure");
  EXPECT_THAT(failure.attribute("message").value(), StartsWith("Step 3: the append was accepted"));
  EXPECT_THAT(failure.text().get(), HasSubstr("expected  status 409\n  got       status 204\n"));
  EXPECT_THAT(failure.text().get(), HasSubstr("  < HTTP/1.1 204 No Content (3.1 ms)\n"));
  EXPECT_THAT(failure.text().get(), HasSubstr("\n    curl -i -X PUT"));
}

TEST(JUnit, ARunThatWasCutOffIsRed) {
  const auto document = parsed(written(interrupted_run()));
  const auto error = case_named(document, "run.to-its-end").child("error");
  EXPECT_STREQ(error.attribute("message").value(), "stopped early: interrupted");
}

TEST(JUnit, WhatIsKnownIsSkipped) {
  const auto document = parsed(written(gated_run()));
  const auto skipped = case_named(document, "live.long-poll-wakes").child("skipped");
  EXPECT_STREQ(skipped.attribute("message").value(),
               "known: #12: long polls wake late (until 2027-01-31)");
}

TEST(JUnit, ARunThatIsObjectedToIsRed) {
  const auto document = parsed(written(gated_run()));
  const auto error = case_named(document, "run.gate").child("error");
  EXPECT_THAT(error.attribute("message").value(), StartsWith("outdated: create.case-1 passes"));
}

TEST(JUnit, ARunOfNothingIsRed) {
  const auto document = parsed(written({RunStarted{}, RunFinished{}}));
  EXPECT_TRUE(case_named(document, "run.to-its-end").child("error"));
}

}  // namespace
}  // namespace conform::reports
