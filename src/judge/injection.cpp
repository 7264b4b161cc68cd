#include "judge/injection.hpp"

#include "core/assert.hpp"

#include <re2/set.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace assay::judge {
namespace {

/// Ways to speak to a grader, seen in published attacks; matched without regard to case.
constexpr std::array<const char*, 18> patterns = {
    R"(\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(above|previous|prior|preceding|earlier|all|any|other)\b.{0,40}\b(instruction|prompt|rule|direction|guideline|criteri|text|message)s?)",
    R"(\bignore the above\b)",
    R"(\b(new|updated|real|actual) (instruction|task|system prompt)s?\s*:)",
    R"(\b(dear|attention|note to|hey|hello),? (the )?(ai |llm )?(judge|evaluator|grader|rater|assessor|reviewer)s?\b)",
    R"(\b(judge|evaluator|grader|rater|assessor)s?\b.{0,40}\b(must|should|shall|has to|have to|please)\b.{0,60}\b(score|rate|rating|grade|prefer|choose|select|pick|award|give|output|answer)\b)",
    R"(\b(give|award|assign|rate|score|grade|return|output)\b.{0,30}\b(this|my|the|it|me)\b.{0,30}\b(highest|maximum|max|top|perfect|full|best|5/5|10/10|100/100)\b)",
    R"(\b(this|my|the) (answer|response|output|reply|summary|assistant|model)\b.{0,40}\b(deserves|merits|earns|should (be|get|receive|have))\b.{0,40}\b(score|rating|grade|marks?|points?|highest|perfect|full|[0-9]+)\b)",
    R"(\b(you are|act as|pretend to be|from now on)\b.{0,40}\b(judge|evaluator|grader|jailbroken|dan|developer mode|unfiltered)\b)",
    R"(\[\[\s*([a-c]|[0-9]+(\.[0-9]+)?|tie)\s*\]\])",
    R"(\b(final )?(verdict|rating|score|judgement|judgment)\s*(is|:)\s*\"?(\[|\(|\*)*\s*([0-9]+\s*(/|out of)\s*[0-9]+|10|perfect))",
    R"(\{\s*\"(reasoning|score|choice|winner|verdict|rating)\"\s*:)",
    R"(<\|(im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>)",
    R"(\[/?inst\]|<</?sys>>|</?(system|instructions?|data|evaluation|judge)(-[0-9a-f]+)?( [^>]{0,40})?>)",
    R"((^|\n)\s*(#{1,6}|\*\*)?\s*(system|assistant|evaluator|judge|grader)( (message|prompt|note|output))?\s*(\*\*)?\s*:)",
    R"((^|\n)#{1,6} *(instruction|model outputs?|evaluation|unordered|best model|which model|your (task|role))s?\b)",
    R"(\bevaluation form\b)",
    R"(\bmodel_identifier\b)",
    R"(\b(do not|don't|never|stop) (evaluat|judg|grad|scor|rat)(e|ing)\b)",
};

const RE2::Set& compiled() {
    static const std::unique_ptr<RE2::Set> set = [] {
        RE2::Options options(RE2::Quiet);
        options.set_case_sensitive(false);
        options.set_dot_nl(false);
        auto made = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
        for (const char* pattern : patterns) {
            std::string error;
            const int index = made->Add(pattern, &error);
            ASSAY_ASSERT(index >= 0, "a pattern of ours does not compile");
        }
        const bool is_compiled = made->Compile();
        ASSAY_ASSERT(is_compiled, "the patterns of ours do not compile together");
        return made;
    }();
    return *set;
}

}  // namespace

bool is_injection_suspected(std::string_view text) {
    return compiled().Match(re2::StringPiece(text.data(), text.size()), nullptr);
}

}  // namespace assay::judge
