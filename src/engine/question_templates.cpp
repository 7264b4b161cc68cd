#include "engine/question_templates.hpp"

namespace assay::engine {
namespace {

std::string text_of(const Json& value) {
    return value.is_string() ? std::string(json_view(value.get_string())) : to_json_text(value);
}

}  // namespace

Result<QuestionTemplates> QuestionTemplates::compile(const JudgeRequest& request) {
    QuestionTemplates templates;
    if (!request.input.empty()) {
        TRY(templates.input_, prompts::Template::compile(request.input, request.name + ".input"));
    }
    for (const std::string& context : request.context) {
        TRY(auto compiled, prompts::Template::compile(context, request.name + ".context"));
        templates.context_.push_back(std::move(compiled));
    }
    if (!request.against.empty()) {
        TRY(templates.against_,
            prompts::Template::compile(request.against, request.name + ".against"));
    }
    return templates;
}

Result<judge::Question> QuestionTemplates::question(const SampleResult& result) const {
    static const JsonObject nothing;
    const JsonObject& fields = result.metadata.is_object() ? result.metadata.get_object() : nothing;
    judge::Question question{
        .input = result.input, .output = result.answer, .targets = result.targets};
    if (input_) {
        TRY(question.input, input_->render(fields));
    }
    for (const prompts::Template& context : context_) {
        TRY(const Json value, context.evaluate(fields));
        if (value.is_array()) {
            for (const Json& item : value.get_array()) question.context.push_back(text_of(item));
        } else if (!value.is_null()) {
            question.context.push_back(text_of(value));
        }
    }
    if (against_) {
        TRY(const Json value, against_->evaluate(fields));
        question.other_output = text_of(value);
    }
    return question;
}

std::vector<std::string> QuestionTemplates::variables() const {
    std::vector<std::string> names;
    const auto add = [&names](const prompts::Template& one) {
        for (std::string& name : one.variables()) names.push_back(std::move(name));
    };
    if (input_) add(*input_);
    for (const prompts::Template& context : context_) add(context);
    if (against_) add(*against_);
    return names;
}

}  // namespace assay::engine
