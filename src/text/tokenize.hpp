#pragma once
// The tokenizers of machine-translation scoring, as sacreBLEU 2 defines them. They cut a copy of
// the line: tokens are views of it, and nothing is allocated once the scratch has grown. A Tokens
// object belongs to one thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

enum class Tokenizer {
    none,           ///< words between whitespace
    mteval_13a,     ///< NIST mteval-v13a: Western punctuation, entities decoded
    international,  ///< NIST mteval-v14: Unicode punctuation and symbols
    chinese,        ///< every Chinese character alone, the rest like mteval_13a without entities
    character,      ///< every character but whitespace alone
};

/// The tokens of the line last given. Reuse one object for many lines.
class Tokens {
  public:
    /// After every token so many bytes may be read, so that words can be compared in registers.
    static constexpr std::size_t padding_bytes = 16;

    /// Cuts `line`; whitespace at its end never matters. The views look into this object and live
    /// until the next call. O(bytes).
    std::span<const std::string_view> tokenize(Tokenizer tokenizer, std::string_view line);

  private:
    std::vector<std::string_view> views_;
    std::string line_;
};

/// True for the ASCII characters that mteval-v13a always sets apart: all punctuation but the
/// apostrophe, comma, dash and full stop; also the space.
bool is_western_separator(char byte);

/// Cuts at Western punctuation as mteval-v13a does after decoding; the tokens are appended.
void cut_western(std::string_view line, std::vector<std::string_view>& tokens);

/// Every `from` becomes `to`, left to right, without looking at what was put in.
void replace_all(std::string& text, std::string_view from, std::string_view to);

}  // namespace assay::text
