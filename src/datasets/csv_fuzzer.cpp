// Any bytes as CSV and TSV, bad records skipped: nothing crashes, and what was read, written with
// every cell quoted, reads the same again.
#include "datasets/readers.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace assay;
using namespace assay::datasets;

std::vector<JsonObject> read_records(std::string_view bytes, CsvDialect dialect) {
    std::vector<JsonObject> rows;
    auto records = csv_records({bytes_in_memory(bytes), "fuzz.csv", 2048}, dialect);
    if (!records) return rows;
    while (true) {
        auto record = (*records)->next();
        if (!record || !*record) return rows;
        if ((*record)->fields) rows.push_back(std::move((*record)->fields->get_object()));
    }
}

void append_quoted(std::string& out, std::string_view cell) {
    out += '"';
    for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::string write_records(const std::vector<JsonObject>& rows, char separator) {
    std::string out;
    const auto end_cell = [&](std::size_t i, std::size_t count) {
        out += i + 1 == count ? '\n' : separator;
    };
    std::size_t i = 0;
    for (const auto& member : rows.front()) {
        append_quoted(out, member.key());
        end_cell(i++, rows.front().size());
    }
    for (const JsonObject& row : rows) {
        i = 0;
        for (const auto& member : row) {
            append_quoted(out, json_view(member.value().get_string()));
            end_cell(i++, row.size());
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Half the bound of a record, so that quotes do not push it over.
    if (size > 1000) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const CsvDialect dialect : {CsvDialect::comma, CsvDialect::tab}) {
        const auto rows = read_records(bytes, dialect);
        if (rows.empty()) continue;
        const std::string written = write_records(rows, dialect == CsvDialect::comma ? ',' : '\t');
        ASSAY_ASSERT(read_records(written, dialect) == rows, "written records read the same");
    }
    return 0;
}
