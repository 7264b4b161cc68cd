#include "store/run_lookup.hpp"

#include <algorithm>
#include <string>

namespace assay::store {
namespace {

std::string names(const std::vector<Run>& runs) {
    std::string out;
    for (std::size_t i = 0; i < std::min(runs.size(), lookup_names_max); ++i) {
        if (i > 0) out += ", ";
        out += runs[i].id.view();
    }
    if (runs.size() > lookup_names_max) out += ", …";
    return out;
}

}  // namespace

Error no_such_run(std::string_view name, const std::vector<Run>& newest) {
    if (newest.empty())
        return make_error(ErrorKind::not_found, "no run '{}': there are no runs", name);
    return make_error(ErrorKind::not_found, "no run '{}'; the newest are: {}", name, names(newest));
}

Result<Run> the_one_run(std::string_view prefix, std::vector<Run> found) {
    ASSAY_ASSERT(!found.empty(), "at least one run was found");
    for (Run& run : found) {
        if (run.id.view() == prefix) return std::move(run);
    }
    if (found.size() == 1) return std::move(found.front());
    return fail(ErrorKind::invalid_input, "'{}' fits more than one run: {}", prefix, names(found));
}

}  // namespace assay::store
