#pragma once
// Notices that a model refuses everything alike: a parameter it does not know, a schema it does not
// like. Asking on would only repeat the error for every sample. Value type; one event loop.

#include "core/error.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace assay::engine {

class RefusalWatch {
  public:
    /// Of the first calls, all.
    static constexpr std::uint64_t first_count = 20;
    /// Later, in a row.
    static constexpr std::uint64_t row_count = 50;

    void answered();
    /// Only invalid_input counts: outages pass, and content filters judge each sample. Messages
    /// that differ in numbers are alike.
    void failed(const Error& error);
    /// Whether the last calls were refused: more of the same may end the run.
    [[nodiscard]] bool is_in_doubt() const { return alike_count_ > 0; }
    /// What to end the run with, once the model has refused often enough: says so, and quotes it.
    [[nodiscard]] const std::optional<Error>& verdict() const { return verdict_; }

  private:
    std::uint64_t answered_count_ = 0;
    std::uint64_t alike_count_ = 0;  ///< refusals in a row like the last one
    std::string last_;               ///< without its numbers
    std::optional<Error> verdict_;
};

}  // namespace assay::engine
