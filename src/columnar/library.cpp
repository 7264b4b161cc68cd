#include "columnar/library.hpp"

#include <fmt/ranges.h>

#include <array>
#include <dlfcn.h>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// The library is not instrumented: ThreadSanitizer sees its allocations and locks but not the
// atomics between them, and reports races that are none. The name is the sanitizer's interface.
extern "C" const char* __tsan_default_options() {
    return "ignore_noninstrumented_modules=1:detect_deadlocks=0";
}
#endif
#endif

namespace assay::columnar {
namespace {

constexpr std::string_view library_name = "libduckdb.so";

// Written once under the flag below, read only after.
Api loaded_api;
std::once_flag load_once;

/// Beside the program, in the lib folder of an installation, where the build found it, and wherever
/// the system's loader looks.
std::vector<std::string> search_places() {
    std::vector<std::string> places;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (!program.empty()) {
        const auto folder = program.parent_path();
        places.push_back(folder / library_name);
        places.push_back((folder / "../lib" / library_name).lexically_normal());
        places.push_back((folder / "../lib/assay" / library_name).lexically_normal());
    }
    places.emplace_back(ASSAY_DUCKDB_BUILD_PATH);
    places.emplace_back(library_name);
    return places;
}

Result<void> bind_functions(void* library, const std::string& place) {
#define ASSAY_DUCKDB_BIND(name)                                                       \
    loaded_api.name =                                                                 \
        reinterpret_cast<decltype(loaded_api.name)>(dlsym(library, "duckdb_" #name)); \
    if (loaded_api.name == nullptr)                                                   \
        return fail(ErrorKind::unavailable, "{} has no function duckdb_" #name, place);
    ASSAY_DUCKDB_FUNCTIONS(ASSAY_DUCKDB_BIND)
#undef ASSAY_DUCKDB_BIND
    return {};
}

Result<void> load() {
    const auto places = search_places();
    std::string reason;
    for (const std::string& place : places) {
        void* library = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library != nullptr) return bind_functions(library, place);
        const char* message = dlerror();
        // A file that is there but cannot be loaded says more than the places without one.
        std::error_code ignored;
        if (message != nullptr && std::filesystem::exists(place, ignored)) reason = message;
    }
    return fail(ErrorKind::unavailable,
                "the DuckDB library could not be loaded{}{}; searched: {}",
                reason.empty() ? "" : ": ",
                reason,
                fmt::join(places, ", "));
}

struct KindOfType {
    duckdb_error_type type;
    ErrorKind kind;
};

constexpr std::array kinds_of_types = {
    KindOfType{DUCKDB_ERROR_OUT_OF_MEMORY, ErrorKind::exhausted},
    KindOfType{DUCKDB_ERROR_INTERRUPT, ErrorKind::cancelled},
    KindOfType{DUCKDB_ERROR_PERMISSION, ErrorKind::denied},
    KindOfType{DUCKDB_ERROR_IO, ErrorKind::unavailable},
    KindOfType{DUCKDB_ERROR_SERIALIZATION, ErrorKind::corrupt},
    KindOfType{DUCKDB_ERROR_FATAL, ErrorKind::internal},
    KindOfType{DUCKDB_ERROR_INTERNAL, ErrorKind::internal},
};

struct KindOfWords {
    std::string_view words;
    ErrorKind kind;
};

constexpr std::array kinds_of_words = {
    KindOfWords{"No space left", ErrorKind::exhausted},
    KindOfWords{"File too large", ErrorKind::exhausted},
    KindOfWords{"Disk quota exceeded", ErrorKind::exhausted},
    KindOfWords{"Out of Memory", ErrorKind::exhausted},
    KindOfWords{"Could not set lock", ErrorKind::unavailable},
    KindOfWords{"Permission denied", ErrorKind::denied},
    KindOfWords{"Read-only file system", ErrorKind::denied},
    KindOfWords{"No files found", ErrorKind::not_found},
    KindOfWords{"No such file or directory", ErrorKind::not_found},
    KindOfWords{"not a valid DuckDB database file", ErrorKind::corrupt},
    KindOfWords{"No magic bytes found", ErrorKind::invalid_input},
    KindOfWords{"too small to be a Parquet file", ErrorKind::invalid_input},
    KindOfWords{"Corrupt", ErrorKind::corrupt},
    KindOfWords{"corrupt", ErrorKind::corrupt},
};

}  // namespace

Result<void> load_library() {
    static Result<void> outcome;
    std::call_once(load_once, [] { outcome = load(); });
    return outcome;
}

const Api& api() { return loaded_api; }

Error library_error(duckdb_error_type type, std::string message) {
    ErrorKind kind = ErrorKind::invalid_input;
    for (const auto& entry : kinds_of_types) {
        if (entry.type == type) kind = entry.kind;
    }
    for (const auto& entry : kinds_of_words) {
        if (message.find(entry.words) == std::string::npos) continue;
        kind = entry.kind;
        break;
    }
    return {.kind = kind, .message = std::move(message)};
}

Error take_error(duckdb_result& result) {
    const char* text = api().result_error(&result);
    Error error = library_error(api().result_error_type(&result),
                                text == nullptr ? "the query failed without a message" : text);
    api().destroy_result(&result);
    return error;
}

}  // namespace assay::columnar
