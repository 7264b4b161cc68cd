#pragma once
// The batches of a run, written down before they are handed over: after a crash the run finds what
// it has paid for. Documents of the MetaStore, one for each batch. One event loop.

#include "domain/run.hpp"
#include "providers/batch.hpp"
#include "store/meta_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::engine {

struct BatchRecord {
    std::string tag;       ///< its key; sent along where the provider keeps it
    std::string provider;  ///< canonical JSON of its identity
    std::string model;
    providers::BatchShape shape;
    std::uint64_t request_count = 0;
    std::string id;          ///< empty until the provider has given one
    bool is_closed = false;  ///< its answers are in the run's journal, or it has none

    bool operator==(const BatchRecord&) const = default;
};

class BatchJournal {
  public:
    /// The store must outlive the journal.
    BatchJournal(store::MetaStore& meta, const RunId& run)
        : meta_(meta), kind_("batches/" + std::string(run.view())), run_(run.view()) {}

    /// A mark for a new batch: the run and a random number.
    [[nodiscard]] std::string new_tag() const;
    /// Inserts or replaces; on disk when it returns.
    Result<void> put(const BatchRecord& record);
    /// All of the run, of this provider and model. Errors: corrupt.
    Result<std::vector<BatchRecord>> records(std::string_view provider, std::string_view model);

  private:
    store::MetaStore& meta_;
    std::string kind_;
    std::string run_;
};

}  // namespace assay::engine
