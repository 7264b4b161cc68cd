#pragma once
// Task<T>: the return type of every asynchronous function, a coroutine that yields Result<T>. Lazy:
// it starts when awaited. Arguments are taken by value.

#include "core/result.hpp"

#include <boost/asio/awaitable.hpp>

namespace assay::async {

template <typename T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace assay::async
