#pragma once

// The rules of STYLE.md that look at the tree's text: who may include whom, sizes, banned words,
// files nobody builds. Each rule is a function of strings, so that it is tested without files.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::tidy {

/// What a CMakeLists.txt says of a layer.
struct Layer {
    std::string name;
    std::set<std::string> public_headers;
    std::set<std::string> deps;
    std::set<std::string> test_deps;
    /// Sources, tests, benchmarks, fuzzers: every word of the CMakeLists.txt that ends in .cpp.
    std::set<std::string> built;
};

/// One file below src/: `path` is relative to src, `layer` the name of the layer it belongs to.
struct File {
    std::string path;
    std::string layer;
    std::string text;
};

/// The layer of a CMakeLists.txt. Without a layer() call the name is empty; `built` is filled all
/// the same.
Layer parse_layer(std::string_view cmake);

/// The files that lines such as METRIC(name) of a .def file add: name.cpp, name_test.cpp and
/// name/name.cpp.
std::set<std::string> files_of_def(std::string_view def);

/// The paths between the quotes of `#include "…"`, in order.
std::vector<std::string> quoted_includes(std::string_view text);

/// The layer a path such as "providers/mock/mock_server.hpp" belongs to: the longest layer name
/// that leads it.
std::string layer_of(std::string_view path, const std::map<std::string, Layer>& layers);

/// True if the text holds `tidy: allow RULE because REASON`, the reason being more than one word.
bool is_exempt(std::string_view text, std::string_view rule);

/// Each returns a sentence per offence, empty if there is none.
std::vector<std::string> check_includes(const File& file,
                                        const std::map<std::string, Layer>& layers);
std::vector<std::string> check_size(const File& file);
std::vector<std::string> check_words(const File& file);
/// Headers that no file includes and no layer offers, and sources that no CMakeLists.txt names.
std::vector<std::string> check_built(const std::vector<File>& files,
                                     const std::map<std::string, Layer>& layers);

}  // namespace assay::tidy
