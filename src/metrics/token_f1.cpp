#include "metrics/metric.hpp"
#include "metrics/normalize.hpp"
#include "text/unicode.hpp"
#include "text/whitespace.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace assay::metrics {
namespace {

bool is_article(std::string_view word) { return word == "a" || word == "an" || word == "the"; }

/// Puts a space where an article stands alone between characters that are no letter or number.
std::string without_articles(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = start;
        text::CodePoint point{};
        while (end < text.size()) {
            point = text::code_point_at(text, end);
            if (!text::is_alphanumeric(point.value)) break;
            end = point.next_index;
        }
        const std::string_view word = text.substr(start, end - start);
        kept.append(is_article(word) ? " " : word);
        if (end == text.size()) break;
        kept.append(text.substr(end, point.next_index - end));
        start = point.next_index;
    }
    return kept;
}

/// The words that SQuAD compares; they look into `normalized`.
std::vector<std::string_view> squad_words(std::string_view raw, std::string& normalized) {
    normalized = text::lower(raw);
    remove_ascii_punctuation(normalized);
    normalized = without_articles(normalized);
    std::vector<std::string_view> words;
    text::split_words(normalized, words);
    return words;
}

double f1_of(std::span<const std::string_view> output, std::span<const std::string_view> target) {
    if (output.empty() || target.empty()) return output.empty() && target.empty() ? 1 : 0;
    std::unordered_map<std::string_view, std::size_t> left;
    for (const std::string_view word : target) ++left[word];
    std::size_t hit_count = 0;
    for (const std::string_view word : output) {
        const auto found = left.find(word);
        if (found == left.end() || found->second == 0) continue;
        --found->second;
        ++hit_count;
    }
    if (hit_count == 0) return 0;
    const auto hits = static_cast<double>(hit_count);
    const double precision = hits / static_cast<double>(output.size());
    const double recall = hits / static_cast<double>(target.size());
    return 2 * precision * recall / (precision + recall);
}

class Scorer final : public SampleScorer {
  public:
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        std::string output;
        const auto output_words = squad_words(observation.output, output);
        double best = 0;
        for (const std::string_view raw : observation.targets) {
            std::string target;
            best = std::max(best, f1_of(output_words, squad_words(raw, target)));
        }
        return SampleValue::of(best);
    }
};

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject&) {
    return std::make_unique<Scorer>();
}

}  // namespace

extern const Metric token_f1;
constinit const Metric token_f1{
    .name = "token_f1",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "F1 of the words that output and target share, normalised as SQuAD does.",
    .source = "Rajpurkar et al. 2016 and 2018, SQuAD evaluation scripts 1.1 and 2.0",
    .sample = make_sample};

}  // namespace assay::metrics
