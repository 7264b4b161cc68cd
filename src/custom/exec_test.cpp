// Programs that work, and programs that break in each way a program can.
#include "custom/process.hpp"
#include "custom/scorer_fixture.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::custom {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Answers each line with a score of 0.5.
constexpr std::string_view half = R"x(sed -u -E 's/^\{"id":"([^"]*)".*/{"id":"\1","score":0.5}/')x";

std::string shell(const std::string& script, const std::string& more = "") {
    JsonArray command{"sh", "-c", Json(script)};
    return fmt::format(R"({{"command":{}{}}})", to_json_text(command), more);
}

/// Reads lines, with the id of each in $id; `body` answers.
std::string for_each_id(const std::string& body) {
    return "while read -r line; do id=${line#*:?}; id=${id%%\\\"*}; " + body + "; done";
}

std::size_t open_file_count() {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

class ExecScorer : public ScorerFixture {
  protected:
    ExecScorer() {
        std::string name = (std::filesystem::temp_directory_path() / "custom-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~ExecScorer() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(ExecScorer, answers_batch_after_batch_from_one_process) {
    const auto scorer =
        open("exec",
             shell(for_each_id(R"x(printf '{"id":"%s","score":1,"reason":"%s"}\n' "$id" "$$")x")));
    const auto first = score(*scorer, {"a", "b", "c"}).value();
    const auto second = score(*scorer, {"d"}).value();
    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(first[2].score, 1.0);
    EXPECT_EQ(first[0].reason, second[0].reason) << "the same process";
}

TEST_F(ExecScorer, matches_replies_of_any_order) {
    const auto scorer = open("exec", shell(R"(read -r a; read -r b
                                echo '{"id":"b","score":0.25}'; echo '{"id":"a","score":0.75}'; cat)"));
    const auto verdicts = score(*scorer, {"a", "b"}).value();
    EXPECT_EQ(verdicts[0].score, 0.75);
    EXPECT_EQ(verdicts[1].score, 0.25);
}

TEST_F(ExecScorer, carries_batches_larger_than_any_pipe) {
    const auto scorer = open("exec", shell(std::string(half)));
    std::vector<Item> items;
    for (int i = 0; i < 200; ++i)
        items.push_back({.id = fmt::format("q{}", i), .output = std::string(10'000, 'x')});
    const auto verdicts = loop_.run(scorer->score(std::move(items))).value();
    EXPECT_TRUE(std::ranges::all_of(verdicts, [](const Verdict& one) { return one.score == 0.5; }));
}

TEST_F(ExecScorer, gives_the_program_a_minimal_environment) {
    ::setenv("CUSTOM_TEST_WANTED", "yes", 1);
    ::setenv("CUSTOM_TEST_API_KEY", "secret", 1);
    const auto scorer = open("exec",
                             shell(for_each_id(R"x(names=$(env | cut -d= -f1 | sort | tr '\n' ' ')
                   printf '{"id":"%s","score":1,"reason":"%s"}\n' "$id" "$names")x"),
                                   R"(,"env":["CUSTOM_TEST_WANTED"])"));
    const std::string names = score(*scorer, {"a"}).value()[0].reason;
    EXPECT_THAT(names, AllOf(HasSubstr("CUSTOM_TEST_WANTED"), HasSubstr("PATH")));
    EXPECT_THAT(names, Not(HasSubstr("API_KEY")));
}

TEST_F(ExecScorer, gives_the_program_no_file_but_three) {
    const std::filesystem::path file = folder_ / "inherited";
    const int leaked = ::open(file.c_str(), O_CREAT | O_RDWR, 0600);
    const auto scorer = open(
        "exec",
        shell(for_each_id(
            R"x(printf '{"id":"%s","score":1,"reason":"%s"}\n' "$id" "$(ls -l /proc/$$/fd | grep -c inherited)")x")));
    EXPECT_EQ(score(*scorer, {"a"}).value()[0].reason, "0");
    ::close(leaked);
}

TEST_F(ExecScorer, asks_a_fresh_process_when_one_was_killed) {
    const std::string once = (folder_ / "once").string();
    const auto scorer =
        open("exec",
             shell(fmt::format(
                 "[ -e {0} ] || {{ : > {0}; read -r line; kill -9 $$; }}; exec {1}", once, half)));
    const auto verdicts = score(*scorer, {"a", "b"}).value();
    EXPECT_EQ(verdicts[0].score, 0.5);
    EXPECT_EQ(verdicts[1].score, 0.5);
}

TEST_F(ExecScorer, loses_only_the_item_that_breaks_the_program) {
    const auto scorer = open(
        "exec",
        shell(for_each_id(
            R"x([ "$id" = bad ] && { echo 'cannot digest' >&2; exit 3; }; echo "{\"id\":\"$id\",\"score\":1}")x")));
    const auto verdicts = score(*scorer, {"a", "bad", "c", "d"}).value();
    EXPECT_EQ(verdicts[0].score, 1.0);
    EXPECT_EQ(verdicts[2].score, 1.0);
    EXPECT_EQ(verdicts[3].score, 1.0);
    ASSERT_TRUE(verdicts[1].error.has_value());
    EXPECT_EQ(verdicts[1].error->kind, ErrorKind::unavailable);
    EXPECT_THAT(
        verdicts[1].error->message,
        AllOf(HasSubstr("'mine'"), HasSubstr("exited with status 3"), HasSubstr("cannot digest")));
}

TEST_F(ExecScorer, says_by_which_signal_a_program_died) {
    const auto scorer = open("exec", shell("read -r line; kill -SEGV $$"));
    EXPECT_THAT(error_of(*scorer).message, HasSubstr("killed by signal 11"));
}

TEST_F(ExecScorer, gives_up_on_a_program_that_hangs) {
    const auto scorer = open("exec", shell("sleep 1000 & wait"), milliseconds(30));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::timed_out);
    EXPECT_THAT(error.message, AllOf(HasSubstr("30 ms"), HasSubstr("flush")));
}

TEST_F(ExecScorer, gives_up_on_a_program_that_never_stops_talking) {
    const auto scorer = open("exec", shell("yes '' & yes >&2"), milliseconds(30));
    EXPECT_EQ(error_of(*scorer).kind, ErrorKind::timed_out);
}

TEST_F(ExecScorer, refuses_rubbish) {
    const auto scorer = open("exec", shell("echo Loading model; cat > /dev/null"));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::corrupt);
    EXPECT_THAT(error.message, AllOf(HasSubstr("not JSON"), HasSubstr("Loading model")));
}

TEST_F(ExecScorer, refuses_a_line_without_end) {
    const auto scorer = open("exec", shell("yes | tr -d '\\n'"));
    EXPECT_THAT(error_of(*scorer).message, HasSubstr("longer than 1048576 bytes"));
}

TEST_F(ExecScorer, refuses_ids_that_nobody_asked_about) {
    const auto scorer =
        open("exec", shell(R"x(while read -r line; do echo '{"id":"z","score":1}'; done)x"));
    EXPECT_THAT(error_of(*scorer).message, HasSubstr("'z', which it was not asked about"));
}

TEST_F(ExecScorer, refuses_two_answers_for_one_id) {
    const auto scorer = open(
        "exec",
        shell(for_each_id(
            R"x([ "$id" = a ] && echo '{"id":"a","score":1}'; echo '{"id":"a","score":0}')x")));
    const auto verdicts = score(*scorer, {"a", "b"}).value();
    EXPECT_EQ(verdicts[0].score, 1.0) << "asked again alone, the first answer ends the exchange";
    ASSERT_TRUE(verdicts[1].error.has_value());
}

TEST_F(ExecScorer, notices_a_closed_output) {
    const auto scorer = open("exec", shell("exec >&-; sleep 1000"));
    const Error error = error_of(*scorer);
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_THAT(error.message, HasSubstr("closed its output"));
}

TEST_F(ExecScorer, survives_a_program_that_reads_nothing) {
    const auto scorer = open("exec", shell("exit 0"));
    std::vector<Item> items{{.id = "a", .output = std::string(1U << 20U, 'x')}};
    const auto verdicts = loop_.run(scorer->score(std::move(items))).value();
    EXPECT_THAT(verdicts[0].error->message, HasSubstr("exited with status 0"));
}

TEST_F(ExecScorer, starts_nothing_more_after_many_failures_in_a_row) {
    const std::string starts = (folder_ / "starts").string();
    const auto scorer = open("exec", shell(fmt::format("echo . >> {}; exit 1", starts)));
    std::vector<std::string> ids;
    for (int i = 0; i < 40; ++i) ids.push_back(std::to_string(i));
    const auto verdicts = score(*scorer, ids).value();
    for (const Verdict& verdict : verdicts) EXPECT_TRUE(verdict.error.has_value());
    EXPECT_THAT(verdicts.back().error->message, HasSubstr("given up after 6 failures"));
    EXPECT_EQ(std::filesystem::file_size(starts), 12U);
    EXPECT_GT(timeline_.slept(), milliseconds(0)) << "with pauses in between";
}

TEST_F(ExecScorer, ends_the_run_when_the_program_does_not_exist) {
    const auto scorer = open("exec", R"({"command":["no-such-program-anywhere"]})");
    const auto verdicts = score(*scorer, {"a"});
    ASSERT_FALSE(verdicts.has_value());
    EXPECT_EQ(verdicts.error().kind, ErrorKind::not_found);
    EXPECT_THAT(verdicts.error().message,
                AllOf(HasSubstr("'mine'"), HasSubstr("no-such-program-anywhere")));
}

TEST_F(ExecScorer, lets_the_program_end_by_itself) {
    const std::string ended = (folder_ / "ended").string();
    const auto scorer = open("exec", shell(fmt::format("{}; : > {}", half, ended)));
    ASSERT_EQ(score(*scorer, {"a"}).value()[0].score, 0.5);
    ASSERT_TRUE(loop_.run(scorer->close()).has_value());
    EXPECT_TRUE(std::filesystem::exists(ended));
}

TEST_F(ExecScorer, kills_the_children_of_the_program_too) {
    auto scorer = open(
        "exec",
        shell("sleep 1000 & child=$!; " +
              for_each_id(R"x(printf '{"id":"%s","score":1,"reason":"%s"}\n' "$id" "$child")x")));
    const pid_t child = std::stoi(score(*scorer, {"a"}).value()[0].reason);
    pollfd end{.fd = static_cast<int>(syscall(SYS_pidfd_open, child, 0)), .events = POLLIN};
    EXPECT_EQ(poll(&end, 1, 0), 0) << "it sleeps";
    scorer.reset();
    constexpr int patience_ms = 10'000;
    EXPECT_EQ(poll(&end, 1, patience_ms), 1) << "it ended";
    ::close(end.fd);
}

TEST_F(ExecScorer, leaves_no_file_open) {
    const auto once = [this] {
        const auto scorer = open("exec", shell(std::string(half)));
        ASSERT_EQ(score(*scorer, {"a"}).value()[0].score, 0.5);
    };
    once();
    const std::size_t before = open_file_count();
    for (int i = 0; i < 5; ++i) once();
    EXPECT_EQ(open_file_count(), before);
}

TEST_F(ExecScorer, refuses_commands_that_a_shell_would_split) {
    EXPECT_THAT(refusal("exec", R"({"command":"python3 score.py"})"), HasSubstr("write a list"));
    EXPECT_EQ(refusal("exec", R"({"command":"scorer"})"), "accepted");
    EXPECT_THAT(refusal("exec", "{}"), HasSubstr("needs 'command'"));
    EXPECT_THAT(refusal("exec", R"({"command":[]})"), HasSubstr("empty"));
    EXPECT_THAT(refusal("exec", R"({"command":["a", 1]})"), HasSubstr("holds number"));
    EXPECT_THAT(refusal("exec", R"({"comand":["a"]})"), HasSubstr("did you mean 'command'"));
    EXPECT_THAT(refusal("exec", R"({"command":["a"],"env":["A=1"]})"), HasSubstr("names"));
}

TEST_F(ExecScorer, says_which_listed_variable_is_not_set) {
    const ScorerKind& kind = *find_scorer("exec");
    const auto options = parse_json(R"({"command":["sh"],"env":["NO_SUCH_VARIABLE"]})");
    const auto scorer = kind.open({.name = "mine", .options = options->as_object()});
    ASSERT_FALSE(scorer.has_value());
    EXPECT_THAT(scorer.error().message, HasSubstr("NO_SUCH_VARIABLE is not set"));
}

TEST_F(ExecScorer, counts_the_files_of_its_command_as_part_of_it) {
    const std::filesystem::path script = folder_ / "score.sh";
    const JsonObject options{{"command", {"sh", script.string(), "--fast"}}};
    const auto content = [&] { return content_of_files(*find_scorer("exec"), options).value(); };
    EXPECT_TRUE(content().empty());
    std::ofstream(script) << "one";
    const auto first = content();
    EXPECT_EQ(first.size(), 1U);
    std::ofstream(script) << "two";
    EXPECT_NE(content(), first);
}

}  // namespace
}  // namespace assay::custom
