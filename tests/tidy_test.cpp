#include "tidy_rules.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay::tidy {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Tree {
    std::map<std::string, Layer> layers;
    std::vector<File> files;
};

/// The layers and files below src/ of the working folder, which ctest sets to the root of the
/// sources.
Tree read_tree() {
    Tree tree;
    const fs::path root = "src";
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().filename() != "CMakeLists.txt") continue;
        Layer layer = parse_layer(read(entry.path()));
        const auto folder = entry.path().parent_path();
        for (const auto& other : fs::directory_iterator(folder))
            if (other.path().extension() == ".def")
                layer.built.merge(files_of_def(read(other.path())));
        tree.layers.emplace(folder.lexically_relative(root).generic_string(), std::move(layer));
    }
    tree.layers.erase(".");
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp" && extension != ".md") continue;
        std::string path = entry.path().lexically_relative(root).generic_string();
        std::string layer = layer_of(path, tree.layers);
        tree.files.push_back({std::move(path), std::move(layer), read(entry.path())});
    }
    return tree;
}

const Tree& tree() {
    static const Tree the_tree = read_tree();
    return the_tree;
}

void expect_none(const std::vector<std::string>& findings) {
    for (const std::string& finding : findings) ADD_FAILURE() << finding;
}

std::map<std::string, Layer> three_layers() {
    return {{"core", parse_layer("layer(core\n PUBLIC id.hpp\n SOURCES id.cpp)")},
            {"net", parse_layer("layer(net\n PUBLIC http.hpp\n SOURCES http.cpp\n DEPS core)")},
            {"cli", parse_layer("layer(cli\n SOURCES run.cpp\n DEPS net\n TEST_DEPS core)")}};
}

TEST(Tree, is_not_empty) {
    EXPECT_GT(tree().layers.size(), 10U);
    EXPECT_GT(tree().files.size(), 100U);
}

TEST(Tree, includes_only_public_headers_of_direct_deps) {
    for (const File& file : tree().files) expect_none(check_includes(file, tree().layers));
}

TEST(Tree, keeps_its_sizes) {
    for (const File& file : tree().files) expect_none(check_size(file));
}

TEST(Tree, holds_no_banned_word) {
    for (const File& file : tree().files) expect_none(check_words(file));
}

TEST(Tree, builds_every_file) { expect_none(check_built(tree().files, tree().layers)); }

TEST(ParseLayer, reads_names_headers_deps_and_sources) {
    const Layer layer = parse_layer(
        "# a comment (with.cpp)\nlayer(net\n  PUBLIC a.hpp b.hpp\n  SOURCES a.cpp wire/b.cpp\n"
        "  DEPS core async\n  LIBRARIES fmt::fmt\n  TESTS a_test.cpp\n  TEST_DEPS store/memory)\n");
    EXPECT_EQ(layer.name, "net");
    EXPECT_EQ(layer.public_headers, (std::set<std::string>{"a.hpp", "b.hpp"}));
    EXPECT_EQ(layer.deps, (std::set<std::string>{"async", "core"}));
    EXPECT_EQ(layer.test_deps, (std::set<std::string>{"store/memory"}));
    EXPECT_EQ(layer.built, (std::set<std::string>{"a.cpp", "a_test.cpp", "wire/b.cpp"}));
}

TEST(FilesOfDef, adds_source_test_and_folder) {
    EXPECT_EQ(
        files_of_def("// list\nMETRIC(bleu)\n"),
        (std::set<std::string>{"bleu.cpp", "bleu_test.cpp", "bleu_command.cpp", "bleu/bleu.cpp"}));
}

TEST(QuotedIncludes, leaves_out_angle_brackets_and_comments) {
    EXPECT_EQ(quoted_includes("#include <map>\n#include \"a/b.hpp\"\n// #include \"c.hpp\"\n"),
              std::vector<std::string>{"a/b.hpp"});
}

TEST(LayerOf, takes_the_longest_name) {
    const std::map<std::string, Layer> layers = {{"store", {}}, {"store/sqlite", {}}};
    EXPECT_EQ(layer_of("store/sqlite/meta.hpp", layers), "store/sqlite");
    EXPECT_EQ(layer_of("store/wire/meta.hpp", layers), "store");
    EXPECT_EQ(layer_of("meta.hpp", layers), "");
}

