#pragma once
// What every ObjectStore does.

#include "store/contract/scratch_folder.hpp"
#include "store/object_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>

namespace assay::store {

using OpenObjectStore = std::function<std::unique_ptr<ObjectStore>(const std::filesystem::path&)>;

class ObjectStoreContract : public ::testing::TestWithParam<OpenObjectStore> {
  protected:
    ScratchFolder folder_;
    std::unique_ptr<ObjectStore> store_ = GetParam()(folder_.path() / "objects");
};

TEST_P(ObjectStoreContract, bytes_are_read_back_under_their_hash) {
    const std::string bytes("a\0b\n\xFF", 5);
    const std::string address = store_->put(bytes).value();
    EXPECT_EQ(address.size(), 71U);
    EXPECT_EQ(store_->get(address).value(), bytes);
    EXPECT_TRUE(store_->contains(address).value());
    EXPECT_EQ(store_->put(bytes).value(), address);
}

TEST_P(ObjectStoreContract, the_empty_object_has_the_empty_hash) {
    const std::string address = store_->put("").value();
    EXPECT_EQ(address, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(store_->get(address).value(), "");
}

TEST_P(ObjectStoreContract, an_absent_object_is_not_found) {
    const std::string address = "sha256:" + std::string(64, '0');
    EXPECT_EQ(store_->get(address).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(store_->contains(address).value());
}

TEST_P(ObjectStoreContract, a_malformed_address_is_refused) {
    for (const std::string& address : {std::string(),
                                       std::string("sha256:"),
                                       "sha256:" + std::string(63, '0'),
                                       "sha256:" + std::string(64, 'G'),
                                       "md5:" + std::string(64, '0'),
                                       "sha256:../" + std::string(61, '0')}) {
        EXPECT_EQ(store_->get(address).error().kind, ErrorKind::invalid_input) << address;
        EXPECT_EQ(store_->contains(address).error().kind, ErrorKind::invalid_input) << address;
    }
}

TEST_P(ObjectStoreContract, threads_may_put_the_same_object) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this] {
            for (int i = 0; i < 10; ++i) {
                const auto address = store_->put(fmt::format("object {}", i));
                ASSERT_TRUE(address);
                EXPECT_EQ(store_->get(*address).value(), fmt::format("object {}", i));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace assay::store
