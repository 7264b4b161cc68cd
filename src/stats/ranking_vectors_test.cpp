// What vectors_test.cpp runs, for ranking from battles.

#include "stats/bradley_terry.hpp"
#include "stats/elo.hpp"
#include "stats/vector_methods.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace assay::stats {
namespace {

/// Models numbered as they come.
class Models {
  public:
    std::uint32_t number(const Json& json) {
        const std::string name(json_view(json.as_string()));
        const auto [at, is_new] =
            numbers_.try_emplace(name, static_cast<std::uint32_t>(names.size()));
        if (is_new) names.push_back(name);
        return at->second;
    }

    std::vector<std::string> names;

  private:
    std::map<std::string, std::uint32_t> numbers_;
};

JsonObject mle(const JsonObject& inputs) {
    Models models;
    std::vector<Comparison> comparisons;
    for (const Json& row : inputs.at("results").as_array()) {
        const JsonObject& own = row.as_object();
        const std::uint32_t a = models.number(own.at("a"));
        const std::uint32_t b = models.number(own.at("b"));
        for (std::size_t i = 0; i < count(own, "wins_a"); ++i) comparisons.push_back({a, b, 1});
        for (std::size_t i = 0; i < count(own, "wins_b"); ++i) comparisons.push_back({a, b, 0});
    }
    const BradleyTerry out =
        bradley_terry(comparisons, models.names.size(), {.interval = RatingInterval::model_based});
    if (out.status != Status::ok)
        return {{"status", json(out.status)}, {"log_strength_mean_zero", nullptr}};
    JsonObject strengths;
    JsonObject errors;
    JsonObject strengths_to_first;
    JsonObject errors_to_first;
    JsonObject ratings;
    JsonObject geometric;
    const std::size_t n = out.models.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::string& name = models.names[i];
        const Estimate& own = out.models[i].log_strength;
        strengths[name] = json(own.value);
        errors[name] = json(own.standard_error);
        strengths_to_first[name] = *own.value - *out.models[0].log_strength.value;
        errors_to_first[name] =
            std::sqrt(out.covariance[i * n + i] + out.covariance[0] - 2 * out.covariance[i]);
        ratings[name] = json(out.models[i].rating.value);
        geometric[name] = std::exp(*own.value);
    }
    return {{"log_strength_mean_zero", strengths},
            {"se_mean_zero", errors},
            {"log_strength_ref_first", strengths_to_first},
            {"se_ref_first", errors_to_first},
            {"elo_scale_mean_1000", ratings},
            {"strength_geometric_mean_1", geometric},
            {"status", json(out.status)}};
}

JsonObject elo(const JsonObject& inputs) {
    Models models;
    std::vector<Comparison> comparisons;
    for (const Json& battle : inputs.at("battles").as_array()) {
        const std::uint32_t first = models.number(battle.as_array()[0]);
        const std::uint32_t second = models.number(battle.as_array()[1]);
        const std::string_view winner = json_view(battle.as_array()[2].as_string());
        const double share = winner == "model_a" ? 1 : winner == "model_b" ? 0 : 0.5;
        comparisons.push_back({first, second, share});
    }
    Elo table(models.names.size(),
              {.step_points = number(inputs, "k"),
               .base = number(inputs, "base"),
               .scale_points = number(inputs, "scale"),
               .start_points = number(inputs, "init")});
    for (const Comparison& one : comparisons)
        if (table.play(one) != Status::ok) return {};
    JsonObject ratings;
    for (std::size_t i = 0; i < models.names.size(); ++i)
        ratings[models.names[i]] = table.points()[i];
    return {{"ratings", ratings}};
}

}  // namespace

VectorMethods ranking_vectors() { return {{"bradley_terry_mle", mle}, {"elo_online", elo}}; }

}  // namespace assay::stats
