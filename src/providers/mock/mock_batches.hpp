#pragma once
// The batch APIs of both formats from the server's side: files and batches in memory, bounded. Time
// decides how far a batch is; its requests are answered when its results are first asked for.

#include "providers/mock/mock_answer.hpp"
#include "providers/mock/mock_server.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers::mock {

class MockBatches {
  public:
    /// Answers one request as its synchronous endpoint does.
    using Complete = std::function<MockAnswer(const MockRequest& request)>;
    using Time = std::chrono::steady_clock::time_point;

    explicit MockBatches(const MockOptions& options);

    /// Whether the path belongs to files or batches.
    static bool serves(std::string_view path);
    MockAnswer handle(const MockRequest& request, Time now, const Complete& complete);
    /// Batches made so far, and requests in them that were answered.
    [[nodiscard]] std::uint64_t batch_count() const { return batch_count_; }
    [[nodiscard]] std::uint64_t answered_count() const { return answered_count_; }
    void reset();

  private:
    enum class Fate { pending, answered, expired, cancelled };
    struct Item {
        std::string custom_id;
        std::string path;
        std::string body;
        Fate fate = Fate::pending;
    };
    struct Batch {
        std::string id;
        bool is_openai = true;
        Time created_at;
        std::vector<Item> items;
        std::string tag;
        std::string refusal;  ///< JSON of the errors of a batch that failed
        bool was_cancelled = false;
        bool has_ended = false;
        bool has_results = false;
        std::string output;  ///< lines of results
        std::string errors;  ///< of OpenAI: lines of what failed
    };
    struct Counts;

    MockAnswer upload(const MockRequest& request);
    MockAnswer create_openai(const MockRequest& request, Time now);
    MockAnswer create_anthropic(const MockRequest& request, Time now);
    MockAnswer handle_batch(const MockRequest& request,
                            std::string_view rest,
                            bool is_openai,
                            Time now,
                            const Complete& complete);
    MockAnswer content(std::string_view file_id, const Complete& complete);
    MockAnswer list(bool is_openai, Time now);
    Batch& add(Batch batch);
    Batch* find(std::string_view id, bool is_openai);
    void advance(Batch& batch, Time now) const;
    [[nodiscard]] std::size_t reached(const Batch& batch, Time now) const;
    void answer_all(Batch& batch, const Complete& complete);
    [[nodiscard]] Counts count(const Batch& batch, Time now) const;
    [[nodiscard]] std::string describe(const Batch& batch, Time now) const;

    MockOptions options_;
    std::mt19937_64 random_;
    std::map<std::string, std::string, std::less<>> files_;
    std::uint64_t file_bytes_ = 0;
    std::uint64_t file_count_ = 0;
    std::deque<Batch> batches_;
    std::uint64_t batch_count_ = 0;
    std::uint64_t answered_count_ = 0;
};

}  // namespace assay::providers::mock
