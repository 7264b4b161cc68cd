// What vectors_test.cpp runs, for one answer out of several labels.

#include "stats/dawid_skene.hpp"
#include "stats/mace.hpp"
#include "stats/track_record.hpp"
#include "stats/vector_methods.hpp"
#include "stats/wawa.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

std::string name_of(const Json& json) {
    return json.is_string() ? std::string(json_view(json.as_string())) : to_json_text(json);
}

/// Names numbered in sorted order.
struct Names {
    std::map<std::string, std::uint32_t> numbers;
    std::vector<std::string> names;

    void number() {
        for (auto& [name, number] : numbers) {
            number = static_cast<std::uint32_t>(names.size());
            names.push_back(name);
        }
    }
};

struct Named {
    Names annotators;
    Names items;
    Names categories;
    std::vector<Label> labels;

    [[nodiscard]] LabelSet set() const {
        return {labels, items.names.size(), annotators.names.size(), categories.names.size()};
    }
    /// An object of one object per item and category.
    [[nodiscard]] JsonObject shares(std::span<const double> values) const {
        JsonObject out;
        for (std::size_t i = 0; i < items.names.size(); ++i) {
            JsonObject own;
            for (std::size_t c = 0; c < categories.names.size(); ++c)
                own[categories.names[c]] = values[i * categories.names.size() + c];
            out[items.names[i]] = own;
        }
        return out;
    }
    /// An object of the most likely category of each item that has one.
    [[nodiscard]] JsonObject winners(std::span<const double> values) const {
        JsonObject out;
        const std::size_t k = categories.names.size();
        for (std::size_t i = 0; i < items.names.size(); ++i)
            if (const auto best = winner(values.subspan(i * k, k), 1e-12))
                out[items.names[i]] = boost::json::string(categories.names[*best]);
        return out;
    }
};

Named named(const JsonObject& inputs) {
    Named out;
    const auto& triples = inputs.at("triples_worker_task_label").as_array();
    const auto each = [&](auto&& use) {
        for (const Json& triple : triples)
            use(name_of(triple.as_array()[0]),
                name_of(triple.as_array()[1]),
                name_of(triple.as_array()[2]));
    };
    each([&](const auto& annotator, const auto& item, const auto& category) {
        out.annotators.numbers[annotator];
        out.items.numbers[item];
        out.categories.numbers[category];
    });
    out.annotators.number();
    out.items.number();
    out.categories.number();
    each([&](const auto& annotator, const auto& item, const auto& category) {
        out.labels.push_back({out.items.numbers.at(item),
                              out.annotators.numbers.at(annotator),
                              out.categories.numbers.at(category)});
    });
    return out;
}

JsonObject majority(const JsonObject& inputs) {
    const Named data = named(inputs);
    const Vote vote = majority_vote(data.set());
    JsonArray adjudicated;
    JsonArray tied;
    for (std::size_t i = 0; i < vote.items.size(); ++i) {
        const boost::json::string name(data.items.names[i]);
        if (vote.items[i].needs_adjudication) adjudicated.emplace_back(name);
        if (vote.items[i].is_tied) tied.emplace_back(name);
    }
    return {{"vote_share", data.shares(vote.shares)},
            {"consensus_unless_tied", data.winners(vote.shares)},
            {"needs_adjudication_lt_2_3", adjudicated},
            {"tied", tied}};
}

JsonObject accuracy(const JsonObject& inputs) {
    const Named data = named(inputs);
    // The expected figures follow from the majority with the tie going to the first label, though
    // the case's own `consensus` settles that tie the other way.
    const Vote vote = majority_vote(data.set());
    const std::size_t k = data.categories.names.size();
    std::vector<std::optional<std::uint32_t>> truth;
    for (std::size_t i = 0; i < vote.items.size(); ++i) {
        const auto own = std::span(vote.shares).subspan(i * k, k);
        truth.emplace_back(static_cast<std::uint32_t>(std::ranges::max_element(own) - own.begin()));
    }
    const auto records = track_records(data.set(), truth);
    JsonObject workers;
    TrackRecord all;
    for (std::size_t a = 0; a < records->size(); ++a) {
        const TrackRecord& own = (*records)[a];
        workers[data.annotators.names[a]] =
            static_cast<double>(own.correct_count) / static_cast<double>(own.seen_count);
        all.correct_count += own.correct_count;
        all.seen_count += own.seen_count;
    }
    return {
        {"worker_accuracy", workers},
        {"overall", static_cast<double>(all.correct_count) / static_cast<double>(all.seen_count)}};
}

