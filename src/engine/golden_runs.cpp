#include "engine/golden_runs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>
#include <string>

namespace assay::engine {
namespace {

constexpr std::string_view golden_kind = "golden_run";
constexpr std::size_t hash_shown = 12;

}  // namespace

Result<void> keep_golden_run(const judge::GoldenRun& run, store::MetaStore& meta) {
    // Documents come back in order of their keys: within a version, in time.
    return meta.put_document(golden_kind,
                             fmt::format("{}/{}/{}", run.hash, run.created_at, run.run),
                             judge::to_json(run));
}

Result<std::vector<judge::GoldenRun>> golden_runs(std::string_view judge, store::MetaStore& meta) {
    TRY(const auto documents, meta.documents(golden_kind));
    std::map<std::string, std::vector<judge::GoldenRun>> versions;
    std::set<std::string> known;
    for (const Json& document : documents) {
        TRY(judge::GoldenRun run, judge::golden_run_from_json(document));
        known.insert(fmt::format("{} ({})", run.judge, run.hash.substr(0, hash_shown)));
        if (run.judge != judge && !run.hash.starts_with(judge)) continue;
        versions[run.hash].push_back(std::move(run));
    }
    if (versions.empty() && known.empty())
        return fail(ErrorKind::not_found,
                    "no judge is calibrated yet: 'assay judge calibrate RUN --labels FILE'");
    if (versions.empty())
        return fail(ErrorKind::not_found,
                    "no calibrated judge is named '{}' or has such a hash; there are {}",
                    judge,
                    fmt::join(known, ", "));
    if (versions.size() > 1) {
        std::vector<std::string> hashes;
        for (const auto& [hash, runs] : versions) hashes.push_back(hash.substr(0, hash_shown));
        return fail(ErrorKind::invalid_input,
                    "'{}' has {} versions, name one by its hash: {}",
                    judge,
                    versions.size(),
                    fmt::join(hashes, ", "));
    }
    return std::move(versions.begin()->second);
}

}  // namespace assay::engine
