#pragma once
// Seeded random numbers that are the same on every machine and any number of threads.

#include <cstdint>

namespace assay::stats {

/// SplitMix64 (Steele, Lea & Flood 2014). Streams start at hashed places of the sequence, far
/// apart.
class Random {
  public:
    Random(std::uint64_t seed, std::uint64_t stream) : state_(seed) {
        state_ = next() + stream;
        state_ = next();
    }
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
    /// Uniform in [0, 1), in steps of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  private:
    std::uint64_t state_;
};

}  // namespace assay::stats
