// Filters that cut or change the text of one answer.

#include "prompts/answer_filter.hpp"
#include "prompts/python_text.hpp"
#include "text/unicode.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace assay::prompts {
namespace {

// One function of the text; nothing means that there was no answer.
using Change = std::optional<std::string> (*)(std::string_view text);

class ChangeFilter final : public EachAnswerFilter {
  public:
    ChangeFilter(Change change, std::string fallback)
        : change_(change), fallback_(std::move(fallback)) {}

  private:
    Result<void> change(Extraction& answer, const FilterContext&) const override {
        auto changed = change_(answer.text);
        if (changed)
            answer.text = *std::move(changed);
        else
            give_up(answer, fallback_);
        return {};
    }

    Change change_;
    std::string fallback_;
};

template <Change change>
MadeFilter make_change(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 1>{"fallback"}));
    TRY(const auto fallback, fields.optional_string("fallback"));
    return std::make_shared<ChangeFilter>(change, fallback.value_or(std::string(no_answer)));
}

std::optional<std::string> stripped(std::string_view text) {
    return std::string(strip(text, Sides::both));
}
std::optional<std::string> lower_case(std::string_view text) { return text::lower(text); }
std::optional<std::string> upper_case(std::string_view text) { return upper(text); }

template <bool is_last>
std::optional<std::string> outer_line(std::string_view text) {
    std::optional<std::string> found;
    for (const std::string_view line : split_lines(text)) {
        const std::string_view content = strip(line, Sides::both);
        if (content.empty()) continue;
        found = std::string(content);
        if (!is_last) break;
    }
    return found;
}

// The lines between the first fence of three or more backticks or tildes and its closing fence, or
// the end.
std::optional<std::string> first_code_block(std::string_view text) {
    std::string_view fence;
    std::string block;
    for (const std::string_view line : split_at(text, "\n")) {
        const std::string_view content = strip(line, Sides::both);
        if (fence.empty()) {
            if (!content.starts_with("```") && !content.starts_with("~~~")) continue;
            const std::size_t end = content.find_first_not_of(content.front());
            fence = content.substr(0, end);
        } else if (content.starts_with(fence) &&
                   content.find_first_not_of(fence.front()) == std::string_view::npos) {
            return block;
        } else {
            block.append(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line) += '\n';
        }
    }
    if (fence.empty()) return std::nullopt;
    return block;
}

class AfterFilter final : public EachAnswerFilter {
  public:
    AfterFilter(std::string mark, bool takes_first, std::string fallback)
        : mark_(std::move(mark)), takes_first_(takes_first), fallback_(std::move(fallback)) {}

  private:
    Result<void> change(Extraction& answer, const FilterContext&) const override {
        const std::size_t found = takes_first_ ? answer.text.find(mark_) : answer.text.rfind(mark_);
        if (found == std::string::npos)
            give_up(answer, fallback_);
        else
            answer.text = std::string(
                strip(std::string_view(answer.text).substr(found + mark_.size()), Sides::both));
        return {};
    }

    std::string mark_;
    bool takes_first_;
    std::string fallback_;
};

MadeFilter make_after(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 3>{"text", "which", "fallback"}));
    TRY(std::string mark, fields.string("text"));
    TRY(const auto which, fields.optional_string("which"));
    TRY(const auto fallback, fields.optional_string("fallback"));
    if (which && *which != "first" && *which != "last")
        return fail(
            ErrorKind::invalid_input, "{}: which is first or last, not '{}'", where, *which);
    return std::make_shared<AfterFilter>(
        std::move(mark), which == "first", fallback.value_or(std::string(no_answer)));
}

class JsonFilter final : public EachAnswerFilter {
  public:
    JsonFilter(std::string path, std::string fallback)
        : path_(std::move(path)), fallback_(std::move(fallback)) {}

  private:
    // The whole output, its first code block, or what stands between the outermost braces.
    static Result<Json> read(std::string_view text) {
        auto whole = parse_json(strip(text, Sides::both));
        if (whole) return whole;
        if (const auto block = first_code_block(text)) {
            auto fenced = parse_json(*block);
            if (fenced) return fenced;
        }
        const std::size_t begin = text.find_first_of("{[");
        const std::size_t end = text.find_last_of("}]");
        if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
            return whole;
        return parse_json(text.substr(begin, end + 1 - begin));
    }

    const Json* pick(const Json& root) const {
        const Json* current = &root;
        if (path_.empty()) return current;
        for (const std::string_view part : split_at(path_, ".")) {
            if (const JsonObject* object = current->if_object()) {
                current = object->if_contains(part);
            } else if (const JsonArray* array = current->if_array()) {
                std::size_t index = 0;
                const auto parsed = std::from_chars(part.data(), part.data() + part.size(), index);
                const bool is_index =
                    parsed.ec == std::errc{} && parsed.ptr == part.data() + part.size();
                current = is_index ? array->if_contains(index) : nullptr;
            } else {
                return nullptr;
            }
            if (current == nullptr) return nullptr;
        }
        return current;
    }

    Result<void> change(Extraction& answer, const FilterContext&) const override {
        const auto root = read(answer.text);
        const Json* picked = root ? pick(*root) : nullptr;
        if (picked == nullptr || picked->is_null())
            give_up(answer, fallback_);
        else
            answer.text = picked->is_string() ? std::string(json_view(picked->get_string()))
                                              : to_json_text(*picked);
        return {};
    }

    std::string path_;
    std::string fallback_;
};

MadeFilter make_json(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 2>{"path", "fallback"}));
    TRY(const auto path, fields.optional_string("path"));
    TRY(const auto fallback, fields.optional_string("fallback"));
    return std::make_shared<JsonFilter>(path.value_or(""),
                                        fallback.value_or(std::string(no_answer)));
}

}  // namespace

std::span<const FilterKind> text_kinds() {
    static constexpr std::array kinds = {
        FilterKind{"strip", "", make_change<stripped>},
        FilterKind{"remove_whitespace", "", make_change<stripped>},
        FilterKind{"lowercase", "", make_change<lower_case>},
        FilterKind{"uppercase", "", make_change<upper_case>},
        FilterKind{"first_line", "", make_change<outer_line<false>>},
        FilterKind{"last_line", "", make_change<outer_line<true>>},
        FilterKind{"code_block", "", make_change<first_code_block>},
        FilterKind{"after", "text", make_after},
        FilterKind{"json", "path", make_json},
    };
    return kinds;
}

}  // namespace assay::prompts
