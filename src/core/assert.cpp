#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace assay {

void assertion_failed(std::string_view condition,
                      std::string_view reason,
                      std::string_view file,
                      int line) {
    std::fprintf(stderr,
                 "%.*s:%d: a defect in assay: %.*s (%.*s)\n",
                 static_cast<int>(file.size()),
                 file.data(),
                 line,
                 static_cast<int>(reason.size()),
                 reason.data(),
                 static_cast<int>(condition.size()),
                 condition.data());
    std::abort();
}

}  // namespace assay
