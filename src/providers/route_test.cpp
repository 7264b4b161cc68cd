#include "providers/route.hpp"

#include "async/event_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace assay::providers {
namespace {

using std::chrono_literals::operator""s;
using ::testing::HasSubstr;

/// Answers with what a function says about the n-th call, from 1.
class FakeProvider final : public Provider {
  public:
    using Answer = std::function<Result<Completion>(int call)>;
    FakeProvider(Answer answer, int& call_count)
        : answer_(std::move(answer)), call_count_(call_count) {}

    async::Task<Completion> complete(Request request) override {
        auto answer = answer_(++call_count_);
        if (answer) answer->served_model = request.model;
        co_return answer;
    }
    [[nodiscard]] Json identity() const override { return {{"provider", "fake"}}; }
    [[nodiscard]] Capabilities capabilities() const override { return {.logprobs = true}; }
    [[nodiscard]] std::optional<Price> price(std::string_view model) const override {
        if (model == "dear") return Price{10, 10, 20};
        return Price{1, 1, 2};
    }

  private:
    Answer answer_;
    int& call_count_;
};

FakeProvider::Answer always(ErrorKind kind) {
    return [kind](int) { return Result<Completion>(Error{kind, "no"}); };
}
FakeProvider::Answer fine() {
    return [](int) { return Result<Completion>(Completion{.text = "yes"}); };
}

class RouteTest : public ::testing::Test {
  protected:
    void add(std::string model, FakeProvider::Answer answer) {
        call_counts_.push_back(std::make_unique<int>(0));
        auto provider = std::make_unique<FakeProvider>(std::move(answer), *call_counts_.back());
        stops_.push_back(
            {.name = "fake/" + model, .model = model, .provider = std::move(provider)});
    }
    Route make(RoutePolicy policy = {}) { return Route(std::move(stops_), policy, timeline_); }
    Result<RoutedCompletion> ask(Route& route) { return loop_.run(route.complete({})); }
    [[nodiscard]] int calls(std::size_t index) const { return *call_counts_[index]; }

    async::EventLoop loop_;
    net::VirtualTimeline timeline_;
    std::vector<RouteStop> stops_;
    std::vector<std::unique_ptr<int>> call_counts_;
};

TEST_F(RouteTest, the_first_choice_answers_while_it_can) {
    add("a", fine());
    add("b", fine());
    Route route = make();
    const auto answer = ask(route);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->stop_index, 0U);
    EXPECT_EQ(answer->completion.served_model, "a");
    EXPECT_EQ(calls(1), 0);
}

TEST_F(RouteTest, an_outage_goes_to_the_next_in_line_and_then_straight_there) {
    add("a", always(ErrorKind::unavailable));
    add("b", fine());
    Route route = make();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(ask(route)->stop_index, 1U);
    EXPECT_EQ(calls(0), 5);
    EXPECT_EQ(calls(1), 8);
    EXPECT_EQ(route.breaker(0).state(), net::BreakerState::open);
}

TEST_F(RouteTest, a_refused_request_is_not_sent_elsewhere) {
    add("a", always(ErrorKind::invalid_input));
    add("b", fine());
    Route route = make();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(ask(route).error().kind, ErrorKind::invalid_input);
    EXPECT_EQ(calls(0), 8);
    EXPECT_EQ(calls(1), 0);
    EXPECT_EQ(route.breaker(0).state(), net::BreakerState::closed);
}

TEST_F(RouteTest, an_outage_is_waited_out_when_it_answered_before) {
    add("a", [](int call) -> Result<Completion> {
        if (call == 1 || call > 8) return Completion{.text = "yes"};
        return Error{ErrorKind::unavailable, "connection refused"};
    });
    Route route = make();
    ASSERT_TRUE(ask(route));
    // Its fifth failure in silence opens the breaker; two probes fail, the third succeeds.
    const auto answer = ask(route);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(calls(0), 9);
    EXPECT_GE(timeline_.slept(), 30s);
    EXPECT_EQ(route.breaker(0).open_count(), 3U);
    EXPECT_EQ(route.breaker(0).state(), net::BreakerState::closed);
}

/// While somebody waits, somebody else is answered.
class BusyTimeline final : public net::Timeline {
  public:
    explicit BusyTimeline(net::VirtualTimeline& inner) : inner_(inner) {}
    [[nodiscard]] const Clock& clock() const override { return inner_.clock(); }
    async::Task<void> sleep(std::chrono::nanoseconds time) override {
        EXPECT_TRUE(co_await route->complete({.model = "other"}));
        co_return co_await inner_.sleep(time);
    }
    Route* route = nullptr;

  private:
    net::VirtualTimeline& inner_;
};

TEST_F(RouteTest, a_call_that_fails_while_others_are_answered_gets_one_more_chance) {
    // Calls 2 and 4 are the failing one; the others are answered while it waits.
    add("a", [](int call) {
        if (call == 2 || call == 4) return Result<Completion>(Error{ErrorKind::unavailable, "no"});
        return Result<Completion>(Completion{.text = "yes"});
    });
    BusyTimeline busy(timeline_);
    Route route(std::move(stops_), {}, busy);
    busy.route = &route;
    ASSERT_TRUE(ask(route));
    EXPECT_FALSE(ask(route));
    EXPECT_EQ(calls(0), 4);
}

TEST_F(RouteTest, the_wait_for_an_outage_is_bounded) {
    add("a", [](int call) -> Result<Completion> {
        if (call == 1) return Completion{.text = "yes"};
        return Error{ErrorKind::unavailable, "connection refused"};
    });
    Route route = make({.breaker = {.failure_count = 1}, .outage_wait_max = 60s});
    ASSERT_TRUE(ask(route));
    const auto answer = ask(route);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, HasSubstr("connection refused"));
    EXPECT_EQ(timeline_.slept(), 60s);
}

TEST_F(RouteTest, what_never_answered_is_not_waited_for) {
    add("a", always(ErrorKind::unavailable));
    Route route = make({.breaker = {.failure_count = 1}});
    EXPECT_FALSE(ask(route));
    EXPECT_FALSE(ask(route));
    EXPECT_EQ(timeline_.slept(), 0s);
}

TEST_F(RouteTest, offers_what_all_offer_at_the_highest_price) {
    add("cheap", fine());
    add("dear", fine());
    const Route route = make();
    EXPECT_TRUE(route.capabilities().logprobs);
    EXPECT_FALSE(route.capabilities().output_schema);
    EXPECT_EQ(route.price()->output_usd, 20);
    EXPECT_NE(route.request_key(0, {}), route.request_key(1, {}));
}

}  // namespace
}  // namespace assay::providers
