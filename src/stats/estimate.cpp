#include "stats/estimate.hpp"

#include "core/assert.hpp"

namespace assay::stats {

std::string_view to_string(Status status) {
    switch (status) {
        case Status::ok:
            return "ok";
        case Status::insufficient_data:
            return "insufficient_data";
        case Status::zero_variance:
            return "zero_variance";
        case Status::no_variation:
            return "no_variation";
        case Status::no_pairable_units:
            return "no_pairable_units";
        case Status::not_strongly_connected:
            return "not_strongly_connected";
        case Status::no_valid_score_tokens:
            return "no_valid_score_tokens";
        case Status::not_converged:
            return "not_converged";
        case Status::invalid_argument:
            return "invalid_argument";
    }
    ASSAY_ASSERT(false, "a Status outside its enumerators");
}

}  // namespace assay::stats
