#pragma once
// What every ResponseCache does.

#include "store/contract/scratch_folder.hpp"
#include "store/response_cache.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace assay::store {

using OpenResponseCache =
    std::function<std::unique_ptr<ResponseCache>(const std::filesystem::path&)>;

class ResponseCacheContract : public ::testing::TestWithParam<OpenResponseCache> {
  protected:
    ScratchFolder folder_;
    std::unique_ptr<ResponseCache> cache_ = GetParam()(folder_.path());
};

TEST_P(ResponseCacheContract, a_put_is_seen_at_once_and_after_flush) {
    EXPECT_FALSE(cache_->get("k").value());
    ASSERT_TRUE(cache_->put("k", R"({"text":"caf\u00e9"})"));
    EXPECT_EQ(cache_->get("k").value(), R"({"text":"caf\u00e9"})");
    ASSERT_TRUE(cache_->flush());
    EXPECT_EQ(cache_->get("k").value(), R"({"text":"caf\u00e9"})");
    EXPECT_FALSE(cache_->get("K").value());
}

TEST_P(ResponseCacheContract, the_last_put_of_a_key_counts) {
    ASSERT_TRUE(cache_->put("k", "1"));
    ASSERT_TRUE(cache_->flush());
    ASSERT_TRUE(cache_->put("k", "2"));
    EXPECT_EQ(cache_->get("k").value(), "2");
    ASSERT_TRUE(cache_->flush());
    EXPECT_EQ(cache_->get("k").value(), "2");
    EXPECT_EQ(cache_->statistics().value().entry_count, 1U);
}

TEST_P(ResponseCacheContract, clear_empties_it) {
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache_->put(fmt::format("k{}", i), "value"));
    EXPECT_EQ(cache_->statistics().value().entry_count, 100U);
    EXPECT_GT(cache_->statistics().value().stored_bytes, 0U);
    ASSERT_TRUE(cache_->clear());
    EXPECT_EQ(cache_->statistics().value().entry_count, 0U);
    EXPECT_FALSE(cache_->get("k1").value());
}

TEST_P(ResponseCacheContract, threads_read_their_own_puts) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this, thread] {
            for (int i = 0; i < 200; ++i) {
                const std::string key = fmt::format("{}-{}", thread, i);
                ASSERT_TRUE(cache_->put(key, key));
                EXPECT_EQ(cache_->get(key).value(), key);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(cache_->statistics().value().entry_count, 800U);
}

}  // namespace assay::store
