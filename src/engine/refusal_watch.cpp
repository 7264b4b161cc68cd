#include "engine/refusal_watch.hpp"

namespace assay::engine {
namespace {

std::string without_numbers(std::string text) {
    std::erase_if(text, [](char letter) { return letter >= '0' && letter <= '9'; });
    return text;
}

/// A provider's filter looks at each sample's own text: a set of attacks may meet it every time.
bool is_about_content(std::string_view message) {
    return message.find("content_") != std::string_view::npos ||
           message.find("content management policy") != std::string_view::npos;
}

}  // namespace

void RefusalWatch::answered() {
    ++answered_count_;
    alike_count_ = 0;
}

void RefusalWatch::failed(const Error& error) {
    if (error.kind != ErrorKind::invalid_input || is_about_content(error.message)) return;
    std::string like = without_numbers(error.message);
    alike_count_ = like == last_ ? alike_count_ + 1 : 1;
    last_ = std::move(like);
    if (alike_count_ < (answered_count_ == 0 ? first_count : row_count) || verdict_) return;
    verdict_ = make_error(ErrorKind::invalid_input,
                          "{} calls in a row were refused alike, so the rest is not asked. "
                          "What is done is kept. {}",
                          alike_count_,
                          error.message);
}

}  // namespace assay::engine
