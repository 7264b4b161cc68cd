#pragma once
// Every port in memory: for tests, and for runs that keep nothing. Thread-safe.

#include "store/experiment_store.hpp"
#include "store/journal.hpp"
#include "store/meta_store.hpp"
#include "store/object_store.hpp"
#include "store/response_cache.hpp"
#include "store/result_store.hpp"

#include <memory>

namespace assay::store {

std::unique_ptr<MetaStore> make_memory_meta_store();
/// Exports JSONL only; the other formats are invalid_input.
std::unique_ptr<ResultStore> make_memory_result_store();
std::unique_ptr<ObjectStore> make_memory_object_store();
std::unique_ptr<ResponseCache> make_memory_response_cache();
std::unique_ptr<ExperimentStore> make_memory_experiment_store();
std::unique_ptr<JournalStore> make_memory_journal_store();

}  // namespace assay::store
