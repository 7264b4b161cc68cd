// The page is read back by a small strict reader and held against the shape that CI servers accept:
// testsuites > testsuite > testcase > properties, failure, error or skipped.
#include "report/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace assay::report {
namespace {

struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::vector<Element> children;
};

/// Reads what our writer writes: elements and attributes, no text between them.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    Element document() {
        expect(R"(<?xml version="1.0" encoding="UTF-8"?>)");
        Element root = element();
        skip_spaces();
        EXPECT_TRUE(rest_.empty()) << rest_;
        return root;
    }

  private:
    Element element() {
        expect("<");
        Element made{.name = take_until(" />")};
        skip_spaces();
        while (!rest_.starts_with('>') && !rest_.starts_with('/') && !rest_.empty()) {
            const std::string key = take_until("=");
            expect("=\"");
            made.attributes[key] = take_until("\"<\n\t");
            expect("\"");
            skip_spaces();
        }
        if (rest_.starts_with('/')) {
            expect("/>");
            return made;
        }
        expect(">");
        for (skip_spaces(); !rest_.empty() && !rest_.starts_with("</"); skip_spaces())
            made.children.push_back(element());
        expect("</" + made.name + ">");
        return made;
    }

    void expect(std::string_view text) {
        skip_spaces();
        if (!rest_.starts_with(text)) {
            ADD_FAILURE() << "expected " << text << " at " << rest_.substr(0, 60);
            rest_ = {};
            return;
        }
        rest_.remove_prefix(text.size());
    }
    std::string take_until(std::string_view ends) {
        const std::size_t count = std::min(rest_.find_first_of(ends), rest_.size());
        std::string taken(rest_.substr(0, count));
        rest_.remove_prefix(count);
        return taken;
    }
    void skip_spaces() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size()));
    }

    std::string_view rest_;
};

void expect_shape(const Element& element, const std::string& parent) {
    const std::map<std::string, std::set<std::string>> allowed = {
        {"", {"testsuites"}},
        {"testsuites", {"testsuite"}},
        {"testsuite", {"testcase"}},
        {"testcase", {"properties", "failure", "error", "skipped"}},
        {"properties", {"property"}}};
    const std::map<std::string, std::set<std::string>> attributes = {
        {"testsuites", {"name", "tests", "failures", "errors", "time"}},
        {"testsuite", {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}},
        {"testcase", {"classname", "name", "time"}},
        {"property", {"name", "value"}},
        {"failure", {"type", "message"}},
        {"error", {"type", "message"}},
        {"skipped", {"message"}},
        {"properties", {}}};
    ASSERT_TRUE(allowed.contains(parent) && allowed.at(parent).contains(element.name))
        << element.name << " in " << parent;
    std::set<std::string> found;
    for (const auto& [key, value] : element.attributes) found.insert(key);
    EXPECT_EQ(found, attributes.at(element.name)) << element.name;
    for (const Element& child : element.children) expect_shape(child, element.name);
}

std::size_t count_of(const Element& suite, const std::string& name) {
    std::size_t count = 0;
    for (const Element& one : suite.children)
        for (const Element& child : one.children) count += child.name == name ? 1 : 0;
    return count;
}

RunReport hostile() {
    RunReport report{.name = "a <b> & \"c\" 'd'\x1b[31m\x01\xff",
                     .created_at = "2026-03-01T12:00:00.000000Z",
                     .duration_s = 2.5};
    report.gates = {{.condition = "em.mean >= 0.5", .has_passed = true, .observed = 0.9},
                    {.condition = "em.mean < \"1\"", .explanation = "two\nlines"}};
    return report;
}

std::vector<SampleResult> hostile_samples() {
    std::vector<SampleResult> samples;
    for (const char* id : {"good", "<failed>\t&", "unscored", "partly"})
        samples.push_back({.sample_id = SampleId(id)});
    samples[0].scores = {{.evaluator = "em", .value = 1}};
    samples[1].error = Error{ErrorKind::timed_out, "]]> \"quoted\"\x02\n<tag>"};
    samples[2].epoch = 1;
    samples[2].scores = {{.evaluator = "em", .value = std::nullopt, .reason = "no <target>"}};
    samples[3].scores = {{.evaluator = "em", .value = std::nullopt, .reason = "no target"},
                         {.evaluator = "length", .value = 3}};
    return samples;
}

TEST(Junit, has_the_shape_that_ci_servers_read) {
    const Element root = Reader(to_junit(hostile(), hostile_samples())).document();
    expect_shape(root, "");
}

TEST(Junit, counts_what_it_lists) {
    const Element root = Reader(to_junit(hostile(), hostile_samples())).document();
    ASSERT_EQ(root.children.size(), 1U);
    const Element& suite = root.children.front();
    EXPECT_EQ(suite.children.size(), 6U);
    EXPECT_EQ(suite.attributes.at("tests"), "6");
    EXPECT_EQ(suite.attributes.at("failures"), std::to_string(count_of(suite, "failure")));
    EXPECT_EQ(suite.attributes.at("errors"), std::to_string(count_of(suite, "error")));
    EXPECT_EQ(suite.attributes.at("skipped"), std::to_string(count_of(suite, "skipped")));
    EXPECT_EQ(suite.attributes.at("skipped"), "1");
    EXPECT_EQ(suite.attributes.at("timestamp"), "2026-03-01T12:00:00");
    for (const char* name : {"tests", "failures", "errors", "time"})
        EXPECT_EQ(root.attributes.at(name), suite.attributes.at(name));
}

TEST(Junit, escapes_markup_and_keeps_line_breaks) {
    const std::string xml = to_junit(hostile(), hostile_samples());
    EXPECT_THAT(xml, testing::HasSubstr("a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;[31m"));
    EXPECT_THAT(xml, testing::HasSubstr("two&#10;lines"));
    EXPECT_THAT(xml, testing::HasSubstr("&lt;failed&gt;&#9;&amp;"));
}

TEST(Junit, holds_no_control_characters) {
    for (const char letter : to_junit(hostile(), hostile_samples()))
        EXPECT_TRUE(static_cast<unsigned char>(letter) >= 0x20 || letter == '\n');
}

}  // namespace
}  // namespace assay::report
