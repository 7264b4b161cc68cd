#include "engine/budget.hpp"

namespace assay::engine {

Result<void> Budget::reserve(Usd most) {
    if (limit_ && spent_ + reserved_ + most > *limit_) {
        // Calls in flight may turn out cheaper than reserved; ending now keeps the order in which
        // samples are taken, on which the estimate rests.
        is_exhausted_ = true;
        return fail(ErrorKind::exhausted,
                    "the budget of {} is spent: {} so far, and the next call may cost {}",
                    to_string(*limit_),
                    to_string(spent_ + reserved_),
                    to_string(most));
    }
    reserved_ += most;
    return {};
}

void Budget::settle(Usd reserved, Usd spent) {
    reserved_.nanos -= reserved.nanos;
    spent_ += spent;
}

}  // namespace assay::engine
