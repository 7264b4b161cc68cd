#include "tier_simulation_data.hpp"

#include "core/json.hpp"
#include "metrics/registry.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <random>
#include <string_view>

namespace assay::benchmarks {
namespace {

using std::filesystem::path;
using ScoreByKey = std::map<std::string, double, std::less<>>;

/// The file, or the compressed one of the same name; nothing when there is neither.
Result<std::optional<std::string>> read_text(const path& file) {
    path found = file;
    if (!std::filesystem::exists(found)) found += ".gz";
    if (!std::filesystem::exists(found)) return std::optional<std::string>();
    gzFile stream = ::gzopen(found.c_str(), "rb");
    if (stream == nullptr)
        return fail(ErrorKind::invalid_input, "{}: cannot be opened", found.string());
    std::string text;
    std::array<char, 65536> block{};
    int count = 0;
    while ((count = ::gzread(stream, block.data(), block.size())) > 0)
        text.append(block.data(), static_cast<std::size_t>(count));
    ::gzclose(stream);
    if (count < 0) return fail(ErrorKind::invalid_input, "{}: cannot be read", found.string());
    return std::optional<std::string>(std::move(text));
}

/// Rows of a JSON array or of JSON lines; none when the file is absent.
Result<std::vector<JsonObject>> read_rows(const path& file) {
    std::vector<JsonObject> rows;
    TRY(const auto text, read_text(file));
    if (!text) return rows;
    const auto add = [&](const Json& value) -> Result<void> {
        if (!value.is_object())
            return fail(ErrorKind::invalid_input, "{}: a row is no object", file.string());
        rows.push_back(value.as_object());
        return {};
    };
    if (text->starts_with('[')) {
        TRY(const Json all, parse_json(*text));
        for (const Json& value : all.as_array()) CHECK_OK(add(value));
        return rows;
    }
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        if (end > begin) {
            TRY(const Json value, parse_json(std::string_view(*text).substr(begin, end - begin)));
            CHECK_OK(add(value));
        }
        begin = end + 1;
    }
    return rows;
}

Result<double> number_at(const JsonObject& row, std::string_view object, std::string_view name) {
    const Json* scores = row.if_contains(object);
    const Json* value =
        scores != nullptr && scores->is_object() ? scores->as_object().if_contains(name) : nullptr;
    const auto number = value != nullptr ? json_number(*value) : std::nullopt;
    if (!number) return fail(ErrorKind::invalid_input, "no number {}.{} in a row", object, name);
    return *number;
}

/// ROUGE-L of one text against another.
class Overlap {
  public:
    static Result<Overlap> make() {
        TRY(const auto* metric, metrics::find("rouge_l"));
        TRY(const auto options, metrics::resolve_options(*metric, {}));
        TRY(auto scorer, metric->sample(options));
        return Overlap(std::move(scorer));
    }
    Result<std::optional<double>> score(const JsonObject& row, std::string_view target_name) const {
        const JsonFields fields(row, "row");
        TRY(const std::string output, fields.string("system_output"));
        TRY(const std::string target, fields.string(target_name));
        const std::array<std::string_view, 1> targets = {target};
        return scorer_
            ->score({.output = output, .targets = targets, .latency_ms = {}, .cost_usd = {}})
            .value;
    }

  private:
    explicit Overlap(std::unique_ptr<metrics::SampleScorer> scorer) : scorer_(std::move(scorer)) {}
    std::unique_ptr<metrics::SampleScorer> scorer_;
};

/// The last number from 1 to 5 in a reply, as a share of that scale; `4/5` and `4 out of 5` are 4.
std::optional<double> judged_score(std::string reply) {
    for (const std::string_view scale : {"/5", " out of 5"})
        for (std::size_t at = 0; (at = reply.find(scale, at)) != std::string::npos;)
            reply.replace(at, scale.size(), " ");
    std::optional<double> score;
    for (std::size_t at = 0; (at = reply.find_first_of("0123456789", at)) != std::string::npos;) {
        double number = 0;
        const char* begin = reply.data() + at;
        const auto parsed = std::from_chars(begin, reply.data() + reply.size(), number);
        if (number >= 1 && number <= 5) score = (number - 1) / 4;
        at += static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.ptr - begin, 1));
    }
    return score;
}

std::uint32_t cluster_of(std::map<std::string, std::uint32_t, std::less<>>& numbers,
                         const std::string& key) {
    return numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second;
}

Result<ScoreByKey> read_judge(const path& file) {
    ScoreByKey scores;
    TRY(const auto rows, read_rows(file));
    for (const JsonObject& row : rows) {
        const JsonFields fields(row, file.string());
        TRY(const auto doc, fields.string("doc_id"));
        TRY(const auto system, fields.string("system_id"));
        TRY(const auto dimension, fields.string("dimension"));
        TRY(auto reply, fields.string("resp"));
        // A row without a score still says that the judge was asked.
        scores[dimension + '\n' + doc + '\n' + system] =
            judged_score(std::move(reply)).value_or(std::nan(""));
    }
    return scores;
}

