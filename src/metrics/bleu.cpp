// BLEU needs, per sample, how many n-grams of the output are in a reference, each at most as often
// as in the reference that has it most. The references become a trie of word n-grams with such
// counts (text/ngram_table.hpp); the output then walks it and uses the counts up. A walk ends at
// the first n-gram that no reference has, since none that begins with it can match either. For one
// short reference text/ngram_matches.hpp does the same faster.

#include "metrics/count_columns.hpp"
#include "metrics/metric.hpp"
#include "text/ngram_matches.hpp"
#include "text/ngram_table.hpp"
#include "text/tokenize.hpp"
#include "text/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

namespace assay::metrics {
namespace {

enum class Smoothing { exp, floor, add_k, none };
constexpr std::size_t order_limit = 16;

struct Settings {
    text::Tokenizer tokenizer;
    std::string tokenizer_name;
    Smoothing smoothing;
    std::string smoothing_name;
    double smooth_value;
    bool is_lowercase;
    bool has_effective_order;
    std::size_t order_max;
};

/// Columns: output words, closest reference's words, matches of each order, n-grams of each order.
using Row = std::array<std::uint32_t, 2 + 2 * order_limit>;

class Counter {
  public:
    Row count(const Settings& settings, const Observation& observation) {
        used_line_count_ = 0;
        const Words output = words_of(settings, observation.output);
        references_.clear();
        for (const std::string_view target : observation.targets)
            references_.push_back(words_of(settings, target));
        if (references_.size() == 1 && settings.order_max <= text::NgramMatches::order_max &&
            references_.front().size() <= text::NgramMatches::reference_count_max)
            return match_short(settings.order_max, output, references_.front());
        return match_any(settings.order_max, output);
    }

  private:
    using Words = std::span<const std::string_view>;
    struct Line {
        text::Tokens tokens;
        std::string lowered;
    };

    /// They live until the next count().
    Words words_of(const Settings& settings, std::string_view line_text) {
        if (used_line_count_ == lines_.size()) lines_.emplace_back();
        Line& line = lines_[used_line_count_++];
        if (settings.is_lowercase) {
            line.lowered = text::lower(line_text);
            line_text = line.lowered;
        }
        return line.tokens.tokenize(settings.tokenizer, line_text);
    }

    static Row row_of(std::size_t order_max, std::size_t output_count, std::size_t closest) {
        Row row{};
        row[0] = static_cast<std::uint32_t>(output_count);
        row[1] = static_cast<std::uint32_t>(closest);
        for (std::size_t n = 0; n < order_max; ++n)
            row[2 + order_max + n] =
                static_cast<std::uint32_t>(output_count > n ? output_count - n : 0);
        return row;
    }

    Row match_short(std::size_t order_max, Words output, Words reference) {
        Row row = row_of(order_max, output.size(), reference.size());
        const auto matches = short_matches_.count(output, reference);
        std::copy_n(matches.begin(), order_max, row.begin() + 2);
        return row;
    }

    /// The length of the reference closest to the output, the shorter of two.
    [[nodiscard]] std::size_t closest_length(std::size_t output_count) const {
        std::size_t closest = 0;
        std::size_t closest_gap = std::numeric_limits<std::size_t>::max();
        for (const Words reference : references_) {
            const std::size_t length = reference.size();
            const std::size_t gap =
                length > output_count ? length - output_count : output_count - length;
            if (gap < closest_gap || (gap == closest_gap && length < closest)) {
                closest = length;
                closest_gap = gap;
            }
        }
        return closest;
    }

    void add_reference(std::span<const std::uint32_t> numbers, std::size_t order_max) {
        if (++reference_index_ > 1) seen_.resize(ngrams_.slot_count());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            std::uint32_t ngram = text::NgramTable::root;
            const std::size_t end = std::min(numbers.size(), i + order_max);
            for (std::size_t j = i; j < end; ++j) {
                ngram = ngrams_.insert(ngram, numbers[j]);
                if (reference_index_ == 1) {
                    ++ngrams_.count(ngram);
                } else {
                    Seen& seen = seen_[ngram];
                    if (seen.reference_index != reference_index_) seen = {reference_index_, 0};
                    ngrams_.count(ngram) = std::max(ngrams_.count(ngram), ++seen.count);
                }
            }
        }
    }

