#pragma once
// Reads the lines of one journal file and tells a torn end from damage. Private to this layer; one
// thread at a time.
//
// A line without a newline at the end of the file is what a killed writer leaves: the end. A line
// that is complete but does not carry its checksum is damage, except when it holds zero bytes and
// no sealed line follows: a power loss leaves such blocks behind what was synced.

#include "core/result.hpp"
#include "store/filesystem/file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::store {

class JournalReader {
  public:
    /// Reads what the file holds now; what is appended later is not seen.
    static Result<JournalReader> open(File file);

    /// The next sealed line without its newline, valid until the next call; nothing at the end.
    /// Errors: corrupt with file and line.
    Result<std::optional<std::string_view>> next();

    /// Goes on with the line that starts at this byte; line() counts on from where it was.
    void seek(std::uint64_t start_bytes);

    /// Of the line given last, from 1.
    [[nodiscard]] std::uint64_t line() const { return line_; }
    /// Where the line given last starts in the file.
    [[nodiscard]] std::uint64_t start_bytes() const { return start_bytes_; }
    /// End of the last sealed line: what a writer keeps.
    [[nodiscard]] std::uint64_t sealed_bytes() const { return sealed_bytes_; }
    [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }

  private:
    JournalReader(File file, std::uint64_t size) : file_(std::move(file)), file_bytes_(size) {}
    /// The next line that ends in a newline, sealed or not; nothing at the end.
    Result<std::optional<std::string_view>> complete_line();
    Result<bool> read_more();
    Result<void> judge_damage(bool has_zero_bytes);

    File file_;
    std::uint64_t file_bytes_;
    std::uint64_t read_bytes_ = 0;  ///< of the file, into the buffer
    std::size_t next_read_bytes_ = 0;
    std::string buffer_;
    std::size_t position_ = 0;  ///< of the next line in the buffer
    std::uint64_t line_ = 0;
    std::uint64_t start_bytes_ = 0;
    std::uint64_t passed_bytes_ = 0;  ///< of the file, before the next line
    std::uint64_t sealed_bytes_ = 0;
    bool is_ended_ = false;
};

}  // namespace assay::store
