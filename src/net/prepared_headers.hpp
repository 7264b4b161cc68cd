#pragma once
// The library's header list, owned. Written while it is prepared, read only from then on.

#include "net/http.hpp"

#include <curl/curl.h>

#include <new>
#include <string>

namespace assay::net {

class PreparedHeaders {
  public:
    // Without the empty Expect header the library would wait for a go-ahead before large bodies.
    PreparedHeaders() { add("Expect:"); }
    ~PreparedHeaders();
    PreparedHeaders(const PreparedHeaders&) = delete;
    PreparedHeaders& operator=(const PreparedHeaders&) = delete;

    void add(const std::string& line) {
        curl_slist* longer = curl_slist_append(lines_, line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        lines_ = longer;
    }
    [[nodiscard]] curl_slist* lines() const { return lines_; }

  private:
    curl_slist* lines_ = nullptr;
};

}  // namespace assay::net
