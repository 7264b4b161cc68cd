#include "prompts/template.hpp"

#include <benchmark/benchmark.h>

namespace assay::prompts {
namespace {

constexpr std::string_view prompt =
    "The following is a multiple choice question.\n\nQuestion: {{ question.strip() }}\n"
    "A. {{ choices[0] }}\nB. {{ choices[1] }}\nC. {{ choices[2] }}\nD. {{ choices[3] }}\nAnswer:";

const JsonObject& sample() {
    static const Json json =
        parse_json(
            R"j({"question": " Which of these gases makes up most of the air around us, by volume, on a dry day at sea level? ", "choices": ["Oxygen", "Nitrogen", "Argon", "Carbon dioxide"]})j")
            .value_or(Json(JsonObject{}));
    return json.get_object();
}
void render_prompt(benchmark::State& state) {
    const auto compiled = Template::compile(std::string(prompt), "benchmark");
    for (auto _ : state) benchmark::DoNotOptimize(compiled->render(sample()));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(render_prompt)->Name("template_render/smallest");

void compile_prompt(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(Template::compile(std::string(prompt), "benchmark"));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(compile_prompt)->Name("template_compile/300_bytes");

}  // namespace
}  // namespace assay::prompts
