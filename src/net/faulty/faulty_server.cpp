#include "net/faulty/faulty_server.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::net {
namespace {

using namespace std::string_view_literals;

/// A context with a fresh key and a certificate for localhost that it signed itself.
SSL_CTX* make_self_signed_context() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* text = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    ASSAY_ASSERT(SSL_CTX_use_certificate(context, certificate.get()) == 1, "a fresh certificate");
    ASSAY_ASSERT(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "its key");
    return context;
}

bool send_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Up to the blank line; tests send no bodies.
std::string read_request(int connection) {
    std::string request;
    std::array<char, 4096> buffer{};
    while (request.find("\r\n\r\n") == std::string::npos) {
        const auto count = recv(connection, buffer.data(), buffer.size(), 0);
        if (count <= 0) break;
        request.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return request;
}

// gzip -n of "hello".
constexpr std::string_view hello_gzip =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00"
    "\x00\x00"sv;

}  // namespace

FaultyServer::FaultyServer(Fault fault)
    : fault_(fault), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (fault == Fault::self_signed_tls) tls_ = make_self_signed_context();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ASSAY_ASSERT(bind(listener_, generic, length) == 0, "a free port on loopback");
    ASSAY_ASSERT(listen(listener_, 16) == 0, "a bound socket listens");
    ASSAY_ASSERT(getsockname(listener_, generic, &length) == 0, "a bound socket has a name");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

FaultyServer::~FaultyServer() {
    is_stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    if (tls_ != nullptr) SSL_CTX_free(tls_);
}

std::string FaultyServer::url() const {
    return fmt::format("{}://127.0.0.1:{}", tls_ != nullptr ? "https" : "http", port_);
}

void FaultyServer::run() {
    while (!is_stopping_) {
        const int connection = accept(listener_, nullptr, nullptr);
        if (connection < 0) continue;
        if (tls_ != nullptr)
            serve_tls(connection);
        else
            serve(connection);
        close(connection);
    }
}

void FaultyServer::serve_tls(int connection) {
    SSL* tls = SSL_new(tls_);
    SSL_set_fd(tls, connection);
    SSL_accept(tls);
    SSL_free(tls);
}

void FaultyServer::wait_for_close(int connection) const {
    pollfd wait{.fd = connection, .events = POLLIN | POLLRDHUP, .revents = 0};
    while (!is_stopping_ && poll(&wait, 1, 5) == 0) {
    }
}

void FaultyServer::serve(int connection) {
    const std::string request = read_request(connection);
    switch (fault_) {
        case Fault::silence:
            return wait_for_close(connection);
        case Fault::close_at_once:
        case Fault::self_signed_tls:
            return;
        case Fault::truncated_body:
            send_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            return;
        case Fault::stalled_body:
            send_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            return wait_for_close(connection);
        case Fault::endless_body:
            send_all(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while (!is_stopping_ && send_all(connection, std::string(4096, 'x'))) {
            }
            return;
        case Fault::not_http:
            send_all(connection, "220 mail.example.com ready\r\n");
            return;
        case Fault::redirect:
            send_all(connection,
                     "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                     "Content-Length: 0\r\n\r\n");
            return;
        case Fault::gzip:
            send_all(connection,
                     fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                 "Content-Length: {}\r\n\r\n",
                                 hello_gzip.size()));
            send_all(connection, hello_gzip);
            return;
        case Fault::echo_request:
            send_all(
                connection,
                fmt::format(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", request.size(), request));
            return;
    }
}

}  // namespace assay::net
