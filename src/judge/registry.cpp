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

async::Task<std::optional<JsonObject>> Judge::complete(Session) const {
    co_return std::optional<JsonObject>{};
}

}  // namespace assay::judge
