#include "judge/judge.hpp"

#include "core/hash.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>

namespace assay::judge {

#define JUDGE(name) extern const JudgeSpec name;
#include "judge/judges.def"
#undef JUDGE

std::span<const JudgeSpec* const> all_judges() {
    static constexpr const JudgeSpec* specs[] = {
#define JUDGE(name) &(name),
#include "judge/judges.def"
#undef JUDGE
    };
    return specs;
}

Result<const JudgeSpec*> find_judge(std::string_view name) {
    std::vector<std::string_view> names;
    for (const JudgeSpec* spec : all_judges()) {
        if (spec->name == name) return spec;
        names.push_back(spec->name);
    }
    return fail(ErrorKind::not_found,
                "unknown judge '{}'{}; known are {}",
                name,
                did_you_mean(name, names),
                fmt::join(names, ", "));
}

std::string content_hash(const JudgeSpec& spec, const Judge& judge, const Json& models) {
    return sha256_hex(canonical_json_text({{"judge", spec.name},
                                           {"version", spec.version},
                                           {"options", judge.options()},
                                           {"models", models}}));
}

void count_reply(Judgement& judgement, const Reply& reply) {
    const Completion& completion = reply.completion;
    if (judgement.call_count == 0) judgement.cost = Usd{};
    ++judgement.call_count;
    judgement.model = reply.model;
    // A cached answer takes no time now; its latency was another run's.
    if (!completion.is_cached) judgement.latency_ms += completion.latency_ms;
    if (completion.usage) {
        judgement.prompt_tokens += completion.usage->prompt_tokens;
        judgement.completion_tokens += completion.usage->completion_tokens;
    }
    // A cached answer costs nothing now; an unknown price makes the whole unknown.
    if (!completion.is_cached) {
        if (!completion.cost) judgement.cost.reset();
        if (judgement.cost) *judgement.cost += *completion.cost;
    }
    if (reply.is_fallback && !judgement.has(JudgeFlag::fallback))
        judgement.flags.push_back(JudgeFlag::fallback);
}

async::Task<std::optional<JsonObject>> Judge::complete(Session) const {
    co_return std::optional<JsonObject>{};
}

}  // namespace assay::judge
