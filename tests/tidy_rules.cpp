#include "tidy_rules.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

namespace assay::tidy {
namespace {

struct BannedWord {
    const char* pattern;
    const char* reason;
};

bool is_header(std::string_view path) { return path.ends_with(".hpp"); }

bool is_test_file(std::string_view path) {
    return path.ends_with("_test.cpp") || path.ends_with("_benchmark.cpp") ||
           path.ends_with("_fuzzer.cpp");
}

std::string without_cmake_comments(std::string_view cmake) {
    std::string kept;
    bool in_comment = false;
    for (const char letter : cmake) {
        if (letter == '#') in_comment = true;
        if (letter == '\n') in_comment = false;
        if (!in_comment) kept += letter;
    }
    return kept;
}

std::string name_in_layer(const File& file) {
    return file.layer.empty() ? file.path : file.path.substr(file.layer.size() + 1);
}

}  // namespace

Layer parse_layer(std::string_view cmake) {
    const std::string text = without_cmake_comments(cmake);
    Layer layer;
    static const std::regex source(R"([A-Za-z0-9_/]+\.cpp)");
    for (std::sregex_iterator match(text.begin(), text.end(), source), end; match != end; ++match)
        layer.built.insert(match->str());
    static const std::regex call(R"((^|\n)\s*layer\(([^)]*)\))");
    std::smatch found;
    if (!std::regex_search(text, found, call)) return layer;
    std::istringstream words(found[2].str());
    words >> layer.name;
    static const std::set<std::string> keywords = {"PUBLIC",
                                                   "SOURCES",
                                                   "DEPS",
                                                   "LIBRARIES",
                                                   "TESTS",
                                                   "TEST_DEPS",
                                                   "BENCHMARKS",
                                                   "FUZZERS",
                                                   "AVX2"};
    std::string keyword;
    for (std::string word; words >> word;) {
        if (keywords.contains(word)) {
            keyword = word;
        } else if (keyword == "PUBLIC") {
            layer.public_headers.insert(word);
        } else if (keyword == "DEPS") {
            layer.deps.insert(word);
        } else if (keyword == "TEST_DEPS") {
            layer.test_deps.insert(word);
        }
    }
    return layer;
}

std::set<std::string> files_of_def(std::string_view def) {
    const std::string text(def);
    std::set<std::string> files;
    static const std::regex line(R"((^|\n)[A-Z_]+\(([a-z0-9_]+)[,)])");
    for (std::sregex_iterator match(text.begin(), text.end(), line), end; match != end; ++match) {
        const std::string name = (*match)[2].str();
        files.insert(
            {name + ".cpp", name + "_test.cpp", name + "_command.cpp", name + "/" + name + ".cpp"});
    }
    return files;
}

std::vector<std::string> quoted_includes(std::string_view text) {
    std::vector<std::string> includes;
    std::istringstream lines{std::string(text)};
    static const std::regex include(R"re(^\s*#\s*include\s+"([^"]+)".*)re");
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        if (line.find('#') < line.find('"') && std::regex_match(line, found, include))
            includes.push_back(found[1].str());
    }
    return includes;
}

std::string layer_of(std::string_view path, const std::map<std::string, Layer>& layers) {
    std::string_view folder = path;
    while (folder.find('/') != std::string_view::npos) {
        folder = folder.substr(0, folder.rfind('/'));
        if (layers.contains(std::string(folder))) return std::string(folder);
    }
    return {};
}

bool is_exempt(std::string_view text, std::string_view rule) {
    const std::string mark = "tidy: allow " + std::string(rule) + " because ";
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return false;
    const auto reason = text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
    return reason.find(' ') != std::string_view::npos;
}

std::vector<std::string> check_includes(const File& file,
                                        const std::map<std::string, Layer>& layers) {
    std::vector<std::string> findings;
    if (is_exempt(file.text, "INCLUDE")) return findings;
    const auto own = layers.find(file.layer);
    if (own == layers.end()) return findings;
    const Layer& layer = own->second;
    // A private header may serve the tests alone; were it to leak into a source, that source would
    // not compile.
    const bool sees_test_deps =
        is_test_file(file.path) ||
        (is_header(file.path) && !layer.public_headers.contains(name_in_layer(file)));
    for (const std::string& include : quoted_includes(file.text)) {
        if (include.find("../") != std::string::npos) {
            findings.push_back(file.path + ": includes " + include + " by a path with ../");
            continue;
        }
        const std::string target = layer_of(include, layers);
        if (target.empty() || target == file.layer) continue;
        // A folder without a layer() call is the composition root, which may see every layer.
        const bool is_seen = layer.name.empty() || layer.deps.contains(target) ||
                             (sees_test_deps && layer.test_deps.contains(target));
        if (!is_seen) {
            findings.push_back(file.path + ": includes " + include + ", but " + target +
                               " is not in the DEPS of " + file.layer);
        } else if (!layers.at(target).public_headers.contains(include.substr(target.size() + 1))) {
            findings.push_back(file.path + ": includes " + include + ", which " + target +
                               " does not list as PUBLIC");
        }
    }
    return findings;
}

std::vector<std::string> check_size(const File& file) {
    const auto lines_max = file.path.ends_with("README.md") ? 40
                           : is_header(file.path)           ? 200
                           : is_test_file(file.path)        ? 800
                                                            : 600;
    const auto line_count = std::count(file.text.begin(), file.text.end(), '\n');
    if (line_count <= lines_max || is_exempt(file.text, "SIZE")) return {};
    return {file.path + ": " + std::to_string(line_count) + " lines, at most " +
            std::to_string(lines_max)};
}

std::vector<std::string> check_words(const File& file) {
    static const std::array anywhere = {
        BannedWord{R"(\bTODO\b)", "open an issue"},
        BannedWord{R"(\bFIXME\b)", "mend it or open an issue"},
        BannedWord{R"(\bXXX\b)", "say what is meant"},
        BannedWord{R"((^|[^\w.>])system\()", "no shell is started"},
        BannedWord{R"(\basio::detached\b)", "nothing outlives its caller"},
    };
    std::vector<BannedWord> banned(anywhere.begin(), anywhere.end());
    if (is_header(file.path))
        banned.push_back({R"(\busing namespace\b)", "it reaches every includer"});
    if (file.layer != "cli" && file.layer != "app" && !is_test_file(file.path))
        banned.push_back({R"(\bstd::cout\b)", "only commands print"});
    std::vector<std::string> findings;
    if (is_exempt(file.text, "WORD")) return findings;
    for (const BannedWord& word : banned) {
        std::smatch found;
        if (std::regex_search(file.text, found, std::regex(word.pattern)))
            findings.push_back(file.path + ": holds " + found.str() + ": " + word.reason);
    }
    return findings;
}

std::vector<std::string> check_built(const std::vector<File>& files,
                                     const std::map<std::string, Layer>& layers) {
    std::set<std::string> included;
    for (const File& file : files)
        for (const std::string& include : quoted_includes(file.text)) {
            included.insert(include);
            if (!file.layer.empty()) included.insert(file.layer + "/" + include);
        }
    std::vector<std::string> findings;
    for (const File& file : files) {
        if (is_exempt(file.text, "UNBUILT")) continue;
        const auto found = layers.find(file.layer);
        const std::string name = name_in_layer(file);
        if (file.path.ends_with(".cpp")) {
            if (found == layers.end() || !found->second.built.contains(name))
                findings.push_back(file.path + ": no CMakeLists.txt builds it");
        } else if (is_header(file.path)) {
            const bool is_public =
                found != layers.end() && found->second.public_headers.contains(name);
            if (!is_public && !included.contains(file.path))
                findings.push_back(file.path + ": neither PUBLIC nor included by any file");
        }
    }
    return findings;
}

}  // namespace assay::tidy
