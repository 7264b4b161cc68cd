#pragma once
// Opens a scorer by options written as JSON and lets it score, for the tests of this layer.

#include "custom/scorer.hpp"

#include "async/event_loop.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::custom {

inline std::vector<Item> items_named(const std::vector<std::string>& ids) {
    std::vector<Item> items;
    for (const std::string& id : ids) items.push_back({.id = id, .output = "answer " + id});
    return items;
}

class ScorerFixture : public ::testing::Test {
  protected:
    std::unique_ptr<Scorer> open(const std::string& kind,
                                 const std::string& options,
                                 std::chrono::milliseconds deadline = std::chrono::seconds(20),
                                 std::size_t parallel_count = 1) {
        const ScorerKind& found = *find_scorer(kind);
        auto scorer =
            found.open({.name = "mine",
                        .options = found.resolve(parse_json(options)->as_object()).value(),
                        .deadline = deadline,
                        .parallel_count = parallel_count,
                        .timeline = &timeline_});
        EXPECT_TRUE(scorer.has_value()) << scorer.error().message;
        return *std::move(scorer);
    }

    Result<std::vector<Verdict>> score(Scorer& scorer, const std::vector<std::string>& ids) {
        return loop_.run(scorer.score(items_named(ids)));
    }

    /// The error of the only verdict.
    Error error_of(Scorer& scorer, const std::string& id = "a") {
        const auto verdicts = score(scorer, {id});
        if (!verdicts) return verdicts.error();
        return verdicts->at(0).error.value_or(Error{ErrorKind::internal, "it was answered"});
    }

    /// Why options are refused.
    static std::string refusal(const std::string& kind, const std::string& options) {
        const auto resolved = find_scorer(kind)->resolve(parse_json(options)->as_object());
        return resolved ? "accepted" : resolved.error().message;
    }

    async::EventLoop loop_;
    net::VirtualTimeline timeline_;
};

}  // namespace assay::custom
