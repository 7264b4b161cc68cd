// Filters over the repeated answers of one sample, and the map from answers to answers.

#include "prompts/answer_filter.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace assay::prompts {
namespace {

class TakeFilter final : public AnswerFilter {
  public:
    explicit TakeFilter(std::size_t count) : count_(count) {}
    Result<void> apply(std::vector<Extraction>& answers, const FilterContext&) const override {
        if (answers.size() > count_) answers.resize(count_);
        return {};
    }

  private:
    std::size_t count_;
};

MadeFilter make_take_first(const JsonObject& options, const std::string& where) {
    CHECK_OK(JsonFields(options, where).only({}));
    return std::make_shared<TakeFilter>(std::size_t{1});
}

MadeFilter make_take_first_k(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(std::array<std::string_view, 1>{"k"}));
    TRY(const std::int64_t count, fields.integer("k"));
    if (count < 1)
        return fail(ErrorKind::invalid_input, "{}: k is at least 1, not {}", where, count);
    return std::make_shared<TakeFilter>(static_cast<std::size_t>(count));
}

// The most frequent answer; of equally frequent ones the first. Answers that were not extracted
// vote too, as in lm-evaluation-harness.
class MajorityFilter final : public AnswerFilter {
  public:
    Result<void> apply(std::vector<Extraction>& answers, const FilterContext&) const override {
        std::map<std::string_view, std::size_t> votes;
        for (const Extraction& answer : answers) ++votes[answer.text];
        const auto winner = std::ranges::max_element(
            answers, {}, [&](const Extraction& answer) { return votes.at(answer.text); });
        if (winner != answers.end()) answers = {Extraction(*winner)};
        return {};
    }
};

MadeFilter make_majority(const JsonObject& options, const std::string& where) {
    CHECK_OK(JsonFields(options, where).only({}));
    return std::make_shared<MajorityFilter>();
}

class MapFilter final : public EachAnswerFilter {
  public:
    MapFilter(std::map<std::string, std::string> mapping, std::string fallback)
        : mapping_(std::move(mapping)), fallback_(std::move(fallback)) {}

  private:
    Result<void> change(Extraction& answer, const FilterContext&) const override {
        const auto found = mapping_.find(answer.text);
        if (found != mapping_.end())
            answer.text = found->second;
        else
            give_up(answer, fallback_);
        return {};
    }

    std::map<std::string, std::string> mapping_;
    std::string fallback_;
};

std::string text_of(const Json& value) {
    return value.is_string() ? std::string(json_view(value.get_string())) : to_json_text(value);
}

MadeFilter make_map(const JsonObject& options, const std::string& where) {
    const JsonFields fields(options, where);
    CHECK_OK(fields.only(
        std::array<std::string_view, 4>{"mapping", "mapping_dict", "default", "default_value"}));
    const Json* mapping = fields.find("mapping");
    if (mapping == nullptr) mapping = fields.find("mapping_dict");
    if (mapping == nullptr || !mapping->is_object())
        return fail(ErrorKind::invalid_input, "{}: 'mapping' must be an object", where);
    const Json* fallback = fields.find("default");
    if (fallback == nullptr) fallback = fields.find("default_value");
    std::map<std::string, std::string> texts;
    for (const auto& member : mapping->get_object())
        texts[std::string(member.key())] = text_of(member.value());
    const bool has_fallback = fallback != nullptr && !fallback->is_null();
    return std::make_shared<MapFilter>(std::move(texts),
                                       has_fallback ? text_of(*fallback) : std::string(no_answer));
}

}  // namespace

std::span<const FilterKind> vote_kinds() {
    static constexpr std::array kinds = {
        FilterKind{"take_first", "", make_take_first},
        FilterKind{"take_first_k", "k", make_take_first_k},
        FilterKind{"majority_vote", "", make_majority},
        FilterKind{"map", "mapping", make_map},
    };
    return kinds;
}

}  // namespace assay::prompts
