#pragma once
// Journals as files: `FOLDER/RUN/journal.jsonl`, a JSON object with its checksum on each line.

#include "core/result.hpp"
#include "store/journal.hpp"

#include <filesystem>
#include <memory>

namespace assay::store {

/// Creates the folder when the first journal is opened for writing.
Result<std::unique_ptr<JournalStore>> open_filesystem_journal_store(
    const std::filesystem::path& folder);

}  // namespace assay::store
