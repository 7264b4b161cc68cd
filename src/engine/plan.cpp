#include "engine/plan.hpp"

#include "async/event_loop.hpp"
#include "engine/gate.hpp"
#include "engine/sample_feed.hpp"
#include "providers/factory.hpp"

#include <fmt/format.h>

namespace assay::engine {
namespace {

struct Plan {
    std::uint64_t request_count = 0;
    std::uint64_t prompt_bytes = 0;
    std::optional<PreparedSample> first;
};

async::Task<void> read_all(SampleFeed& feed, Plan& plan) {
    while (true) {
        CO_TRY(std::vector<PreparedSample> batch, co_await feed.next_batch());
        if (batch.empty()) co_return Result<void>{};
        for (PreparedSample& prepared : batch) {
            ++plan.request_count;
            plan.prompt_bytes += prepared.result.input.size();
            if (!plan.first) plan.first = std::move(prepared);
        }
    }
}

}  // namespace

Result<std::string> describe_plan(const RunSpec& spec) {
    TRY(const Preparer preparer, Preparer::make(spec));
    const std::vector<std::string> names = evaluator_names(spec);
    CHECK_OK(parse_gates(spec.gate, names));
    if (spec.model) {
        TRY(const ModelSpec model, resolve_model(spec.judging, *spec.model));
        CHECK_OK(providers::parse_model_name(model.model));
    }
    async::EventLoop loop;
    async::ComputePool pool;
    TRY(const auto feed, SampleFeed::open(spec, preparer, DoneSet(spec.epoch_count), pool));
    Plan plan;
    CHECK_OK(loop.run(read_all(*feed, plan)));
    std::string text = fmt::format("{}: {} samples × epochs, {} rows skipped\n",
                                   spec.dataset,
                                   plan.request_count,
                                   feed->skipped_row_count());
    if (spec.model) {
        text += fmt::format("{} requests to {}, prompts of {} bytes in all\n",
                            plan.request_count,
                            *spec.model,
                            plan.prompt_bytes);
    } else {
        text += "recorded outputs: no model is asked\n";
    }
    text += fmt::format("evaluators: {}\n", fmt::join(names, ", "));
    if (plan.first && spec.model)
        text += fmt::format("the first prompt (sample {}):\n{}\n",
                            plan.first->result.sample_id,
                            plan.first->result.input);
    return text;
}

}  // namespace assay::engine
