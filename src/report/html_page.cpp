#include "report/html_page.hpp"

#include "report/html_style.hpp"
#include "report/printing.hpp"

#include <fmt/format.h>

namespace assay::report {

std::string page_start(std::string_view title) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\"><title>{} – Assay</title><style>{}</style></head><body><main>",
        escaped_markup(title),
        page_style);
}

}  // namespace assay::report
