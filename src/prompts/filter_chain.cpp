#include "prompts/filter_chain.hpp"

#include "core/nearest.hpp"
#include "prompts/answer_filter.hpp"

#include <algorithm>

namespace assay::prompts {
namespace {

constexpr std::size_t filters_max = 100;

Result<const FilterKind*> kind_called(std::string_view name, const std::string& where) {
    std::vector<std::string_view> known;
    for (const auto kinds : {regex_kinds(), text_kinds(), vote_kinds()}) {
        const auto found = std::ranges::find(kinds, name, &FilterKind::name);
        if (found != kinds.end()) return &*found;
        for (const FilterKind& kind : kinds) known.push_back(kind.name);
    }
    return fail(
        ErrorKind::invalid_input, "{}: no filter '{}'{}", where, name, did_you_mean(name, known));
}

MadeFilter make_named(std::string_view name, const Json& options, const std::string& where) {
    TRY(const FilterKind* kind, kind_called(name, where));
    const std::string inner = fmt::format("{}: {}", where, name);
    if (options.is_null()) return kind->make({}, inner);
    if (options.is_object()) {
        const JsonObject& object = options.get_object();
        // `{"map": {"yes": "A"}}`: the object is the mapping itself, not options.
        const bool is_mapping = kind->main_option == "mapping" && !object.contains("mapping") &&
                                !object.contains("mapping_dict");
        if (!is_mapping) return kind->make(object, inner);
    }
    if (kind->main_option.empty())
        return fail(ErrorKind::invalid_input, "{} takes no option", inner);
    JsonObject wrapped;
    wrapped[kind->main_option] = options;
    return kind->make(wrapped, inner);
}

MadeFilter make_filter(const Json& spec, const std::string& where) {
    if (spec.is_string()) return make_named(json_view(spec.get_string()), nullptr, where);
    if (!spec.is_object())
        return fail(ErrorKind::invalid_input,
                    "{}: a filter is a name or an object, not {}",
                    where,
                    json_type_name(spec));
    const JsonObject& object = spec.get_object();
    if (object.contains("function")) {
        TRY(const std::string name, JsonFields(object, where).string("function"));
        // lm-evaluation-harness writes the options beside the name.
        JsonObject options;
        for (const auto& member : object)
            if (member.key() != "function") options[member.key()] = member.value();
        return make_named(name, Json(std::move(options)), where);
    }
    if (object.size() != 1)
        return fail(ErrorKind::invalid_input,
                    "{}: a filter object has one key, its name, or 'function'; not {} keys",
                    where,
                    object.size());
    const auto& member = *object.begin();
    return make_named({member.key().data(), member.key().size()}, member.value(), where);
}

}  // namespace

Result<FilterChain> FilterChain::make(const Json& spec, std::string_view where) {
    FilterChain chain;
    if (spec.is_null()) return chain;
    if (!spec.is_array()) {
        TRY(auto filter, make_filter(spec, std::string(where)));
        chain.filters_.push_back(std::move(filter));
        return chain;
    }
    const JsonArray& list = spec.get_array();
    if (list.size() > filters_max)
        return fail(ErrorKind::invalid_input,
                    "{}: {} filters, at most {}",
                    where,
                    list.size(),
                    filters_max);
    for (std::size_t i = 0; i < list.size(); ++i) {
        TRY(auto filter, make_filter(list[i], fmt::format("{}[{}]", where, i)));
        chain.filters_.push_back(std::move(filter));
    }
    return chain;
}

Result<Extraction> FilterChain::apply(std::string_view output, const FilterContext& context) const {
    std::vector<Extraction> answers = {{std::string(output), true}};
    for (const auto& filter : filters_) CHECK_OK(filter->apply(answers, context));
    return std::move(answers.front());
}

Result<std::vector<Extraction>> FilterChain::apply_all(std::span<const std::string> outputs,
                                                       const FilterContext& context) const {
    std::vector<Extraction> answers;
    answers.reserve(outputs.size());
    for (const std::string& output : outputs) answers.push_back({output, true});
    if (answers.empty()) return answers;
    for (const auto& filter : filters_) CHECK_OK(filter->apply(answers, context));
    return answers;
}

}  // namespace assay::prompts