    Row match_any(std::size_t order_max, Words output) {
        std::size_t word_count = 0;
        for (const Words reference : references_) word_count += reference.size();
        table_.start(word_count);
        ngrams_.start(word_count * order_max);
        seen_.clear();
        reference_index_ = 0;
        for (const Words reference : references_) {
            numbers_.clear();
            for (const std::string_view word : reference) numbers_.push_back(table_.insert(word));
            add_reference(numbers_, order_max);
        }
        numbers_.clear();
        for (const std::string_view word : output) numbers_.push_back(table_.find(word));
        Row row = row_of(order_max, output.size(), closest_length(output.size()));
        for (std::size_t i = 0; i < numbers_.size(); ++i) {
            std::uint32_t ngram = text::NgramTable::root;
            const std::size_t end = std::min(numbers_.size(), i + order_max);
            for (std::size_t j = i; j < end && numbers_[j] != text::WordTable::none; ++j) {
                ngram = ngrams_.find(ngram, numbers_[j]);
                if (ngram == text::NgramTable::none) break;
                std::uint32_t& left = ngrams_.count(ngram);
                if (left == 0) continue;
                --left;
                ++row[2 + j - i];
            }
        }
        return row;
    }

    struct Seen {
        std::uint32_t reference_index = 0;
        std::uint32_t count = 0;
    };
    std::deque<Line> lines_;  ///< a deque, because words look into its lines
    std::size_t used_line_count_ = 0;
    std::vector<Words> references_;
    text::NgramMatches short_matches_;
    std::vector<std::uint32_t> numbers_;
    std::vector<Seen> seen_;
    std::uint32_t reference_index_ = 0;
    text::WordTable table_;
    text::NgramTable ngrams_;
};

Row count_matches(const Settings& settings, const Observation& observation) {
    thread_local Counter counter;
    return counter.count(settings, observation);
}

double bleu_of(const Settings& settings, std::span<const double> sums, bool has_effective_order) {
    const std::size_t order_max = settings.order_max;
    const double output_words = sums[0];
    const double reference_words = sums[1];
    if (std::ranges::all_of(sums.subspan(2, order_max), [](double n) { return n == 0; })) return 0;
    double brevity = 1;
    if (output_words < reference_words) brevity = std::exp(1 - reference_words / output_words);
    double log_sum = 0;
    double smooth_exp = 1;
    std::size_t used_orders = has_effective_order ? 0 : order_max;
    for (std::size_t n = 0; n < order_max; ++n) {
        const double added =
            settings.smoothing == Smoothing::add_k && n > 0 ? settings.smooth_value : 0;
        const double correct = sums[2 + n] + added;
        const double total = sums[2 + order_max + n] + added;
        if (total == 0) {
            // Without effective order an order that no output is long enough for makes BLEU 0.
            if (!has_effective_order) return 0;
            break;
        }
        if (has_effective_order) used_orders = n + 1;
        double precision = 100 * correct / total;
        if (correct == 0 && settings.smoothing == Smoothing::exp) {
            smooth_exp *= 2;
            precision = 100 / (smooth_exp * total);
        } else if (correct == 0 && settings.smoothing == Smoothing::floor) {
            precision = 100 * settings.smooth_value / total;
        }
        if (precision == 0) return 0;
        log_sum += std::log(precision);
    }
    return brevity * std::exp(log_sum / static_cast<double>(used_orders));
}

constexpr std::string_view no_reference = "no reference";

class SentenceScorer final : public SampleScorer {
  public:
    explicit SentenceScorer(Settings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored(std::string(no_reference));
        const Row row = count_matches(settings_, observation);
        std::array<double, 2 + 2 * order_limit> sums;
        std::ranges::copy(row, sums.begin());
        return SampleValue::of(bleu_of(settings_, sums, true));
    }

  private:
    Settings settings_;
};

class Accumulator final : public CorpusAccumulator {
  public:
    explicit Accumulator(const Settings& settings)
        : settings_(settings), rows_(2 + 2 * settings.order_max) {}
    [[nodiscard]] std::optional<std::string> add(const Observation& observation) override {
        if (observation.targets.empty()) return std::string(no_reference);
        const Row row = count_matches(settings_, observation);
        rows_.add(std::span(row).first(2 + 2 * settings_.order_max));
        references_.add(observation.targets.size());
        return std::nullopt;
    }
    [[nodiscard]] std::size_t size() const override { return rows_.size(); }
    [[nodiscard]] std::optional<double> value(
        std::span<const std::uint32_t> weights) const override {
        if (weights.empty()) return std::nullopt;
        return bleu_of(settings_, rows_.sums(weights), settings_.has_effective_order);
    }
    [[nodiscard]] std::string signature_start() const override { return references_.text(); }