JsonObject weighted(const JsonObject& inputs) {
    const Named data = named(inputs);
    std::vector<double> weights;
    for (const std::string& annotator : data.annotators.names)
        weights.push_back(number(inputs.at("weights").as_object(), annotator));
    return {{"share", data.shares(weighted_vote(data.set(), weights).shares)}};
}

JsonObject wawa(const JsonObject& inputs) {
    const Named data = named(inputs);
    const Wawa out = wawa_vote(data.set(), WawaWeights::all_items);
    JsonObject skills;
    for (std::size_t a = 0; a < out.skill_ratio.size(); ++a)
        skills[data.annotators.names[a]] = json(out.skill_ratio[a]);
    return {{"skills", skills},
            {"share", data.shares(out.vote.shares)},
            {"consensus", data.winners(out.vote.shares)}};
}

JsonObject dawid_skene_json(const JsonObject& inputs, const DawidSkeneOptions& options) {
    const Named data = named(inputs);
    const DawidSkene out = dawid_skene(data.set(), options);
    const std::size_t k = data.categories.names.size();
    JsonArray labels;
    JsonObject prior;
    JsonObject confusion;
    for (std::size_t c = 0; c < k; ++c) {
        const std::string& name = data.categories.names[c];
        const auto as_number = parse_json(name);
        labels.push_back(as_number ? *as_number : Json(boost::json::string(name)));
        prior[name] = out.class_prior[c];
    }
    for (std::size_t a = 0; a < data.annotators.names.size(); ++a) {
        JsonArray rows;
        for (std::size_t truth = 0; truth < k; ++truth) {
            JsonArray row;
            for (std::size_t said = 0; said < k; ++said)
                row.emplace_back(out.confusion[(a * k + truth) * k + said]);
            rows.push_back(row);
        }
        confusion[data.annotators.names[a]] = rows;
    }
    return {{"labels", labels},
            {"posteriors", data.shares(out.posteriors)},
            {"consensus", data.winners(out.posteriors)},
            {"class_prior", prior},
            {"confusion_true_by_observed", confusion},
            {"log_likelihood", out.log_likelihood}};
}

JsonObject dawid_skene_converged(const JsonObject& inputs) {
    return dawid_skene_json(inputs,
                            {.smoothing = number(inputs, "smoothing"),
                             .change_max = number(inputs, "converge_max_abs_posterior_change"),
                             .iteration_count_max = count(inputs, "max_iter")});
}

JsonObject dawid_skene_iterations(const JsonObject& inputs) {
    return dawid_skene_json(inputs,
                            {.smoothing = 0, .iteration_count_max = count(inputs, "iterations")});
}

JsonObject dawid_skene_labels(const JsonObject& inputs) {
    return dawid_skene_json(inputs, {.iteration_count_max = count(inputs, "max_iter")});
}

JsonObject mace_json(const JsonObject& inputs, const MaceOptions& options) {
    const Named data = named(inputs);
    const Mace out = mace(data.set(), options);
    JsonObject competence;
    for (std::size_t a = 0; a < out.competence_ratio.size(); ++a)
        competence[data.annotators.names[a]] = out.competence_ratio[a];
    return {{"posteriors", data.shares(out.posteriors)},
            {"competence", competence},
            {"consensus", data.winners(out.posteriors)},
            {"log_marginal_likelihood", out.log_likelihood}};
}

JsonObject mace_em(const JsonObject& inputs) {
    const auto k = static_cast<double>(named(inputs).categories.names.size());
    return mace_json(inputs,
                     {.method = MaceMethod::expectation_maximization,
                      .smoothing = number(inputs, "smoothing") * k,
                      .restart_count = 1,
                      .change_max = 1e-14,
                      .iteration_count_max = 200'000});
}

JsonObject mace_labels(const JsonObject& inputs) {
    return mace_json(inputs,
                     {.restart_count = count(inputs, "n_restarts"),
                      .iteration_count_max = count(inputs, "n_iter")});
}

}  // namespace

VectorMethods consensus_vectors() {
    return {{"accuracy_on_aggregates", accuracy},
            {"dawid_skene_em", dawid_skene_converged},
            {"dawid_skene_em_k_iterations", dawid_skene_iterations},
            {"dawid_skene_labels", dawid_skene_labels},
            {"mace_em", mace_em},
            {"mace_labels", mace_labels},
            {"majority_vote", majority},
            {"wawa", wawa},
            {"weighted_vote", weighted}};
}

}  // namespace assay::stats
