// Any bytes as a trained judge, as they are and with a right hash put behind them: an error, or a
// judge that gives the same bytes again and stays within bounds.

#include "distill/trained_judge.hpp"

#include "core/assert.hpp"
#include "core/hash.hpp"

#include <cstddef>
#include <cstdint>

namespace {

void check(const std::string& bytes) {
    using namespace assay::distill;
    const auto judge = TrainedJudge::from_bytes(bytes);
    if (!judge) return;
    ASSAY_ASSERT(judge->to_bytes() == bytes, "a judge has one form");
    Example example{
        .input = "What is Assay?", .output = "A tool that measures.", .targets = {"A tool."}};
    example.metric_scores.resize(judge->metric_names().size(), 0.5);
    const auto prediction = judge->predict(example);
    ASSAY_ASSERT(prediction.has_value(), "an example that fits is predicted");
    ASSAY_ASSERT(prediction->score >= 0 && prediction->score <= 1, "scores are ratios");
    ASSAY_ASSERT(prediction->half_width >= 0 && prediction->half_width <= 1, "widths are ratios");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    check(bytes);
    check(bytes + assay::sha256_hex(bytes));
    return 0;
}
