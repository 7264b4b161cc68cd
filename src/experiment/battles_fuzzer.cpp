// Any bytes as battles, a line each with its fields between tabs: nothing crashes, and every model
// has either a finite rating or none and a reason.
#include "experiment/leaderboard.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace {

using namespace assay;
using namespace assay::experiment;

std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const bool has_control = !bytes.empty() && bytes.front() == 'c';
    Battles battles(has_control ? std::vector<std::string>{"length"} : std::vector<std::string>{});
    for (int line = 0; line < 60 && !bytes.empty(); ++line) {
        std::string_view fields = take(bytes, '\n');
        BattleRecord record{.model_a = take(fields, '\t'),
                            .model_b = take(fields, '\t'),
                            .winner = take(fields, '\t'),
                            .weight = take(fields, '\t'),
                            .cluster = take(fields, '\t')};
        const std::array styles = {take(fields, '\t'), take(fields, '\t')};
        if (has_control) record.styles = styles;
        const std::size_t before = battles.comparisons().size();
        const auto added = battles.add(record);
        ASSAY_ASSERT(battles.comparisons().size() == before + (added ? 1 : 0),
                     "a refused battle is not counted");
    }
    const auto board = make_leaderboard(
        battles, {.baseline = battles.models().empty() ? "" : battles.models().front()});
    ASSAY_ASSERT(board.has_value(), "the options are valid");
    for (const LeaderboardRow& row : board->rows) {
        ASSAY_ASSERT(!row.rating.value || std::isfinite(*row.rating.value), "a rating is finite");
        ASSAY_ASSERT(row.rating.value.has_value() == row.message.empty(), "or there is a reason");
    }
    return 0;
}
