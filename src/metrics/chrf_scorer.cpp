// Per order, chrF needs how many n-grams the output has, the reference has and both share. The
// reference's n-grams of all orders become one trie in a table (text/ngram_table.hpp), the output
// walks it and uses the counts up; a walk ends at the first n-gram the reference lacks. Characters
// and words have tables of their own. For up to six orders of characters of an alphabet,
// text/sorted_ngrams.hpp does the same faster.

#include "metrics/chrf_scorer.hpp"

#include "metrics/count_columns.hpp"
#include "text/ngram_table.hpp"
#include "text/sorted_ngrams.hpp"
#include "text/unicode.hpp"
#include "text/whitespace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {
namespace {

constexpr std::int64_t order_limit = 32;

struct Settings {
    std::size_t char_order;
    std::size_t word_order;
    double beta;
    bool is_lowercase;
    bool keeps_whitespace;
    bool has_eps_smoothing;

    [[nodiscard]] std::size_t order_count() const { return char_order + word_order; }
};

/// Per order: n-grams of the output (0 if the reference has none), of the reference, shared.
using Row = std::vector<std::uint32_t>;

bool is_ascii_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

/// One line as symbols: its code points, and its words with one punctuation mark split off.
struct Line {
    std::string lowered;
    std::vector<std::uint32_t> characters;
    std::vector<std::string_view> words;

    void read(const Settings& settings, std::string_view bytes) {
        if (settings.is_lowercase) {
            lowered = text::lower(bytes);
            bytes = lowered;
        }
        read_characters(bytes, settings.keeps_whitespace);
        if (settings.word_order > 0) read_words(bytes);
    }

  private:
    void read_characters(std::string_view bytes, bool keeps_whitespace) {
        characters.resize(bytes.size());
        std::size_t count = 0;
        for (std::size_t i = 0; i < bytes.size();) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            if (byte > ' ' && byte < 0x80) {
                characters[count++] = byte;
                ++i;
                continue;
            }
            const text::CodePoint point = text::code_point_at(bytes, i);
            if (keeps_whitespace || text::whitespace_bytes_at(bytes, i) == 0)
                characters[count++] = point.value;
            i = point.next_index;
        }
        characters.resize(count);
    }

    void read_words(std::string_view bytes) {
        text::split_words(bytes, plain_words_);
        words.clear();
        for (const std::string_view word : plain_words_) {
            const std::size_t last = word.size() - 1;
            const bool is_single = text::code_point_at(word, 0).next_index == word.size();
            if (!is_single && is_ascii_punctuation(word[last])) {
                words.push_back(word.substr(0, last));
                words.push_back(word.substr(last));
            } else if (!is_single && is_ascii_punctuation(word[0])) {
                words.push_back(word.substr(0, 1));
                words.push_back(word.substr(1));
            } else {
                words.push_back(word);
            }
        }
    }

    std::vector<std::string_view> plain_words_;
};

/// Adds the third count per order to `row`.
void match_symbols(text::NgramTable& table,
                   std::span<const std::uint32_t> output,
                   std::span<const std::uint32_t> reference,
                   std::span<std::uint32_t> row) {
    const std::size_t order_max = row.size() / 3;
    table.start(reference.size() * order_max);
    for (std::size_t i = 0; i < reference.size(); ++i) {
        std::uint32_t ngram = text::NgramTable::root;
        const std::size_t end = std::min(reference.size(), i + order_max);
        for (std::size_t j = i; j < end; ++j) {
            ngram = table.insert(ngram, reference[j]);
            ++table.count(ngram);
        }
    }
    for (std::size_t i = 0; i < output.size(); ++i) {
        std::uint32_t ngram = text::NgramTable::root;
        const std::size_t end = std::min(output.size(), i + order_max);
        for (std::size_t j = i; j < end; ++j) {
            ngram = table.find(ngram, output[j]);
            if (ngram == text::NgramTable::none) break;
            std::uint32_t& left = table.count(ngram);
            if (left == 0) continue;
            --left;
            ++row[3 * (j - i) + 2];
        }
    }
}

