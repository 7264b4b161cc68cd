#include "custom/collector.hpp"

#include "async/event_loop.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace assay::custom {
namespace {

/// Scores an item by the length of its id, and remembers the batches.
class LengthScorer final : public Scorer {
  public:
    async::Task<std::vector<Verdict>> score(std::vector<Item> items) override {
        batch_sizes.push_back(items.size());
        running_max = std::max(running_max, ++running_count);
        CO_CHECK_OK(co_await async::sleep(std::chrono::nanoseconds(1)));
        --running_count;
        if (failing) co_return fail(ErrorKind::denied, "no");
        std::vector<Verdict> verdicts;
        for (const Item& item : items)
            verdicts.push_back({.score = static_cast<double>(item.id.size())});
        co_return verdicts;
    }
    async::Task<void> close() override {
        is_closed = true;
        co_return Result<void>{};
    }

    std::vector<std::size_t> batch_sizes;
    std::size_t running_count = 0;
    std::size_t running_max = 0;
    bool failing = false;
    bool is_closed = false;
};

std::vector<Item> items_of(std::size_t count, std::size_t id_bytes) {
    std::vector<Item> items;
    for (std::size_t i = 0; i < count; ++i) items.push_back({.id = std::string(id_bytes, 'x')});
    return items;
}

async::Task<void> bring(Collector& collector, std::size_t count, std::size_t id_bytes) {
    CO_TRY(const auto verdicts, co_await collector.score(items_of(count, id_bytes)));
    EXPECT_EQ(verdicts.size(), count);
    for (const Verdict& verdict : verdicts) EXPECT_EQ(verdict.score, static_cast<double>(id_bytes));
    co_return Result<void>{};
}

/// `callers` bring items at the same time.
async::Task<void> bring_all(Collector& collector, std::size_t callers, std::size_t count) {
    async::TaskGroup group;
    for (std::size_t i = 1; i <= callers; ++i)
        CO_CHECK_OK(co_await group.start(bring(collector, count, i)));
    auto brought = co_await group.join();
    collector.close();
    co_return brought;
}

Result<void> run(Collector& collector, std::size_t callers, std::size_t count) {
    async::EventLoop loop;
    return loop.run([](Collector& one, std::size_t a, std::size_t b) -> async::Task<void> {
        async::TaskGroup group;
        CO_CHECK_OK(co_await group.start(one.run()));
        CO_CHECK_OK(co_await group.start(bring_all(one, a, b)));
        co_return co_await group.join();
    }(collector, callers, count));
}

TEST(Collector, gives_every_caller_its_own_verdicts) {
    LengthScorer scorer;
    Collector collector(scorer, 8, 1);
    ASSERT_TRUE(run(collector, 50, 1).has_value());
    EXPECT_TRUE(scorer.is_closed);
}

TEST(Collector, fills_batches_under_load) {
    LengthScorer scorer;
    Collector collector(scorer, 8, 1);
    ASSERT_TRUE(run(collector, 17, 1).has_value());
    EXPECT_LE(scorer.batch_sizes.size(), 4U);
    EXPECT_LE(*std::ranges::max_element(scorer.batch_sizes), 8U);
}

TEST(Collector, spreads_one_callers_items_over_lanes) {
    LengthScorer scorer;
    Collector collector(scorer, 4, 3);
    ASSERT_TRUE(run(collector, 1, 40).has_value());
    EXPECT_EQ(scorer.batch_sizes.size(), 10U);
    EXPECT_EQ(scorer.running_max, 3U);
}

TEST(Collector, tells_every_caller_when_it_fails) {
    LengthScorer scorer;
    scorer.failing = true;
    Collector collector(scorer, 4, 2);
    const auto ran = run(collector, 30, 3);
    ASSERT_FALSE(ran.has_value());
    EXPECT_EQ(ran.error().kind, ErrorKind::denied);
    EXPECT_TRUE(scorer.is_closed);
}

}  // namespace
}  // namespace assay::custom
