#include "report/run_report.hpp"

#include <concepts>

namespace assay::report {
namespace {

/// Reads members one after another and keeps the first error, so that a long flat struct reads as a
/// list of its fields.
class Reader {
  public:
    Reader(const Json& value, std::string where) : where_(std::move(where)) {
        if (value.is_object()) {
            object_ = &value.get_object();
        } else {
            error_ = make_error(
                ErrorKind::corrupt, "{} is {}, expected an object", where_, json_type_name(value));
        }
    }

    void read(std::string_view name, std::string& to) {
        take(to, [&](const JsonFields& fields) { return fields.string(name); });
    }
    void read(std::string_view name, double& to) {
        take(to, [&](const JsonFields& fields) { return fields.number(name); });
    }
    void read(std::string_view name, bool& to) {
        take(to, [&](const JsonFields& fields) { return fields.boolean(name); });
    }
    void read(std::string_view name, std::optional<double>& to) {
        take(to, [&](const JsonFields& fields) { return fields.optional_number(name); });
    }
    void read(std::string_view name, std::optional<std::int64_t>& to) {
        take(to, [&](const JsonFields& fields) { return fields.optional_integer(name); });
    }
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    void read(std::string_view name, T& to) {
        std::int64_t number = 0;
        take(number, [&](const JsonFields& fields) { return fields.integer(name); });
        to = static_cast<T>(number);
    }

    /// The member, or null when absent.
    const Json* find(std::string_view name) {
        return object_ == nullptr ? nullptr : JsonFields(*object_, where_).find(name);
    }

    /// Calls fn(item) → Result<T> for every item of a list member.
    template <typename T, typename Fn>
    void read_list(std::string_view name, std::vector<T>& to, Fn fn) {
        const Json* list = find(name);
        if (list == nullptr || !list->is_array()) return;
        for (const Json& item : list->get_array()) {
            auto value = fn(item);
            if (!value) {
                keep(std::move(value).error());
                return;
            }
            to.push_back(*std::move(value));
        }
    }

    template <typename T>
    void keep_or_set(std::optional<T>& to, Result<T> value) {
        if (value) {
            to = *std::move(value);
        } else {
            keep(std::move(value).error());
        }
    }

    void keep(Error error) {
        if (!error_) error_ = std::move(error);
    }

    template <typename T>
    Result<T> finish(T value) && {
        if (error_) return *std::move(error_);
        return value;
    }

  private:
    template <typename T, typename Fn>
    void take(T& to, Fn fn) {
        if (error_) return;
        auto value = fn(JsonFields(*object_, where_));
        if (value) {
            to = *std::move(value);
        } else {
            error_ = Error{ErrorKind::corrupt, std::move(value).error().message};
        }
    }

