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

Result<void> configure(Config& config,
                       const DatabaseOptions& options,
                       const std::filesystem::path& temporary_folder) {
    // Whatever is not linked into the library would be downloaded.
    CHECK_OK(config.set("autoinstall_known_extensions", "false"));
    CHECK_OK(config.set("autoload_known_extensions", "false"));
    CHECK_OK(config.set("memory_limit", fmt::format("{}B", options.memory_bytes_max)));
    CHECK_OK(config.set("threads", std::to_string(std::max(1U, options.thread_count_max))));
    // Without a name the library would make a folder in the working folder.
    return config.set("temp_directory", temporary_folder.string());
}

Result<std::shared_ptr<DatabaseHandle>> open_memory(const DatabaseOptions& options,
                                                    const std::filesystem::path& temporary_folder) {
    CHECK_OK(load_library());
    Config config;
    CHECK_OK(configure(config, options, temporary_folder));
    auto handle = std::make_shared<DatabaseHandle>();
    char* message = nullptr;
    if (api().open_ext(nullptr, &handle->database, config.get(), &message) != DuckDBSuccess)
        return library_error(DUCKDB_ERROR_INTERNAL, take_text(message));
    return handle;
}

/// The name under which a connection sees the file.
constexpr std::string_view catalog_name = "assay_file";

std::string attach_sql(const std::filesystem::path& file, const DatabaseOptions& options) {
    const bool is_read_only = options.access == Access::read_only;
    return fmt::format(
        "ATTACH {} AS {} ({})",
        sql_literal(file.string()),
        catalog_name,
        is_read_only ? "READ_ONLY" : fmt::format("ROW_GROUP_SIZE {}", options.row_group_count));
}

Error open_error(const std::filesystem::path& file, Error error) {
    if (error.message.find("Could not set lock") != std::string::npos)
        return make_error(
            ErrorKind::unavailable, "{}: another assay process holds it", file.string());
    return std::move(error).in(file.string());
}

}  // namespace

DatabaseHandle::~DatabaseHandle() {
    if (database != nullptr) api().close(&database);
    if (registered_path.empty()) return;
    const std::scoped_lock lock(open_files_mutex);
    open_files().erase(registered_path);
}

Result<Database> Database::open(const std::filesystem::path& file, const DatabaseOptions& options) {
    auto temporary_folder = options.temporary_folder;
    if (temporary_folder.empty()) {
        temporary_folder = file;
        temporary_folder += ".tmp";
    }
    TRY(auto handle, open_memory(options, temporary_folder));
    {
        std::error_code ignored;
        const auto path = std::filesystem::weakly_canonical(file, ignored).string();
        const std::scoped_lock lock(open_files_mutex);
        if (!open_files().insert(path).second)
            return fail(ErrorKind::unavailable, "{}: already open in this process", file.string());
        handle->registered_path = path;
    }
    Database database(std::move(handle));
    TRY(auto connection, database.connect());
    // Attached and not opened outright, because only so the size of row groups can be told.
    if (auto attached = connection.execute(attach_sql(file, options)); !attached)
        return open_error(file, std::move(attached).error());
    database.handle_->has_file = true;
    return database;
}

Result<Database> Database::in_memory(const DatabaseOptions& options) {
    TRY(auto handle, open_memory(options, options.temporary_folder));
    return Database(std::move(handle));
}

Result<Connection> Database::connect() const {
    auto handle = std::make_shared<ConnectionHandle>();
    handle->database = handle_;
    if (api().connect(handle_->database, &handle->connection) != DuckDBSuccess)
        return fail(ErrorKind::internal, "the database gives no connection");
    Connection connection(std::move(handle));
    if (handle_->has_file) CHECK_OK(connection.execute(fmt::format("USE {}", catalog_name)));
    return connection;
}

}  // namespace assay::columnar
