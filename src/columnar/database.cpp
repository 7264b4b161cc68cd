#include "columnar/database.hpp"

#include "columnar/handles.hpp"

#include <algorithm>
#include <mutex>
#include <set>

namespace assay::columnar {
namespace {

// The library's lock on a file keeps other processes out, not a second opening by this one, which
// would damage the file.
std::mutex open_files_mutex;
std::set<std::string>& open_files() {
    static std::set<std::string> files;
    return files;
}

class Config {
  public:
    Config() { api().create_config(&config_); }
    Config(const Config&) = delete;
    Config& operator=(const Config&) = delete;
    ~Config() { api().destroy_config(&config_); }

    Result<void> set(const char* name, const std::string& value) {
        if (api().set_config(config_, name, value.c_str()) == DuckDBSuccess) return {};
        return fail(ErrorKind::invalid_input, "the database refuses {} = '{}'", name, value);
    }
    duckdb_config get() { return config_; }

  private:
    duckdb_config config_ = nullptr;
};

Result<void> configure(Config& config, const DatabaseOptions& options, bool in_memory) {
    // Whatever is not linked into the library would be downloaded.
    CHECK_OK(config.set("autoinstall_known_extensions", "false"));
    CHECK_OK(config.set("autoload_known_extensions", "false"));
    CHECK_OK(config.set("memory_limit", fmt::format("{}B", options.memory_bytes_max)));
    CHECK_OK(config.set("threads", std::to_string(std::max(1U, options.thread_count_max))));
    // Without a name the library would make a folder in the working folder.
    if (!options.temporary_folder.empty() || in_memory)
        CHECK_OK(config.set("temp_directory", options.temporary_folder.string()));
    if (options.access == Access::read_only) CHECK_OK(config.set("access_mode", "READ_ONLY"));
    return {};
}

Error open_error(const char* name, std::string message) {
    if (message.find("Could not set lock") != std::string::npos)
        return make_error(ErrorKind::unavailable, "{}: another assay process holds it", name);
    // The type is not told here; a database that does not open is unavailable unless the words say
    // more.
    return library_error(DUCKDB_ERROR_IO, std::move(message)).in(name);
}

}  // namespace

DatabaseHandle::~DatabaseHandle() {
    if (database != nullptr) api().close(&database);
    if (registered_path.empty()) return;
    const std::scoped_lock lock(open_files_mutex);
    open_files().erase(registered_path);
}

Result<Database> Database::open_named(const char* name, const DatabaseOptions& options) {
    CHECK_OK(load_library());
    Config config;
    CHECK_OK(configure(config, options, name == nullptr));
    auto handle = std::make_shared<DatabaseHandle>();
    if (name != nullptr) {
        std::error_code ignored;
        const auto path = std::filesystem::weakly_canonical(name, ignored).string();
        const std::scoped_lock lock(open_files_mutex);
        if (!open_files().insert(path).second)
            return fail(ErrorKind::unavailable, "{}: already open in this process", name);
        handle->registered_path = path;
    }
    char* message = nullptr;
    if (api().open_ext(name, &handle->database, config.get(), &message) != DuckDBSuccess)
        return open_error(name == nullptr ? "database in memory" : name, take_text(message));
    return Database(std::move(handle));
}

Result<Database> Database::open(const std::filesystem::path& file, const DatabaseOptions& options) {
    return open_named(file.c_str(), options);
}

Result<Database> Database::in_memory(const DatabaseOptions& options) {
    return open_named(nullptr, options);
}

Result<Connection> Database::connect() const {
    auto connection = std::make_shared<ConnectionHandle>();
    connection->database = handle_;
    if (api().connect(handle_->database, &connection->connection) != DuckDBSuccess)
        return fail(ErrorKind::internal, "the database gives no connection");
    return Connection(std::move(connection));
}

}  // namespace assay::columnar
