#pragma once
// Port: the journal of one run, the truth until the run is finished. Append-only. What append()
// acknowledged survives the death of the process at once, and power loss after sync(). One writer;
// the reader may be another thread.

#include "core/result.hpp"
#include "domain/sample_result.hpp"
#include "store/result_store.hpp"

#include <memory>
#include <span>

namespace assay::store {

class Journal {
  public:
    virtual ~Journal() = default;

    /// Acknowledged as a whole; a process killed inside may leave the first of them, each whole.
    /// Errors: exhausted when the disk is full (the journal stays valid up to the last append).
    virtual Result<void> append(std::span<const SampleResult> results) = 0;
    virtual Result<void> sync() = 0;
};

/// Reads one journal, in order and again by place. One thread at a time.
class JournalCursor {
  public:
    virtual ~JournalCursor() = default;

    /// The next record of what was complete when the cursor was made; nothing at the end. Errors:
    /// corrupt, with file and line.
    virtual Result<std::optional<SampleResult>> next() = 0;
    /// The place of what next() gave last.
    [[nodiscard]] virtual std::uint64_t place() const = 0;
    /// The record at a place; next() goes on after it. Errors: corrupt.
    virtual Result<SampleResult> at(std::uint64_t place) = 0;
};

/// Opens journals by run. Thread-safe.
class JournalStore {
  public:
    virtual ~JournalStore() = default;

    /// For writing at the end; a torn last record (of a crash) is cut off. Errors: unavailable when
    /// another process writes this run's journal.
    /// The handle may outlive the store.
    virtual Result<std::unique_ptr<Journal>> open(const RunId& run) = 0;
    /// Reads from the start what was complete at the time of the call; gives nothing for a run
    /// without a journal. Errors of the source: corrupt, with the file and line, for damage other
    /// than a torn end.
    virtual Result<SampleResultSource> read(const RunId& run) = 0;
    /// The same with places. Gives nothing for a run without a journal.
    virtual Result<std::unique_ptr<JournalCursor>> cursor(const RunId& run) = 0;
    virtual Result<void> remove(const RunId& run) = 0;
};

}  // namespace assay::store
