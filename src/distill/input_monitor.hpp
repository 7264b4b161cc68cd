#pragma once
// Are the texts and metric scores of today those that a distilled judge was trained on? Compares
// the mean of every dense feature with its mean in training. One stream an object; not for
// concurrent use.

#include "distill/trained_judge.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::distill {

/// The feature that moved furthest.
struct InputShift {
    std::string feature;  ///< in words, such as `length of the output`
    double shift_sds;     ///< of its mean, in standard deviations of training; of the unfamiliar: 0
    double unfamiliar_ratio;  ///< of the examples, lack what training always had, or the reverse
    std::string reason;       ///< a whole sentence

    bool operator==(const InputShift&) const = default;
};

class InputMonitor {
  public:
    explicit InputMonitor(TrainedJudge judge);
    InputMonitor(InputMonitor&&) noexcept;
    InputMonitor& operator=(InputMonitor&&) noexcept;
    ~InputMonitor();

    /// Keeps the 10,000 examples with the lowest `luck`: give random numbers that belong to the
    /// examples, and these are a random sample, whatever their order. An example with the wrong
    /// number of metric scores, or with one that is no finite number, is ignored. O(bytes).
    void add(const Example& example, double luck);

    [[nodiscard]] std::size_t count() const;  ///< of the examples kept
    /// A shift that is, beyond four standard errors, more than half a standard deviation; or more
    /// than one unfamiliar example in twenty. Nothing below 50 examples, and while all is well.
    [[nodiscard]] std::optional<InputShift> shift() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::distill
