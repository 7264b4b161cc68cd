// Any bytes as a journal file: reading ends with results or an error, opening for writing never
// loses a record that reading gave.

#include "core/assert.hpp"
#include "store/filesystem/journal_store.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <stdlib.h>
#include <unistd.h>

namespace {

using assay::RunId;
using assay::store::JournalStore;

/// How many results there are; nothing after an error.
std::optional<std::size_t> count(JournalStore& store, const RunId& run) {
    const auto source = store.read(run);
    if (!source) return std::nullopt;
    std::size_t results = 0;
    while (true) {
        const auto result = (*source)();
        if (!result) return std::nullopt;
        if (!*result) return results;
        ++results;
    }
}

const std::filesystem::path& folder() {
    static const std::filesystem::path path = [] {
        std::string name = (std::filesystem::temp_directory_path() / "assay_fuzz_XXXXXX").string();
        return std::filesystem::path(mkdtemp(name.data()));
    }();
    return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const RunId run{"r"};
    std::filesystem::create_directories(folder() / "r");
    {
        std::ofstream file(folder() / "r" / "journal.jsonl", std::ios::binary);
        file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    const auto store = assay::store::open_filesystem_journal_store(folder());
    ASSAY_ASSERT(store.has_value(), "a store opens without its files");
    const auto before = count(**store, run);
    const auto opened = (*store)->open(run);
    ASSAY_ASSERT(!before || opened.has_value(), "what can be read can be continued");
    if (opened && before) ASSAY_ASSERT(count(**store, run) == before, "opening cuts no record");
    return 0;
}
