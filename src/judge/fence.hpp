#pragma once
// Keeps judged text apart from instructions. Every text stands between two lines that carry a mark
// which nobody could know when the text was written; the prompt declares what stands there as data.
//
// The mark is drawn from a secret of the installation and the texts themselves, so that the same
// question gives the same prompt (and is asked once), while another text has another mark.

#include "judge/judge.hpp"

#include <string>
#include <string_view>

namespace assay::judge {

class Fence {
  public:
    Fence(std::string_view secret, const Question& question);

    /// 16 hexadecimal digits.
    [[nodiscard]] const std::string& mark() const { return mark_; }
    /// The text between the fence's lines. Marks and lines of a fence inside the text, and the
    /// control tokens of chat formats, are made harmless.
    [[nodiscard]] std::string block(std::string_view name, std::string_view text) const;
    /// For the system message: what the fence means.
    [[nodiscard]] std::string declaration() const;

  private:
    std::string mark_;
};

/// Input, passages, references and answer of a question as blocks; what is empty is left out.
std::string blocks_of(const Fence& fence, const Question& question);

}  // namespace assay::judge
