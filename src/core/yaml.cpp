#include "core/yaml.hpp"

#include "core/file.hpp"
#include "core/utf8.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>

namespace assay {
namespace {

constexpr int depth_max = 64;
constexpr std::size_t node_count_max = 1'000'000;
constexpr std::size_t file_bytes_max = std::size_t{64} << 20U;

/// The library replaces what is no UTF-8, and takes some control characters for the end of the
/// text: the document would not say what its writer wrote.
Result<void> check_text(std::string_view text, const std::string& file) {
    int line = 1;
    for (std::size_t i = 0, line_start = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t count = utf8_sequence_bytes(text.substr(i));
        const bool is_blank = byte == '\t' || byte == '\n' || byte == '\r';
        if (count == 0 || (byte < 0x20 && !is_blank))
            return fail(ErrorKind::invalid_input,
                        "{}:{}:{}: the byte 0x{:02x}, expected UTF-8 text",
                        file,
                        line,
                        i - line_start + 1,
                        byte);
        i += count;
        if (byte != '\n') continue;
        ++line;
        line_start = i;
    }
    return {};
}

/// The value of a plain scalar by YAML 1.2's core schema.
Json plain_scalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return nullptr;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    const char* begin = text.data() + (text.front() == '+' ? 1 : 0);
    const char* end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto parsed = std::from_chars(begin, end, integer);
        parsed.ec == std::errc{} && parsed.ptr == end)
        return integer;
    const bool starts_like_number =
        begin != end && (*begin == '-' || *begin == '.' || (*begin >= '0' && *begin <= '9'));
    double number = 0;
    if (starts_like_number) {
        const auto parsed = std::from_chars(begin, end, number);
        if (parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(number)) return number;
    }
    return Json(text);
}

class Converter {
  public:
    explicit Converter(YamlDocument& document) : document_(document) {}

    Result<Json> convert(const YAML::Node& node, const std::string& path, int depth) {
        const int line = node.Mark().line + 1;
        if (line > 0) document_.lines.try_emplace(path, line);
        if (depth > depth_max) return error(node, fmt::format("nested deeper than {}", depth_max));
        if (++node_count_ > node_count_max)
            return error(node, fmt::format("more than {} values", node_count_max));
        switch (node.Type()) {
            case YAML::NodeType::Undefined:
            case YAML::NodeType::Null:
                return Json(nullptr);
            case YAML::NodeType::Scalar: {
                CHECK_OK(check_text(node));
                const bool is_quoted = node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str";
                return is_quoted ? Json(node.Scalar()) : plain_scalar(node.Scalar());
            }
            case YAML::NodeType::Sequence:
                return sequence(node, path, depth);
            case YAML::NodeType::Map:
                return map(node, path, depth);
        }
        return error(node, "not a YAML value");
    }

  private:
    Result<Json> sequence(const YAML::Node& node, const std::string& path, int depth) {
        JsonArray array;
        for (const YAML::Node& item : node) {
            TRY(Json value,
                convert(item, child_path(path, std::to_string(array.size())), depth + 1));
            array.push_back(std::move(value));
        }
        return Json(std::move(array));
    }

    Result<Json> map(const YAML::Node& node, const std::string& path, int depth) {
        JsonObject object;
        for (const auto& member : node) {
            if (!member.first.IsScalar())
                return error(member.first, "a key must be a word, not a list or a map");
            CHECK_OK(check_text(member.first));
            const std::string& key = member.first.Scalar();
            if (object.contains(key))
                return error(member.first, fmt::format("the key '{}' occurs twice", key));
            const std::string member_path = child_path(path, key);
            if (const int line = member.first.Mark().line + 1; line > 0)
                document_.lines.try_emplace(member_path, line);
            TRY(Json value, convert(member.second, member_path, depth + 1));
            object.emplace(key, std::move(value));
        }
        return Json(std::move(object));
    }

    /// The document is UTF-8, but the library writes one byte for the escapes \N and \_.
    [[nodiscard]] Result<void> check_text(const YAML::Node& node) const {
        for (std::string_view rest = node.Scalar(); !rest.empty();) {
            const std::size_t count = utf8_sequence_bytes(rest);
            if (count == 0)
                return error(node,
                             "the escapes \\N and \\_ are not supported; write \\u0085, \\u00A0");
            rest.remove_prefix(count);
        }
        return {};
    }

    [[nodiscard]] Error error(const YAML::Node& node, std::string_view what) const {
        return make_error(ErrorKind::invalid_input,
                          "{}:{}:{}: {}",
                          document_.file,
                          node.Mark().line + 1,
                          node.Mark().column + 1,
                          what);
    }

    static std::string child_path(const std::string& path, const std::string& key) {
        return path.empty() ? key : path + "/" + key;
    }

    YamlDocument& document_;
    std::size_t node_count_ = 0;
};

}  // namespace

std::string YamlDocument::place(std::string_view path) const {
    std::string prefix(path);
    while (true) {
        if (const auto found = lines.find(prefix); found != lines.end())
            return fmt::format("{}:{}", file, found->second);
        const std::size_t slash = prefix.rfind('/');
        if (prefix.empty()) return file;
        prefix.resize(slash == std::string::npos ? 0 : slash);
    }
}

Result<YamlDocument> parse_yaml(std::string_view text, std::string file) {
    CHECK_OK(check_text(text, file));
    YamlDocument document{.file = std::move(file), .value = nullptr, .lines = {}};
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        TRY(document.value, Converter(document).convert(root, "", 0));
    } catch (const YAML::Exception& exception) {
        return fail(ErrorKind::invalid_input,
                    "{}:{}:{}: not valid YAML: {}",
                    document.file,
                    exception.mark.line + 1,
                    exception.mark.column + 1,
                    exception.msg);
    }
    return document;
}

Result<YamlDocument> read_yaml_file(const std::string& file) {
    TRY(const std::string text, read_file(file, file_bytes_max));
    return parse_yaml(text, file);
}

}  // namespace assay
