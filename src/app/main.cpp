// The composition root: reads the environment, connects ports with adapters, hands over to the
// command line.
#include "app/embedded_stores.hpp"
#include "app/environment.hpp"
#include "cli/command.hpp"

#include <cstdio>
#include <cstdlib>

/// Read by jemalloc at its start: few arenas and quick return of free pages, so that a run over a
/// million samples stays small.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0";
}

namespace {

assay::Result<std::filesystem::path> find_examples() {
    const char* folder = std::getenv("ASSAY_EXAMPLES");
    std::error_code error;
    const auto own_path = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const std::filesystem::path& candidate :
         {std::filesystem::path(folder != nullptr ? folder : ""),
          own_path / "examples/demo",  // in a release archive
          std::filesystem::path(ASSAY_SOURCE_FOLDER) / "examples/demo"}) {
        if (std::filesystem::exists(candidate / "questions.jsonl", error))
            return std::filesystem::weakly_canonical(candidate);
    }
    return assay::fail(assay::ErrorKind::not_found,
                       "the demo data are not beside the program; set ASSAY_EXAMPLES to the folder "
                       "examples/demo of the source");
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (auto loaded = assay::app::load_dotenv(); !loaded) {
        std::fprintf(stderr, "assay: %s\n", loaded.error().message.c_str());
        return assay::cli::exit_usage;
    }
    assay::cli::Context context{.home = assay::app::assay_home(), .version = ASSAY_VERSION};
    std::unique_ptr<assay::app::EmbeddedStores> stores;
    context.open_stores = [&]() -> assay::Result<assay::engine::Stores> {
        if (!stores) {
            TRY(stores, assay::app::EmbeddedStores::open(context.home));
        }
        return stores->stores();
    };
    context.example_folder = find_examples;
    return assay::cli::run_program(argument_count, arguments, context);
}
