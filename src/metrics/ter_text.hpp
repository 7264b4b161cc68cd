#pragma once
// The words of translation edit rate: Tercom's normalisation as sacreBLEU 2 has it. Belongs to one
// thread; reuse it for many lines.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

struct TerTextSettings {
    bool is_normalized;
    bool has_no_punctuation;
    bool has_asian_support;
    bool is_case_sensitive;
};

class TerText {
  public:
    /// The words of `line`. They look into it or into this object and live until the next call.
    std::span<const std::string_view> words_of(const TerTextSettings& settings,
                                               std::string_view line);
    /// The same of a reference, which sacreBLEU normalises twice: the second pass takes off what
    /// the first leaves attached, as the ending of `Ann's.`
    std::span<const std::string_view> reference_words_of(const TerTextSettings& settings,
                                                         std::string_view line);

  private:
    void normalize(const TerTextSettings& settings, std::string_view line);
    void remove_punctuation(const TerTextSettings& settings);

    std::string lowered_;
    std::string spaced_;
    std::string kept_;
    std::string once_;
    std::vector<std::string_view> words_;
};

}  // namespace assay::metrics
