#include "metrics/meteor_alignment.hpp"
#include "metrics/metric.hpp"
#include "metrics/option_values.hpp"
#include "text/unicode.hpp"
#include "text/whitespace.hpp"
#include "text/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>

namespace assay::metrics {
namespace {

constexpr std::array options_of = {
    OptionSpec{"synonyms",
               "string",
               "\"auto\"",
               "`on`: match WordNet's synonyms too; `off`; `auto`: on where WordNet is installed."},
    OptionSpec{"tokenize",
               "string",
               "\"words\"",
               "`words`: punctuation marks stand alone; `whitespace`: split at white space only."},
    OptionSpec{"wordnet",
               "string",
               "\"/usr/share/wordnet\"",
               "Folder of WordNet's files (index.noun, data.noun, noun.exc, …)."}};

// Of Lavie & Agarwal 2007, as NLTK has them.
constexpr double alpha = 0.9;
constexpr double beta = 3;
constexpr double gamma_weight = 0.5;

double score_of(const MeteorCounts& counts) {
    if (counts.match_count == 0) return 0;
    const auto matches = static_cast<double>(counts.match_count);
    const double precision = matches / static_cast<double>(counts.output_count);
    const double recall = matches / static_cast<double>(counts.target_count);
    const double mean = precision * recall / (alpha * precision + (1 - alpha) * recall);
    const double fragmentation = static_cast<double>(counts.chunk_count) / matches;
    return (1 - gamma_weight * std::pow(fragmentation, beta)) * mean;
}

using SplitFunction = void (*)(std::string_view, std::vector<std::string_view>&);

class Scorer final : public SampleScorer {
  public:
    Scorer(std::shared_ptr<const text::WordNet> wordnet, SplitFunction split)
        : wordnet_(std::move(wordnet)), split_(split) {}

    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored("no target");
        thread_local Workspace workspace;
        workspace.output = text::lower(observation.output);
        split_(workspace.output, workspace.output_words);
        MeteorAligner& aligner = MeteorAligner::of_thread(wordnet_);
        double best = 0;
        for (const std::string_view target : observation.targets) {
            workspace.target = text::lower(target);
            split_(workspace.target, workspace.target_words);
            const auto counts = aligner.align(workspace.output_words, workspace.target_words);
            best = std::max(best, score_of(counts));
        }
        return SampleValue::explained(best, wordnet_ != nullptr ? "synonyms:on" : "synonyms:off");
    }

  private:
    struct Workspace {
        std::string output;
        std::string target;
        std::vector<std::string_view> output_words;
        std::vector<std::string_view> target_words;
    };
    std::shared_ptr<const text::WordNet> wordnet_;
    SplitFunction split_;
};

/// The WordNet of a folder, read once while any scorer uses it.
Result<std::shared_ptr<const text::WordNet>> shared_wordnet(const std::string& folder) {
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<const text::WordNet>> opened;
    const std::scoped_lock lock(mutex);
    std::weak_ptr<const text::WordNet>& place = opened[folder];
    if (auto wordnet = place.lock()) return wordnet;
    TRY(text::WordNet wordnet, text::WordNet::open(folder));
    auto shared = std::make_shared<const text::WordNet>(std::move(wordnet));
    place = shared;
    return std::shared_ptr<const text::WordNet>(std::move(shared));
}

Result<std::shared_ptr<const text::WordNet>> chosen_wordnet(const OptionValues& values) {
    constexpr std::array<std::string_view, 3> choices = {"auto", "on", "off"};
    TRY(const std::string choice, values.one_of("synonyms", choices));
    if (choice == "off") return std::shared_ptr<const text::WordNet>();
    auto opened = shared_wordnet(values.string("wordnet"));
    if (opened) return opened;
    if (choice == "auto" && opened.error().kind == ErrorKind::not_found)
        return std::shared_ptr<const text::WordNet>();
    return fail(ErrorKind::invalid_input,
                "metric meteor: option 'synonyms' is '{}', but WordNet cannot be read: {}. Install "
                "the package wordnet-base ('./dev setup' does), name its folder in the option "
                "'wordnet', or set 'synonyms' to 'off'",
                choice,
                opened.error().message);
}

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    const OptionValues values("meteor", options);
    constexpr std::array<std::string_view, 2> tokenizers = {"words", "whitespace"};
    TRY(const std::string tokenizer, values.one_of("tokenize", tokenizers));
    TRY(auto wordnet, chosen_wordnet(values));
    return std::make_unique<Scorer>(std::move(wordnet),
                                    tokenizer == "words" ? text::cut_words : text::split_words);
}

}  // namespace

extern const Metric meteor;
constinit const Metric meteor{
    .name = "meteor",
    .version = 1,
    .range = {0, 1},
    .better = Better::higher,
    .summary = "Words matched by form, stem and synonym, less where their order differs (METEOR).",
    .source = "Lavie & Agarwal 2007; NLTK 3.8 meteor_score",
    .options = options_of,
    .sample = make_sample};

}  // namespace assay::metrics
