#include "store/filesystem/journal_reader.hpp"

#include "store/filesystem/journal_line.hpp"

#include <algorithm>

namespace assay::store {
namespace {

constexpr std::size_t read_size_bytes = 256UL << 10;
/// Who seeks wants one line, and the next one is elsewhere.
constexpr std::size_t seek_read_size_bytes = 8UL << 10;

}  // namespace

Result<JournalReader> JournalReader::open(File file) {
    TRY(const std::uint64_t size, file.size_bytes());
    JournalReader reader(std::move(file), size);
    reader.next_read_bytes_ = read_size_bytes;
    return reader;
}

Result<bool> JournalReader::read_more() {
    const std::uint64_t left = file_bytes_ - read_bytes_;
    if (left == 0) return false;
    buffer_.erase(0, position_);
    position_ = 0;
    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + std::min<std::uint64_t>(next_read_bytes_, left));
    next_read_bytes_ = std::min(2 * next_read_bytes_, read_size_bytes);
    TRY(const std::size_t got,
        file_.read_at(read_bytes_, buffer_.data() + kept, buffer_.size() - kept));
    buffer_.resize(kept + got);
    read_bytes_ += got;
    // A writer that ran out of space cut the file meanwhile.
    if (got == 0) file_bytes_ = read_bytes_;
    return got > 0;
}

void JournalReader::seek(std::uint64_t start_bytes) {
    next_read_bytes_ = seek_read_size_bytes;
    read_bytes_ = start_bytes;
    passed_bytes_ = start_bytes;
    buffer_.clear();
    position_ = 0;
    is_ended_ = false;
}

Result<std::optional<std::string_view>> JournalReader::complete_line() {
    std::size_t searched = position_;
    while (true) {
        const std::size_t end = buffer_.find('\n', searched);
        if (end != std::string::npos) {
            const std::string_view line =
                std::string_view(buffer_).substr(position_, end - position_);
            position_ = end + 1;
            start_bytes_ = passed_bytes_;
            passed_bytes_ += line.size() + 1;
            return std::optional(line);
        }
        const std::size_t kept = buffer_.size() - position_;
        TRY(const bool has_more, read_more());
        if (!has_more) return std::optional<std::string_view>{};
        searched = position_ + kept;
    }
}

Result<void> JournalReader::judge_damage(bool has_zero_bytes) {
    const Error damage = make_error(
        ErrorKind::corrupt, "{}:{}: the line does not carry its checksum", path().string(), line_);
    if (!has_zero_bytes) return damage;
    while (true) {
        TRY(const auto line, complete_line());
        if (!line) return {};
        if (is_sealed(*line)) return damage;
    }
}

Result<std::optional<std::string_view>> JournalReader::next() {
    if (is_ended_) return std::optional<std::string_view>{};
    TRY(const auto line, complete_line());
    if (!line) {
        is_ended_ = true;
        return std::optional<std::string_view>{};
    }
    ++line_;
    if (is_sealed(*line)) {
        sealed_bytes_ = passed_bytes_;
        return line;
    }
    is_ended_ = true;
    CHECK_OK(judge_damage(line->find('\0') != std::string_view::npos));
    return std::optional<std::string_view>{};
}

}  // namespace assay::store
