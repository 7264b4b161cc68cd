#include "prompts/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <array>
#include <pcre2.h>

namespace assay::prompts {

struct Pattern::Code {
    explicit Code(pcre2_code* code) : handle(code) {}
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;
    ~Code() { pcre2_code_free(handle); }
    pcre2_code* handle;
    std::uint32_t group_count = 0;
};

namespace {

constexpr std::size_t matches_max = 1'000'000;

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* handle) const {
        release(handle);
    }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>>;

std::string message_of(int code) {
    std::array<PCRE2_UCHAR, 256> buffer{};
    pcre2_get_error_message(code, buffer.data(), buffer.size());
    return reinterpret_cast<const char*>(buffer.data());
}

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

// Python's \Z is the very end of the text; PCRE2 calls that \z.
std::string translate(std::string_view expression) {
    std::string out;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        out += expression[i];
        if (expression[i] != '\\' || i + 1 == expression.size()) continue;
        ++i;
        out += expression[i] == 'Z' ? 'z' : expression[i];
    }
    return out;
}

}  // namespace

Result<Pattern> Pattern::compile(std::string_view expression) {
    const std::string translated = translate(expression);
    const CompileContext context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context.get(), 100);
    pcre2_set_max_pattern_length(context.get(), std::size_t{1} << 16);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* handle =
        pcre2_compile(units(translated),
                      translated.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
                      &code,
                      &offset,
                      context.get());
    if (handle == nullptr)
        return fail(ErrorKind::invalid_input,
                    "regular expression '{}': {} at offset {}",
                    expression,
                    message_of(code),
                    offset);
    auto compiled = std::make_shared<Code>(handle);
    pcre2_pattern_info(handle, PCRE2_INFO_CAPTURECOUNT, &compiled->group_count);
    // Without machine code the same matches are found, only slower.
    pcre2_jit_compile(handle, PCRE2_JIT_COMPLETE);
    return Pattern(std::move(compiled));
}

template <typename Visit>
Result<void> Pattern::search(std::string_view text, Visit visit) const {
    const MatchContext context(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(context.get(), steps_max);
    pcre2_set_heap_limit(context.get(), 64 * 1024);
    const MatchData data(pcre2_match_data_create_from_pattern(code_->handle, nullptr));
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(data.get());
    std::size_t from = 0;
    std::uint32_t options = 0;
    for (std::size_t count = 0; from <= text.size(); ++count) {
        if (count >= matches_max)
            return fail(ErrorKind::exhausted, "more than {} matches", matches_max);
        int found = pcre2_match(
            code_->handle, units(text), text.size(), from, options, data.get(), context.get());
        if (found == PCRE2_ERROR_JIT_STACKLIMIT)
            found = pcre2_match(code_->handle,
                                units(text),
                                text.size(),
                                from,
                                options | PCRE2_NO_JIT,
                                data.get(),
                                context.get());
        if (found == PCRE2_ERROR_NOMATCH) break;
        if (found < 0)
            return fail(ErrorKind::exhausted, "regular expression given up: {}", message_of(found));
        visit(bounds, static_cast<std::size_t>(found));
        // As Python: after an empty match the next one at the same place must not be empty.
        options = bounds[1] <= bounds[0] ? PCRE2_NOTEMPTY_ATSTART : 0;
        from = bounds[1];
    }
    return {};
}

Result<std::vector<Pattern::Match>> Pattern::find_all(std::string_view text) const {
    std::vector<Match> matches;
    CHECK_OK(search(text, [&](const PCRE2_SIZE* bounds, std::size_t set_count) {
        Match match;
        const std::size_t first = code_->group_count > 0 ? 1 : 0;
        for (std::size_t group = first; group <= code_->group_count; ++group) {
            const bool is_set = group < set_count && bounds[2 * group] != PCRE2_UNSET &&
                                bounds[2 * group] <= bounds[2 * group + 1];
            match.push_back(
                is_set ? text.substr(bounds[2 * group], bounds[2 * group + 1] - bounds[2 * group])
                       : std::string_view{});
        }
        matches.push_back(std::move(match));
    }));
    return matches;
}

Result<std::string> Pattern::replace(std::string_view text, std::string_view replacement) const {
    std::string out;
    std::size_t copied = 0;
    CHECK_OK(search(text, [&](const PCRE2_SIZE* bounds, std::size_t) {
        if (bounds[0] > copied) out += text.substr(copied, bounds[0] - copied);
        out += replacement;
        copied = bounds[1];
    }));
    return out.append(text.substr(copied));
}

std::string Pattern::escape(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '_' ||
                              static_cast<unsigned char>(c) >= 0x80;
        if (!is_plain) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace assay::prompts
