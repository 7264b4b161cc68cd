#include "domain/run.hpp"

#include <array>

namespace assay {

std::string_view to_string(RunState state) {
    switch (state) {
        case RunState::running:
            return "running";
        case RunState::finished:
            return "finished";
        case RunState::interrupted:
            return "interrupted";
        case RunState::failed:
            return "failed";
    }
    ASSAY_ASSERT(false, "a RunState outside its enumerators");
}

Result<RunState> parse_run_state(std::string_view text) {
    constexpr std::array states = {
        RunState::running, RunState::finished, RunState::interrupted, RunState::failed};
    for (const RunState state : states) {
        if (to_string(state) == text) return state;
    }
    return fail(ErrorKind::corrupt, "unknown run state '{}'", text);
}

}  // namespace assay
