#pragma once
// Sample results as JSON text, for the paths where millions of them pass: the same text as
// to_json_text(to_json(result)), without building a tree in between.

#include "core/result.hpp"
#include "domain/sample_result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace assay::store {

/// Appends one line's worth of compact JSON, without the newline. Bytes that are not UTF-8 become
/// U+FFFD; a log-probability that is not finite (of an impossible token) becomes null.
void append_result_text(std::string& out, const SampleResult& result);

/// The completion's log-probabilities as a JSON list.
void append_logprobs_text(std::string& out, const std::vector<TokenLogprob>& logprobs);

/// Reads what append_result_text wrote. Keeps its buffers between calls; one thread at a time.
class ResultTextParser {
  public:
    ResultTextParser();
    ~ResultTextParser();
    ResultTextParser(ResultTextParser&&) noexcept;
    ResultTextParser& operator=(ResultTextParser&&) noexcept;

    /// Keys it does not know are ignored. Errors: corrupt, naming the field.
    Result<SampleResult> parse(std::string_view text);
    /// Errors: corrupt.
    Result<std::vector<TokenLogprob>> parse_logprobs(std::string_view text);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::store
