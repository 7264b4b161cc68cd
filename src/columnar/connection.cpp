#include "columnar/appender_state.hpp"
#include "columnar/database.hpp"
#include "columnar/handles.hpp"
#include "columnar/rows_state.hpp"

#include <type_traits>

namespace assay::columnar {

struct Statement::State {
    std::shared_ptr<ConnectionHandle> connection;  // shared: the statement needs it alive
    duckdb_prepared_statement statement = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (statement != nullptr) api().destroy_prepare(&statement);
    }

    Result<void> bind(const std::vector<Parameter>& parameters) {
        const auto wanted = api().nparams(statement);
        if (wanted != parameters.size()) {
            return fail(ErrorKind::invalid_input,
                        "the statement has {} parameters, {} were given",
                        wanted,
                        parameters.size());
        }
        api().clear_bindings(statement);
        for (idx_t i = 0; i < parameters.size(); ++i) {
            const auto bind_one = [&](const auto& value) {
                using Value = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, bool>) {
                    return api().bind_boolean(statement, i + 1, value);
                } else if constexpr (std::is_same_v<Value, std::int64_t>) {
                    return api().bind_int64(statement, i + 1, value);
                } else if constexpr (std::is_same_v<Value, double>) {
                    return api().bind_double(statement, i + 1, value);
                } else if constexpr (std::is_same_v<Value, std::string_view>) {
                    return api().bind_varchar_length(statement, i + 1, value.data(), value.size());
                } else {
                    return api().bind_null(statement, i + 1);
                }
            };
            if (std::visit(bind_one, parameters[i]) != DuckDBSuccess)
                return fail(ErrorKind::invalid_input, "parameter {} cannot be bound", i + 1);
        }
        return {};
    }
};

Statement::Statement(std::unique_ptr<State> state) : state_(std::move(state)) {}
Statement::~Statement() = default;
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;

Result<Rows> Statement::query(const std::vector<Parameter>& parameters) {
    CHECK_OK(state_->bind(parameters));
    auto rows = std::make_unique<Rows::State>();
    rows->connection = state_->connection;
    if (api().execute_prepared_streaming(state_->statement, &rows->result) != DuckDBSuccess) {
        Error error = take_error(rows->result);
        rows->result = {};
        return error;
    }
    rows->read_columns();
    return Rows(std::move(rows));
}

Result<std::uint64_t> Statement::execute(const std::vector<Parameter>& parameters) {
    CHECK_OK(state_->bind(parameters));
    duckdb_result result{};
    if (api().execute_prepared(state_->statement, &result) != DuckDBSuccess)
        return take_error(result);
    const std::uint64_t changed = api().rows_changed(&result);
    api().destroy_result(&result);
    return changed;
}

Result<void> Connection::execute(std::string_view sql) {
    duckdb_result result{};
    if (api().query(handle_->connection, std::string(sql).c_str(), &result) != DuckDBSuccess)
        return take_error(result);
    api().destroy_result(&result);
    return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
    auto state = std::make_unique<Statement::State>();
    state->connection = handle_;
    const auto outcome =
        api().prepare(handle_->connection, std::string(sql).c_str(), &state->statement);
    if (outcome != DuckDBSuccess) {
        const char* message = api().prepare_error(state->statement);
        return library_error(DUCKDB_ERROR_INVALID_INPUT,
                             message == nullptr ? "the statement is refused" : message);
    }
    return Statement(std::move(state));
}

Result<Rows> Connection::query(std::string_view sql, const std::vector<Parameter>& parameters) {
    TRY(Statement statement, prepare(sql));
    return statement.query(parameters);
}

Result<Appender> Connection::append_to(std::string_view table) {
    auto state = std::make_unique<Appender::State>();
    CHECK_OK(state->open(handle_, table));
    return Appender(std::move(state));
}

void Connection::interrupt() { api().interrupt(handle_->connection); }

namespace {

std::string quoted(std::string_view text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote) out += quote;
        out += c;
    }
    return out += quote;
}

}  // namespace

std::string sql_literal(std::string_view text) { return quoted(text, '\''); }
std::string sql_identifier(std::string_view name) { return quoted(name, '"'); }

}  // namespace assay::columnar