TEST(CheckIncludes, refuses_an_indirect_layer) {
    EXPECT_EQ(
        check_includes({"cli/run.cpp", "cli", "#include \"core/id.hpp\"\n"}, three_layers()).size(),
        1U);
    EXPECT_TRUE(
        check_includes({"cli/run.cpp", "cli", "#include \"net/http.hpp\"\n"}, three_layers())
            .empty());
}

TEST(CheckIncludes, lets_tests_see_their_deps) {
    EXPECT_TRUE(
        check_includes({"cli/run_test.cpp", "cli", "#include \"core/id.hpp\"\n"}, three_layers())
            .empty());
}

TEST(CheckIncludes, lets_the_composition_root_see_public_headers_of_all) {
    auto layers = three_layers();
    layers.emplace("app", parse_layer("add_executable(assay main.cpp)"));
    EXPECT_TRUE(
        check_includes({"app/main.cpp", "app", "#include \"net/http.hpp\"\n"}, layers).empty());
    EXPECT_EQ(check_includes({"app/main.cpp", "app", "#include \"net/wire.hpp\"\n"}, layers).size(),
              1U);
}

TEST(CheckIncludes, refuses_private_headers_and_parent_paths) {
    EXPECT_EQ(check_includes({"cli/run.cpp", "cli", "#include \"net/wire.hpp\"\n"}, three_layers())
                  .size(),
              1U);
    EXPECT_EQ(
        check_includes({"cli/run.cpp", "cli", "#include \"../net/http.hpp\"\n"}, three_layers())
            .size(),
        1U);
}

TEST(CheckSize, knows_the_limits) {
    EXPECT_TRUE(check_size({"a/b.cpp", "a", std::string(600, '\n')}).empty());
    EXPECT_EQ(check_size({"a/b.cpp", "a", std::string(601, '\n')}).size(), 1U);
    EXPECT_EQ(check_size({"a/b.hpp", "a", std::string(201, '\n')}).size(), 1U);
    EXPECT_TRUE(check_size({"a/b_test.cpp", "a", std::string(800, '\n')}).empty());
    EXPECT_EQ(check_size({"a/README.md", "a", std::string(41, '\n')}).size(), 1U);
}

TEST(CheckSize, accepts_an_exemption_with_a_reason) {
    const std::string lines(700, '\n');
    EXPECT_TRUE(
        check_size({"a/b.cpp", "a", "// tidy: allow SIZE because it is one table.\n" + lines})
            .empty());
    EXPECT_EQ(check_size({"a/b.cpp", "a", "// tidy: allow SIZE because\n" + lines}).size(), 1U);
}

TEST(CheckWords, finds_whole_words_only) {
    EXPECT_EQ(check_words({"a/b.cpp",
                           "a",
                           "// TO"
                           "DO: later\n"})
                  .size(),
              1U);
    EXPECT_TRUE(check_words({"a/b.cpp",
                             "a",
                             "\"assay_XX"
                             "XXXX\"\n"})
                    .empty());
    EXPECT_EQ(check_words({"a/b.cpp",
                           "a",
                           "    sys"
                           "tem(\"ls\");\n"})
                  .size(),
              1U);
    EXPECT_TRUE(check_words({"a/b.cpp", "a", "file_system(1); role.system(x);\n"}).empty());
}

TEST(CheckWords, knows_who_may_print_and_open_namespaces) {
    EXPECT_EQ(check_words({"net/b.cpp", "net", "std::cout << 1;\n"}).size(), 1U);
    EXPECT_TRUE(check_words({"cli/b.cpp", "cli", "std::cout << 1;\n"}).empty());
    EXPECT_EQ(check_words({"net/b.hpp", "net", "using namespace std;\n"}).size(), 1U);
    EXPECT_TRUE(check_words({"net/b.cpp", "net", "using namespace std::literals;\n"}).empty());
}

TEST(CheckBuilt, finds_sources_and_headers_nobody_uses) {
    const std::vector<File> files = {{"net/http.cpp", "net", "#include \"net/wire.hpp\"\n"},
                                     {"net/http.hpp", "net", ""},
                                     {"net/wire.hpp", "net", ""},
                                     {"net/lost.hpp", "net", ""},
                                     {"net/lost_test.cpp", "net", ""}};
    EXPECT_EQ(check_built(files, three_layers()).size(), 2U);
}

}  // namespace
}  // namespace assay::tidy