/// The first two counts of each order.
void count_ngrams(std::size_t output_count,
                  std::size_t reference_count,
                  std::span<std::uint32_t> row) {
    for (std::size_t n = 0; n < row.size() / 3; ++n) {
        const std::size_t in_reference = reference_count > n ? reference_count - n : 0;
        const std::size_t in_output = output_count > n ? output_count - n : 0;
        row[3 * n] = static_cast<std::uint32_t>(in_reference > 0 ? in_output : 0);
        row[3 * n + 1] = static_cast<std::uint32_t>(in_reference);
    }
}

template <typename Count>
double chrf_of(const Settings& settings, std::span<const Count> counts) {
    constexpr double eps = 1e-16;
    const double factor = settings.beta * settings.beta;
    double score = 0;
    double precision_sum = 0;
    double recall_sum = 0;
    double used_orders = 0;
    for (std::size_t n = 0; n < settings.order_count(); ++n) {
        const auto in_output = static_cast<double>(counts[3 * n]);
        const auto in_reference = static_cast<double>(counts[3 * n + 1]);
        const auto shared = static_cast<double>(counts[3 * n + 2]);
        const double precision = in_output > 0 ? shared / in_output : eps;
        const double recall = in_reference > 0 ? shared / in_reference : eps;
        const double below = factor * precision + recall;
        score += below > 0 ? (1 + factor) * precision * recall / below : eps;
        if (in_output > 0 && in_reference > 0) {
            precision_sum += precision;
            recall_sum += recall;
            ++used_orders;
        }
    }
    if (settings.has_eps_smoothing)
        return 100 * score / static_cast<double>(settings.order_count());
    if (used_orders == 0 || precision_sum + recall_sum == 0) return 0;
    const double precision = precision_sum / used_orders;
    const double recall = recall_sum / used_orders;
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall));
}

class Counter {
  public:
    /// The counts against the reference with the highest score; the first of equals.
    const Row& count(const Settings& settings, const Observation& observation) {
        output_.read(settings, observation.output);
        double best_score = -1;
        for (const std::string_view target : observation.targets) {
            reference_.read(settings, target);
            row_.assign(3 * settings.order_count(), 0);
            const std::size_t char_columns = 3 * settings.char_order;
            match_characters(std::span(row_).first(char_columns));
            if (settings.word_order > 0) match_words(std::span(row_).subspan(char_columns));
            const double score =
                observation.targets.size() == 1 ? 0 : chrf_of<std::uint32_t>(settings, row_);
            if (score > best_score) {
                best_score = score;
                best_.swap(row_);
            }
        }
        return best_;
    }

  private:
    void match_characters(std::span<std::uint32_t> row) {
        const auto& output = output_.characters;
        const auto& reference = reference_.characters;
        count_ngrams(output.size(), reference.size(), row);
        const std::size_t order_max = row.size() / 3;
        std::optional<text::SortedNgrams::Counts> matches;
        if (order_max <= text::SortedNgrams::order_max)
            matches = sorted_ngrams_.count(output, reference);
        if (!matches) return match_symbols(table_, output, reference, row);
        for (std::size_t n = 0; n < order_max; ++n) row[3 * n + 2] = (*matches)[n];
    }

    void match_words(std::span<std::uint32_t> row) {
        numbers_.start(reference_.words.size() + output_.words.size());
        reference_numbers_.clear();
        output_numbers_.clear();
        for (const auto word : reference_.words)
            reference_numbers_.push_back(numbers_.insert(word));
        for (const auto word : output_.words) output_numbers_.push_back(numbers_.insert(word));
        count_ngrams(output_numbers_.size(), reference_numbers_.size(), row);
        match_symbols(table_, output_numbers_, reference_numbers_, row);
    }

    Line output_;
    Line reference_;
    text::SortedNgrams sorted_ngrams_;
    text::NgramTable table_;
    text::WordTable numbers_;
    std::vector<std::uint32_t> output_numbers_;
    std::vector<std::uint32_t> reference_numbers_;
    Row row_;
    Row best_;
};

/// Valid until the next call on this thread.
const Row& count_matches(const Settings& settings, const Observation& observation) {
    thread_local Counter counter;
    return counter.count(settings, observation);
}

constexpr std::string_view no_reference = "no reference";

