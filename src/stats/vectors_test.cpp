// Runs every case in $ASSAY_SHARED/vectors/*.json (default ../shared) by its method.

#include "core/json.hpp"
#include "stats/vector_methods.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

namespace assay::stats {
namespace {

struct Case {
    std::string name;
    Json body;  ///< null: the reason why there is none is the name
};

/// Keeps addresses out of the names of the tests.
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

VectorMethods all_methods() {
    VectorMethods all = agreement_vectors();
    all.merge(comparison_vectors());
    all.merge(experiment_vectors());
    all.merge(consensus_vectors());
    all.merge(ranking_vectors());
    all.merge(judge_vectors());
    all.merge(tier_vectors());
    return all;
}

struct Tolerance {
    double absolute = 0;
    double relative = 0;
};

void expect_same(const Json& expected,
                 const Json& actual,
                 Tolerance tolerance,
                 const std::string& at) {
    if (const auto* object = expected.if_object()) {
        ASSERT_TRUE(actual.is_object()) << at;
        for (const auto& [key, value] : *object) {
            const Json* found = actual.as_object().if_contains(key);
            ASSERT_NE(found, nullptr) << at << "." << key << " is not computed";
            expect_same(value, *found, tolerance, at + "." + std::string(json_view(key)));
        }
    } else if (const auto* array = expected.if_array()) {
        ASSERT_TRUE(actual.is_array()) << at << " is " << to_json_text(actual);
        ASSERT_EQ(actual.as_array().size(), array->size()) << at;
        for (std::size_t i = 0; i < array->size(); ++i)
            expect_same((*array)[i], actual.as_array()[i], tolerance, fmt::format("{}[{}]", at, i));
    } else if (const auto wanted = json_number(expected)) {
        const auto got = json_number(actual);
        ASSERT_TRUE(got.has_value()) << at << " is " << to_json_text(actual);
        const double slack = std::max(tolerance.absolute, tolerance.relative * std::abs(*wanted));
        EXPECT_NEAR(*got, *wanted, slack) << at;
    } else {
        EXPECT_EQ(actual, expected) << at;
    }
}

std::vector<Case> load_cases() {
    const char* shared = std::getenv("ASSAY_SHARED");
    const std::filesystem::path folder =
        std::filesystem::path(shared ? shared : "../shared") / "vectors";
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) return {{"absent", nullptr}};
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<Case> cases;
    for (const auto& path : paths) {
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        const auto json = parse_json(text.str());
        if (!json) {
            cases.push_back({path.stem().string() + "_is_not_json", JsonObject{}});
            continue;
        }
        for (const Json& body : json->at("cases").as_array())
            cases.push_back(
                {path.stem().string() + "__" + std::string(json_view(body.at("id").as_string())),
                 body});
    }
    std::map<std::string, int> seen;
    for (Case& one : cases) {
        std::ranges::replace_if(one.name, [](unsigned char c) { return !std::isalnum(c); }, '_');
        if (const int repeat = seen[one.name]++; repeat > 0)
            one.name += fmt::format("_repeat_{}", repeat);
    }
    return cases;
}

class ReferenceVector : public testing::TestWithParam<Case> {};

TEST_P(ReferenceVector, is_reproduced) {
    const Json& body = GetParam().body;
    if (body.is_null()) GTEST_SKIP() << "There is no folder $ASSAY_SHARED/vectors.";
    ASSERT_TRUE(body.as_object().contains("method")) << "not a vector";
    const std::string_view method = json_view(body.at("method").as_string());
    static const VectorMethods methods = all_methods();
    const auto found = methods.find(method);
    ASSERT_NE(found, methods.end()) << "unknown method " << method;
    Tolerance tolerance;
    const JsonObject& given = body.at("tolerance").as_object();
    if (const Json* absolute = given.if_contains("abs"))
        tolerance.absolute = *json_number(*absolute);
    if (const Json* relative = given.if_contains("rel"))
        tolerance.relative = *json_number(*relative);
    expect_same(body.at("expected"), found->second(body.at("inputs").as_object()), tolerance, "");
}

INSTANTIATE_TEST_SUITE_P(vectors,
                         ReferenceVector,
                         testing::ValuesIn(load_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace assay::stats