Result<void> add_summeval(const path& folder, std::vector<Recorded>& all) {
    TRY(const auto rows, read_rows(folder / "summeval.jsonl"));
    if (rows.empty()) return {};
    TRY(const auto overlap, Overlap::make());
    for (const std::string judge : {"gpt-3.5-turbo-0301", "llama-2-13b-chat-hf"}) {
        TRY(const auto replies, read_judge(folder / ("judge_" + judge + "_rts.jsonl")));
        if (replies.empty()) continue;
        for (const std::string dimension : {"coherence", "consistency", "fluency", "relevance"}) {
            Recorded recorded{.data = "SummEval, " + judge, .dimension = dimension};
            std::map<std::string, std::uint32_t, std::less<>> documents;
            for (const JsonObject& row : rows) {
                const JsonFields fields(row, "summeval");
                TRY(const auto doc, fields.string("doc_id"));
                TRY(const auto system, fields.string("system_id"));
                const auto reply = replies.find(dimension + '\n' + doc + '\n' + system);
                if (reply == replies.end()) continue;
                TRY(const double human, number_at(row, "scores", dimension));
                TRY(const auto cheap, overlap.score(row, "reference"));
                recorded.cheap.push_back(cheap);
                recorded.fast.push_back(std::isnan(reply->second)
                                            ? std::nullopt
                                            : std::optional<double>(reply->second));
                recorded.full.push_back((human - 1) / 4);
                recorded.cluster.push_back(cluster_of(documents, doc));
            }
            all.push_back(std::move(recorded));
        }
    }
    return {};
}

struct Scale {
    std::string name;
    double low;
    double high;
};

Result<void> add_topical_chat(const path& folder, std::vector<Recorded>& all) {
    TRY(const auto rows, read_rows(folder / "topical_chat_result.json"));
    if (rows.empty()) return {};
    TRY(const auto overlap, Overlap::make());
    for (const Scale& scale : {Scale{"understandability", 0, 1},
                               Scale{"naturalness", 1, 3},
                               Scale{"coherence", 1, 3},
                               Scale{"engagingness", 1, 3},
                               Scale{"groundedness", 0, 1},
                               Scale{"overall", 1, 5}}) {
        Recorded recorded{.data = "Topical-Chat, UniEval", .dimension = scale.name};
        std::map<std::string, std::uint32_t, std::less<>> sources;
        double largest = 1;
        for (const JsonObject& row : rows) {
            TRY(const double human, number_at(row, "scores", scale.name));
            TRY(const double predicted, number_at(row, "predict_scores", scale.name));
            TRY(const auto source, JsonFields(row, "topical_chat").string("source"));
            TRY(const auto cheap, overlap.score(row, "context"));
            recorded.cheap.push_back(cheap);
            recorded.fast.emplace_back(predicted);
            recorded.full.push_back((human - scale.low) / (scale.high - scale.low));
            recorded.cluster.push_back(cluster_of(sources, source));
            largest = std::max(largest, predicted);
        }
        // Some of UniEval's scores are sums that pass 1.
        for (auto& fast : recorded.fast) fast = *fast / largest;
        all.push_back(std::move(recorded));
    }
    return {};
}

Result<void> add_mt_bench(const path& folder, std::vector<Recorded>& all) {
    TRY(const auto rows, read_rows(folder / "mt_bench_eval.json"));
    Recorded recorded{.data = "MT-Bench, GPT-4 again", .dimension = "rubric"};
    std::map<std::string, std::uint32_t, std::less<>> questions;
    for (const JsonObject& row : rows) {
        const Json* scores = row.if_contains("gpt4_score");
        const Json* question = row.if_contains("idx");
        if (scores == nullptr || question == nullptr || !scores->is_array() ||
            scores->as_array().size() != 3)
            return fail(ErrorKind::invalid_input, "mt_bench_eval.json: a row has no three scores");
        std::array<double, 3> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto number = json_number(scores->as_array()[i]);
            if (!number)
                return fail(ErrorKind::invalid_input, "mt_bench_eval.json: a score is no number");
            values.at(i) = (*number - 1) / 4;
        }
        recorded.fast.emplace_back(values[0]);
        recorded.full.push_back((values[1] + values[2]) / 2);
        recorded.cluster.push_back(cluster_of(questions, to_json_text(*question)));
    }
    if (!rows.empty()) all.push_back(std::move(recorded));
    return {};
}

}  // namespace

Result<std::vector<Recorded>> read_recorded(const path& folder) {
    std::vector<Recorded> all;
    CHECK_OK(add_summeval(folder / "summeval", all));
    CHECK_OK(add_topical_chat(folder / "unieval", all));
    CHECK_OK(add_mt_bench(folder / "feedback_bench", all));
    return all;
}

Recorded make_synthetic(std::uint64_t seed) {
    constexpr std::uint32_t cluster_count = 100;
    constexpr int cluster_size = 12;
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal;
    const auto bounded = [](double score) { return std::clamp(score, 0.0, 1.0); };
    Recorded made{.data = "synthetic", .dimension = "quality"};
    for (std::uint32_t cluster = 0; cluster < cluster_count; ++cluster) {
        const double shared = 0.1 * normal(engine);
        for (int i = 0; i < cluster_size; ++i) {
            const double quality = bounded(0.6 + shared + 0.2 * normal(engine));
            const double cheap = bounded(0.1 + 0.5 * quality + 0.15 * normal(engine));
            made.full.push_back(quality);
            made.cheap.emplace_back(cheap);
            made.fast.emplace_back(bounded(quality + 0.1 + 0.12 * normal(engine)));
            made.cluster.push_back(cluster);
        }
    }
    return made;
}

}  // namespace assay::benchmarks