  private:
    Settings settings_;
    CountColumns rows_;
    ReferenceCount references_;
};

class Scorer final : public CorpusScorer {
  public:
    explicit Scorer(Settings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] std::unique_ptr<CorpusAccumulator> start() const override {
        return std::make_unique<Accumulator>(settings_);
    }
    [[nodiscard]] std::string signature() const override {
        const bool has_value =
            settings_.smoothing == Smoothing::floor || settings_.smoothing == Smoothing::add_k;
        return fmt::format("case:{}|eff:{}|tok:{}|smooth:{}{}|version:assay:1",
                           settings_.is_lowercase ? "lc" : "mixed",
                           settings_.has_effective_order ? "yes" : "no",
                           settings_.tokenizer_name,
                           settings_.smoothing_name,
                           has_value ? fmt::format("[{:.2f}]", settings_.smooth_value) : "");
    }

  private:
    Settings settings_;
};

Result<Settings> read(const JsonObject& options) {
    struct NamedTokenizer {
        std::string_view name;
        text::Tokenizer value;
    };
    static constexpr std::array<NamedTokenizer, 5> tokenizers = {
        {{"13a", text::Tokenizer::mteval_13a},
         {"intl", text::Tokenizer::international},
         {"char", text::Tokenizer::character},
         {"zh", text::Tokenizer::chinese},
         {"none", text::Tokenizer::none}}};
    static constexpr std::array<std::string_view, 4> smoothings = {"exp", "floor", "add-k", "none"};
    const JsonFields fields(options, "metric bleu");
    Settings settings{};
    TRY(settings.tokenizer_name, fields.string("tokenize"));
    TRY(settings.smoothing_name, fields.string("smooth_method"));
    TRY(settings.is_lowercase, fields.boolean("lowercase"));
    TRY(settings.has_effective_order, fields.boolean("effective_order"));
    TRY(const auto order, fields.integer("max_ngram_order"));
    TRY(const auto value, fields.optional_number("smooth_value"));
    const auto tokenizer =
        std::ranges::find(tokenizers, settings.tokenizer_name, &NamedTokenizer::name);
    if (tokenizer == tokenizers.end())
        return fail(ErrorKind::invalid_input,
                    "metric bleu: tokenize is '{}', expected 13a, intl, char, zh or none",
                    settings.tokenizer_name);
    settings.tokenizer = tokenizer->value;
    const auto smoothing = std::ranges::find(smoothings, settings.smoothing_name);
    if (smoothing == smoothings.end())
        return fail(ErrorKind::invalid_input,
                    "metric bleu: smooth_method is '{}', expected exp, floor, add-k or none",
                    settings.smoothing_name);
    settings.smoothing = static_cast<Smoothing>(smoothing - smoothings.begin());
    if (order < 1 || order > static_cast<std::int64_t>(order_limit))
        return fail(ErrorKind::invalid_input,
                    "metric bleu: max_ngram_order is {}, expected 1 to {}",
                    order,
                    order_limit);
    if (value && *value < 0)
        return fail(ErrorKind::invalid_input,
                    "metric bleu: smooth_value is {}, expected 0 or more",
                    *value);
    settings.order_max = static_cast<std::size_t>(order);
    settings.smooth_value = value.value_or(settings.smoothing == Smoothing::floor ? 0.1 : 1);
    return settings;
}

Result<std::unique_ptr<SampleScorer>> make_sample(const JsonObject& options) {
    TRY(Settings settings, read(options));
    return std::make_unique<SentenceScorer>(std::move(settings));
}

Result<std::unique_ptr<CorpusScorer>> make_corpus(const JsonObject& options) {
    TRY(Settings settings, read(options));
    return std::make_unique<Scorer>(std::move(settings));
}

constexpr std::array<OptionSpec, 6> options = {{
    {"tokenize", "string", "\"13a\"", "Tokenizer: 13a, intl, char, zh or none."},
    {"smooth_method", "string", "\"exp\"", "Smoothing of zero counts: exp, floor, add-k or none."},
    {"smooth_value", "number", "null", "Value for floor (default 0.1) and add-k (default 1)."},
    {"lowercase", "boolean", "false", "Compare without case."},
    {"effective_order",
     "boolean",
     "false",
     "Leave out n-gram orders the corpus is too short for; values per sample always do."},
    {"max_ngram_order", "integer", "4", "Longest n-gram, 1 to 16."},
}};

}  // namespace

extern const Metric bleu;
constinit const Metric bleu{.name = "bleu",
                            .version = 1,
                            .range = {0, 100},
                            .better = Better::higher,
                            .summary = "N-gram precision against references, with brevity penalty.",
                            .source = "Papineni et al. 2002; sacreBLEU 2",
                            .options = options,
                            .sample = make_sample,
                            .corpus = make_corpus};

}  // namespace assay::metrics
