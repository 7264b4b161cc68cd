#include "engine/refusal_watch.hpp"

#include <gmock/gmock.h>

namespace assay::engine {
namespace {

Error refusal(int number) {
    return make_error(
        ErrorKind::invalid_input, "HTTP 400: unknown parameter in request {}", number);
}

TEST(RefusalWatch, speaks_up_when_the_first_calls_are_all_refused_alike) {
    RefusalWatch watch;
    for (int i = 0; i < 19; ++i) watch.failed(refusal(i));
    EXPECT_FALSE(watch.verdict());
    watch.failed(refusal(20));
    ASSERT_TRUE(watch.verdict());
    EXPECT_EQ(watch.verdict()->kind, ErrorKind::invalid_input);
    EXPECT_THAT(watch.verdict()->message, testing::HasSubstr("unknown parameter in request 20"));
}

TEST(RefusalWatch, needs_more_once_something_was_answered) {
    RefusalWatch watch;
    watch.answered();
    for (int i = 0; i < 49; ++i) watch.failed(refusal(i));
    EXPECT_FALSE(watch.verdict());
    watch.failed(refusal(49));
    EXPECT_TRUE(watch.verdict());
}

TEST(RefusalWatch, an_answer_between_or_another_refusal_starts_anew) {
    RefusalWatch watch;
    for (int i = 0; i < 200; ++i) {
        if (i % 15 == 0) watch.failed({ErrorKind::invalid_input, "too long"});
        watch.failed(refusal(i));
    }
    EXPECT_FALSE(watch.verdict());
    for (int i = 0; i < 200; ++i) {
        if (i % 40 == 0) watch.answered();
        watch.failed(refusal(i));
    }
    EXPECT_FALSE(watch.verdict());
}

TEST(RefusalWatch, outages_and_content_filters_are_no_refusals) {
    RefusalWatch watch;
    for (int i = 0; i < 100; ++i) watch.failed({ErrorKind::unavailable, "HTTP 503"});
    for (int i = 0; i < 100; ++i)
        watch.failed({ErrorKind::invalid_input, "HTTP 400 (content_filter): filtered"});
    EXPECT_FALSE(watch.verdict());
}

}  // namespace
}  // namespace assay::engine
