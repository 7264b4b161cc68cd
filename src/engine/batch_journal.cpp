#include "engine/batch_journal.hpp"

#include "core/json.hpp"

#include <fmt/format.h>

#include <random>

namespace assay::engine {
namespace {

Result<BatchRecord> read_record(const Json& document) {
    if (!document.is_object()) return fail(ErrorKind::corrupt, "a batch's record is no object");
    const JsonFields fields(document.get_object(), "batch");
    BatchRecord record;
    TRY(record.tag, fields.string("tag"));
    TRY(record.provider, fields.string("provider"));
    TRY(record.model, fields.string("model"));
    TRY(record.shape.is_prompt, fields.boolean("is_prompt"));
    TRY(record.shape.wants_logprobs, fields.boolean("wants_logprobs"));
    TRY(const std::int64_t count, fields.integer("request_count"));
    record.request_count = static_cast<std::uint64_t>(count);
    TRY(record.id, fields.string("id"));
    TRY(record.is_closed, fields.boolean("is_closed"));
    return record;
}

}  // namespace

std::string BatchJournal::new_tag() const {
    std::random_device random;
    return fmt::format("{}-{:08x}", run_, random());
}

Result<void> BatchJournal::put(const BatchRecord& record) {
    return meta_.put_document(kind_,
                              record.tag,
                              Json{{"tag", record.tag},
                                   {"provider", record.provider},
                                   {"model", record.model},
                                   {"is_prompt", record.shape.is_prompt},
                                   {"wants_logprobs", record.shape.wants_logprobs},
                                   {"request_count", record.request_count},
                                   {"id", record.id},
                                   {"is_closed", record.is_closed}});
}

Result<std::vector<BatchRecord>> BatchJournal::records(std::string_view provider,
                                                       std::string_view model) {
    TRY(const auto documents, meta_.documents(kind_));
    std::vector<BatchRecord> records;
    for (const Json& document : documents) {
        auto record = read_record(document);
        if (!record) return Error{ErrorKind::corrupt, std::move(record).error().message};
        if (record->provider == provider && record->model == model)
            records.push_back(*std::move(record));
    }
    return records;
}

}  // namespace assay::engine
