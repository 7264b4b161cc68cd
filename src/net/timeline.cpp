#include "net/timeline.hpp"

#include "async/sleep.hpp"

namespace assay::net {
namespace {

class RealTimeline final : public Timeline {
  public:
    [[nodiscard]] const Clock& clock() const override { return system_clock(); }
    async::Task<void> sleep(std::chrono::nanoseconds time) override { return async::sleep(time); }
};

}  // namespace

Timeline& real_timeline() {
    static RealTimeline timeline;
    return timeline;
}

async::Task<void> VirtualTimeline::sleep(std::chrono::nanoseconds time) {
    clock_.advance(time);
    slept_ += time;
    co_return Result<void>{};
}

}  // namespace assay::net
