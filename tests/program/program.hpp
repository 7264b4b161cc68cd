#pragma once
// Runs the assay program as a user would, in a folder of its own.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::program_tests {

struct Outcome {
    int exit_code = -1;  ///< -1 when a signal ended it
    int signal = 0;      ///< that ended it
    std::string out;
    std::string err;
};

struct ProgramOptions {
    std::vector<std::string> environment;       ///< NAME=value
    std::optional<std::size_t> file_bytes_max;  ///< files may not grow beyond: a full disk
};

/// A program that runs. Killed with this object if it still does.
class Program {
  public:
    Program(const std::filesystem::path& folder,
            const std::vector<std::string>& arguments,
            const ProgramOptions& options = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Waits at most so long for its end; false when it still runs.
    bool ends_within(double seconds);
    void send(int signal);
    /// Waits for the end; after two minutes it is killed.
    Outcome wait();

  private:
    std::filesystem::path out_;
    std::filesystem::path err_;
    int process_ = -1;
    int process_handle_ = -1;  // pidfd
};

/// A temporary folder with files, ASSAY_HOME inside, removed at the end.
class Workplace {
  public:
    Workplace();
    ~Workplace();
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::filesystem::path home() const { return folder_ / "home"; }
    /// Returns the name as the program gets it.
    std::string write(const std::string& name, const std::string& content);
    [[nodiscard]] std::string read(const std::string& name) const;

    /// Runs `assay` with these arguments to its end.
    Outcome assay(const std::vector<std::string>& arguments, ProgramOptions options = {});
    /// Starts it, with ASSAY_HOME and a key for the mock in the environment.
    Program start(const std::vector<std::string>& arguments, ProgramOptions options = {});

  private:
    std::filesystem::path folder_;
};

}  // namespace assay::program_tests
