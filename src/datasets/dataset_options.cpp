#include "datasets/dataset_options.hpp"

#include "core/nearest.hpp"

#include <array>

namespace assay::datasets {
namespace {

struct Extension {
    std::string_view text;
    DatasetFormat format;
};

constexpr std::array<Extension, 6> extensions{{{".jsonl", DatasetFormat::jsonl},
                                               {".ndjson", DatasetFormat::jsonl},
                                               {".json", DatasetFormat::json},
                                               {".csv", DatasetFormat::csv},
                                               {".tsv", DatasetFormat::tsv},
                                               {".parquet", DatasetFormat::parquet}}};

}  // namespace

std::string_view to_string(DatasetFormat format) {
    switch (format) {
        case DatasetFormat::jsonl:
            return "jsonl";
        case DatasetFormat::json:
            return "json";
        case DatasetFormat::csv:
            return "csv";
        case DatasetFormat::tsv:
            return "tsv";
        case DatasetFormat::parquet:
            return "parquet";
    }
    return "unknown";
}

Result<DatasetFormat> parse_dataset_format(std::string_view word) {
    constexpr std::array<std::string_view, 5> words{"jsonl", "json", "csv", "tsv", "parquet"};
    constexpr std::array<DatasetFormat, 5> formats{DatasetFormat::jsonl,
                                                   DatasetFormat::json,
                                                   DatasetFormat::csv,
                                                   DatasetFormat::tsv,
                                                   DatasetFormat::parquet};
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == word) return formats[i];
    }
    return fail(ErrorKind::invalid_input,
                "unknown dataset format '{}', expected jsonl, json, csv, tsv or parquet{}",
                word,
                did_you_mean(word, words));
}

Result<DatasetFormat> format_of(const std::filesystem::path& path) {
    std::filesystem::path inner = path.filename();
    if (inner.extension() == ".gz" || inner.extension() == ".zst") inner = inner.stem();
    for (const Extension& known : extensions) {
        if (inner.extension() == known.text) return known.format;
    }
    return fail(
        ErrorKind::invalid_input,
        "{}: the file name does not tell its format; expected .jsonl, .ndjson, .json, .csv, "
        ".tsv or .parquet, perhaps with .gz or .zst after it",
        path.string());
}

}  // namespace assay::datasets
