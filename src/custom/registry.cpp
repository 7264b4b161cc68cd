#include "custom/scorer.hpp"

#include "core/file.hpp"
#include "core/hash.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

namespace assay::custom {
namespace {

Result<std::string> hash_of_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return system_error(errno, "read", path);
    Sha256 hash;
    std::array<char, 1U << 16U> buffer{};
    while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
        hash.add({buffer.data(), static_cast<std::size_t>(stream.gcount())});
    return hash.finish_hex();
}

}  // namespace

#define SCORER(name) extern const ScorerKind name;
#include "custom/scorers.def"
#undef SCORER

std::span<const ScorerKind* const> all_scorers() {
    static constexpr const ScorerKind* kinds[] = {
#define SCORER(name) &(name),
#include "custom/scorers.def"
#undef SCORER
    };
    return kinds;
}

const ScorerKind* find_scorer(std::string_view name) {
    const auto kinds = all_scorers();
    const auto found = std::ranges::find(kinds, name, &ScorerKind::name);
    return found == kinds.end() ? nullptr : *found;
}

Result<JsonObject> content_of_files(const ScorerKind& kind, const JsonObject& options) {
    JsonObject content;
    for (const std::string& path : kind.files(options)) {
        std::error_code error;
        if (!std::filesystem::is_regular_file(path, error)) continue;
        TRY(content[path], hash_of_file(path));
    }
    return content;
}

}  // namespace assay::custom
