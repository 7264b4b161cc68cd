#pragma once
// Makes batches of what many coroutines bring, without a timer: whoever is free takes all that
// waits, up to a batch. So one sample alone goes at once, and under load batches are full. One
// event loop.

#include "custom/scorer.hpp"

#include "async/gate.hpp"

#include <deque>
#include <vector>

namespace assay::custom {

class Collector {
  public:
    /// The scorer must outlive it.
    Collector(Scorer& scorer, std::size_t batch_count_max, std::size_t parallel_count)
        : scorer_(scorer), batch_count_max_(batch_count_max), parallel_count_(parallel_count) {}

    /// Does the work; ends after close(), when nothing waits any more. Errors: the scorer's, which
    /// every later score() also gives.
    async::Task<void> run();
    void close();

    /// While run() runs. One verdict per item, in their order. Errors: the scorer's.
    async::Task<std::vector<Verdict>> score(std::vector<Item> items);

  private:
    struct Request {
        std::vector<Item> items;
        std::vector<Verdict> verdicts;
        std::size_t open_count;
        async::Gate done;
    };
    struct Place {
        Request* request;
        std::size_t index;
    };

    async::Task<void> lane();
    async::Task<void> score_next();
    void fail_all(const Error& error);

    Scorer& scorer_;
    const std::size_t batch_count_max_;
    const std::size_t parallel_count_;
    std::deque<Place> waiting_;
    std::deque<async::Gate*> idle_;  ///< lanes that wait for work
    std::vector<Request*> requests_;
    std::optional<Error> failure_;
    bool is_closed_ = false;
};

}  // namespace assay::custom
