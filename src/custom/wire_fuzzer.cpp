// Any bytes as what an evaluator of the user's own says: nothing crashes, a score is finite and in
// range, every text of it can be stored, and what is refused says why in bounded words.
#include "custom/wire.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>

using namespace assay;
using namespace assay::custom;

namespace {

constexpr std::size_t text_bytes_most = 10'000;

void check(const Reply& reply) {
    const Verdict& verdict = reply.verdict;
    ASSAY_ASSERT(!verdict.error, "what an evaluator says is no fault of the machine");
    ASSAY_ASSERT(verdict.reason.size() < text_bytes_most, "a bounded reason");
    ASSAY_ASSERT(quotable(verdict.reason, text_bytes_most) == verdict.reason, "a storable reason");
    if (!verdict.score) {
        ASSAY_ASSERT(!verdict.reason.empty(), "what is unscored says why");
        return;
    }
    ASSAY_ASSERT(std::isfinite(*verdict.score), "a number");
    ASSAY_ASSERT(*verdict.score >= -2, "not below the range");
    ASSAY_ASSERT(*verdict.score <= 3, "not above the range");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const ScoreRange range{.low = -2, .high = 3};
    std::vector<Item> items(2);
    items[0].id = "a";
    items[1].id = "b";
    PendingBatch batch(items);
    if (auto reply = read_reply(text, range)) {
        check(*reply);
        (void)batch.accept(*std::move(reply));
    } else {
        ASSAY_ASSERT(reply.error().message.size() < text_bytes_most, "a bounded message");
    }
    if (auto replies = read_results(text, range)) {
        for (Reply& reply : *replies) {
            check(reply);
            (void)batch.accept(std::move(reply));
        }
    } else {
        ASSAY_ASSERT(replies.error().message.size() < text_bytes_most, "a bounded message");
    }
    return 0;
}
