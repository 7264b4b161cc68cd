#include "datasets/sample_builder.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace assay::datasets {
namespace {

constexpr std::string_view default_id_field = "id";

}  // namespace

SampleBuilder::SampleBuilder(const DatasetOptions& options)
    : options_(options), name_(options.path.string()) {}

std::string SampleBuilder::place(std::uint64_t line, std::string_view field) const {
    return fmt::format("{}:{}: field '{}'", name_, line, field);
}

Result<void> SampleBuilder::rename(JsonObject& fields, std::uint64_t line) const {
    if (options_.field_map.empty()) return {};
    // All values are found before any is moved, so that two columns can swap names.
    std::vector<std::pair<std::string_view, Json>> renamed;
    renamed.reserve(options_.field_map.size());
    for (const auto& [ours, theirs] : options_.field_map) {
        const Json* value = fields.if_contains(theirs);
        if (value == nullptr) {
            return fail(ErrorKind::invalid_input,
                        "{}: is missing; the field map reads '{}' from it",
                        place(line, theirs),
                        ours);
        }
        renamed.emplace_back(ours, *value);
    }
    for (const auto& [ours, theirs] : options_.field_map) fields.erase(theirs);
    for (auto& [ours, value] : renamed) fields[ours] = std::move(value);
    return {};
}

Result<std::string> SampleBuilder::find_id(const JsonObject& fields, std::uint64_t line) {
    const Json* value = fields.if_contains(options_.id_field);
    if (id_source_ == IdSource::unknown) {
        const bool is_needed =
            options_.id_field != default_id_field || options_.field_map.contains(options_.id_field);
        id_source_ = value == nullptr && !is_needed ? IdSource::position : IdSource::column;
    }
    if (id_source_ == IdSource::position) {
        if (value != nullptr) {
            return fail(ErrorKind::invalid_input,
                        "{}: the first row has no id, so that positions are the ids; expected it "
                        "in every row or in none",
                        place(line, options_.id_field));
        }
        return std::to_string(sample_count_);
    }
    if (value == nullptr) {
        return fail(ErrorKind::invalid_input,
                    "{}: is missing; every row needs an id",
                    place(line, options_.id_field));
    }
    std::string id;
    if (value->is_string()) {
        id = json_view(value->get_string());
    } else if (value->is_int64()) {
        id = std::to_string(value->get_int64());
    } else if (value->is_uint64()) {
        id = std::to_string(value->get_uint64());
    } else {
        return fail(ErrorKind::invalid_input,
                    "{}: is {}{}, expected a string or an integer",
                    place(line, options_.id_field),
                    json_type_name(*value),
                    value->is_double() ? " with a fraction" : "");
    }
    if (id.empty())
        return fail(ErrorKind::invalid_input,
                    "{}: is empty, expected a string or an integer",
                    place(line, options_.id_field));
    return id;
}

Result<Sample> SampleBuilder::build(Json row, std::uint64_t line) {
    CHECK_OK(rename(row.get_object(), line));
    const JsonObject& fields = row.get_object();
    for (const std::string& name : options_.required_fields) {
        if (!fields.contains(name))
            return fail(ErrorKind::invalid_input, "{}: is missing", place(line, name));
    }
    TRY(std::string id, find_id(fields, line));
    if (id_source_ == IdSource::column && !seen_ids_.insert(id)) {
        return fail(ErrorKind::invalid_input,
                    "{}: '{}' occurs a second time, expected each id once",
                    place(line, options_.id_field),
                    id);
    }
    hashed_.clear();
    append_json_string(hashed_, id);
    hashed_ += canonical_json_text(row);
    hashed_ += '\n';
    hash_.add(hashed_);
    return Sample{.id = SampleId(std::move(id)),
                  .index = sample_count_++,
                  .line = line,
                  .fields = std::move(row.get_object())};
}

}  // namespace assay::datasets
