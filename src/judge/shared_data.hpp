#pragma once
// Test data that lies beside the checkout, when it does: $ASSAY_SHARED/data, by default
// ../shared/data.

#include "core/json.hpp"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace assay::judge {

inline std::filesystem::path shared_path(const std::string& name) {
    const char* folder = std::getenv("ASSAY_SHARED");
    return std::filesystem::path(folder != nullptr ? folder : "../shared") / "data" / name;
}

inline std::optional<std::string> shared_text(const std::string& name) {
    std::ifstream file(shared_path(name), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::optional<Json> shared_json(const std::string& name) {
    const auto text = shared_text(name);
    if (!text) return std::nullopt;
    return parse_json(*text).value();
}

inline std::optional<std::vector<std::string>> shared_lines(const std::string& name) {
    std::ifstream file(shared_path(name), std::ios::binary);
    if (!file) return std::nullopt;
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

/// Of a file that is compressed or not; empty if it is not there.
inline std::string unzipped(const std::string& name) {
    gzFile file = gzopen(shared_path(name).c_str(), "rb");
    if (file == nullptr) return {};
    std::string text;
    std::array<char, 65536> buffer{};
    for (int count = 0; (count = gzread(file, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(count));
    gzclose(file);
    return text;
}

}  // namespace assay::judge