    const JsonObject* object_ = nullptr;
    std::string where_;
    std::optional<Error> error_;
};

Result<std::string> text_of(const Json& value) {
    if (!value.is_string())
        return fail(ErrorKind::corrupt, "expected a string, found {}", json_type_name(value));
    return std::string(json_view(value.get_string()));
}

Result<std::uint64_t> count_of(const Json& value) {
    boost::json::error_code code;
    const auto count = value.to_number<std::uint64_t>(code);
    if (code) return fail(ErrorKind::corrupt, "expected a count, found {}", json_type_name(value));
    return count;
}

Result<Histogram> histogram_of(const Json& value) {
    Reader reader(value, "histogram");
    Histogram histogram;
    reader.read("low", histogram.low);
    reader.read("high", histogram.high);
    reader.read_list("counts", histogram.counts, count_of);
    return std::move(reader).finish(std::move(histogram));
}

Result<EvaluatorResult> evaluator_of(const Json& value) {
    Reader reader(value, "evaluator");
    EvaluatorResult result;
    reader.read("name", result.evaluator.name);
    reader.read("metric", result.evaluator.metric);
    reader.read("version", result.evaluator.version);
    reader.read("hash", result.evaluator.hash);
    reader.read("better", result.better);
    reader.read("signature", result.signature);
    std::optional<stats::Estimate> estimate;
    if (const Json* member = reader.find("estimate"))
        reader.keep_or_set(estimate, estimate_from_json(*member));
    if (estimate) result.estimate = *std::move(estimate);
    std::optional<Histogram> histogram;
    if (const Json* member = reader.find("histogram"))
        reader.keep_or_set(histogram, histogram_of(*member));
    if (histogram) result.histogram = *std::move(histogram);
    if (const Json* member = reader.find("judge"))
        reader.keep_or_set(result.judge, judge_result_from_json(*member));
    return std::move(reader).finish(std::move(result));
}

Result<SampleCounts> samples_of(const Json& value) {
    Reader reader(value, "samples");
    SampleCounts samples;
    reader.read("total", samples.total);
    reader.read("answered", samples.answered);
    reader.read("errors", samples.errors);
    reader.read("unscored", samples.unscored);
    reader.read("cached", samples.cached);
    reader.read("skipped_rows", samples.skipped_rows);
    return std::move(reader).finish(samples);
}

Result<LatencyResult> latency_of(const Json& value) {
    Reader reader(value, "latency");
    LatencyResult latency;
    reader.read("count", latency.count);
    reader.read("p50_ms", latency.p50_ms);
    reader.read("p90_ms", latency.p90_ms);
    reader.read("p95_ms", latency.p95_ms);
    reader.read("p99_ms", latency.p99_ms);
    reader.read("max_ms", latency.max_ms);
    return std::move(reader).finish(latency);
}

Result<SpendingResult> spending_of(const Json& value) {
    Reader reader(value, "spending");
    SpendingResult spending;
    std::optional<std::int64_t> nanos;
    reader.read("cost_usd_nanos", nanos);
    if (nanos) spending.cost = Usd{*nanos};
    reader.read("unknown_price", spending.unknown_price_count);
    reader.read("prompt_tokens", spending.prompt_tokens);
    reader.read("completion_tokens", spending.completion_tokens);
    reader.read("requests", spending.request_count);
    return std::move(reader).finish(spending);
}

Result<CostRow> cost_row_of(const Json& value) {
    Reader reader(value, "costs");
    CostRow row;
    reader.read("evaluator", row.evaluator);
    reader.read("tier", row.tier);
    reader.read("model", row.model);
    reader.read("calls", row.call_count);
    reader.read("prompt_tokens", row.prompt_tokens);
    reader.read("completion_tokens", row.completion_tokens);
    std::optional<std::int64_t> nanos;
    reader.read("cost_usd_nanos", nanos);
    if (nanos) row.cost = Usd{*nanos};
    return std::move(reader).finish(std::move(row));
}

Result<ModelHealth> model_health_of(const Json& value) {
    Reader reader(value, "models");
    ModelHealth model;
    reader.read("model", model.model);
    reader.read("breaker", model.breaker);
    reader.read("breaker_openings", model.breaker_open_count);
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> limit_max;
    reader.read("concurrency", limit);
    reader.read("concurrency_max", limit_max);
    if (limit) model.concurrency = static_cast<std::uint64_t>(*limit);
    if (limit_max) model.concurrency_max = static_cast<std::uint64_t>(*limit_max);
    reader.read("overloads", model.overload_count);
    return std::move(reader).finish(std::move(model));
}

Result<ErrorGroup> error_group_of(const Json& value) {
    Reader reader(value, "errors");
    ErrorGroup group;
    reader.read("kind", group.kind);
    reader.read("message", group.message);
    reader.read("count", group.count);
    reader.read("first_sample", group.first_sample_id);
    return std::move(reader).finish(std::move(group));
}

Result<GateResult> gate_of(const Json& value) {
    Reader reader(value, "gates");
    GateResult gate;
    reader.read("condition", gate.condition);
    reader.read("passed", gate.has_passed);
    reader.read("observed", gate.observed);
    reader.read("threshold", gate.threshold);
    reader.read("explanation", gate.explanation);
    return std::move(reader).finish(std::move(gate));
}

}  // namespace

Result<RunReport> run_report_from_json(const Json& value) {
    Reader reader(value, "report");
    RunReport report;
    reader.read("run_id", report.run_id);
    reader.read("name", report.name);
    reader.read("state", report.state);
    reader.read("created_at", report.created_at);
    reader.read("duration_s", report.duration_s);
    reader.read("assay_version", report.assay_version);
    reader.read("dataset", report.dataset);
    reader.read("dataset_version", report.dataset_version);
    reader.read("model", report.model);
    reader.read("epochs", report.epoch_count);
    reader.read("seed", report.seed);
    std::optional<SampleCounts> samples;
    if (const Json* member = reader.find("samples"))
        reader.keep_or_set(samples, samples_of(*member));
    if (samples) report.samples = *samples;
    reader.read_list("evaluators", report.evaluators, evaluator_of);
    if (const Json* member = reader.find("latency"))
        reader.keep_or_set(report.latency, latency_of(*member));
    if (const Json* member = reader.find("spending"))
        reader.keep_or_set(report.spending, spending_of(*member));
    if (const Json* member = reader.find("judging"))
        reader.keep_or_set(report.judging, spending_of(*member));
    reader.read_list("costs", report.costs, cost_row_of);
    reader.read_list("models", report.models, model_health_of);
    reader.read_list("errors", report.errors, error_group_of);
    reader.read_list("gates", report.gates, gate_of);
    reader.read_list("warnings", report.warnings, text_of);
    return std::move(reader).finish(std::move(report));
}

}  // namespace assay::report