class SentenceScorer final : public SampleScorer {
  public:
    explicit SentenceScorer(const Settings& settings) : settings_(settings) {}
    [[nodiscard]] SampleValue score(const Observation& observation) const override {
        if (observation.targets.empty()) return SampleValue::unscored(std::string(no_reference));
        return SampleValue::of(
            chrf_of<std::uint32_t>(settings_, count_matches(settings_, observation)));
    }

  private:
    Settings settings_;
};

class Accumulator final : public CorpusAccumulator {
  public:
    explicit Accumulator(const Settings& settings)
        : settings_(settings), rows_(3 * settings.order_count()) {}
    [[nodiscard]] std::optional<std::string> add(const Observation& observation) override {
        if (observation.targets.empty()) return std::string(no_reference);
        rows_.add(count_matches(settings_, observation));
        references_.add(observation.targets.size());
        return std::nullopt;
    }
    [[nodiscard]] std::size_t size() const override { return rows_.size(); }
    [[nodiscard]] std::optional<double> value(
        std::span<const std::uint32_t> weights) const override {
        if (weights.empty()) return std::nullopt;
        return chrf_of<double>(settings_, rows_.sums(weights));
    }
    [[nodiscard]] std::string signature_start() const override { return references_.text(); }

  private:
    Settings settings_;
    CountColumns rows_;
    ReferenceCount references_;
};

class Scorer final : public CorpusScorer {
  public:
    explicit Scorer(const Settings& settings) : settings_(settings) {}
    [[nodiscard]] std::unique_ptr<CorpusAccumulator> start() const override {
        return std::make_unique<Accumulator>(settings_);
    }
    [[nodiscard]] std::string signature() const override {
        return fmt::format("case:{}|eff:{}|nc:{}|nw:{}|space:{}|version:assay:1",
                           settings_.is_lowercase ? "lc" : "mixed",
                           settings_.has_eps_smoothing ? "no" : "yes",
                           settings_.char_order,
                           settings_.word_order,
                           settings_.keeps_whitespace ? "yes" : "no");
    }

  private:
    Settings settings_;
};

Result<Settings> read(std::string_view metric_name, const JsonObject& options) {
    const JsonFields fields(options, fmt::format("metric {}", metric_name));
    TRY(const auto char_order, fields.integer("char_order"));
    TRY(const auto word_order, fields.integer("word_order"));
    TRY(const double beta, fields.number("beta"));
    TRY(const bool is_lowercase, fields.boolean("lowercase"));
    TRY(const bool keeps_whitespace, fields.boolean("whitespace"));
    TRY(const bool has_eps_smoothing, fields.boolean("eps_smoothing"));
    if (char_order < 1 || char_order > order_limit)
        return fail(ErrorKind::invalid_input,
                    "metric {}: char_order is {}, expected 1 to {}",
                    metric_name,
                    char_order,
                    order_limit);
    if (word_order < 0 || word_order > order_limit)
        return fail(ErrorKind::invalid_input,
                    "metric {}: word_order is {}, expected 0 to {}",
                    metric_name,
                    word_order,
                    order_limit);
    if (!(beta > 0 && beta <= 1000))
        return fail(ErrorKind::invalid_input,
                    "metric {}: beta is {}, expected more than 0 and at most 1000",
                    metric_name,
                    beta);
    return Settings{.char_order = static_cast<std::size_t>(char_order),
                    .word_order = static_cast<std::size_t>(word_order),
                    .beta = beta,
                    .is_lowercase = is_lowercase,
                    .keeps_whitespace = keeps_whitespace,
                    .has_eps_smoothing = has_eps_smoothing};
}

}  // namespace

Result<std::unique_ptr<SampleScorer>> make_chrf_sample(std::string_view metric_name,
                                                       const JsonObject& options) {
    TRY(const Settings settings, read(metric_name, options));
    return std::make_unique<SentenceScorer>(settings);
}

Result<std::unique_ptr<CorpusScorer>> make_chrf_corpus(std::string_view metric_name,
                                                       const JsonObject& options) {
    TRY(const Settings settings, read(metric_name, options));
    return std::make_unique<Scorer>(settings);
}

}  // namespace assay::metrics
