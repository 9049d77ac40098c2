#include "rpc/credentials.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::rpc {
namespace {

constexpr std::size_t kPemBytesMax = 1024 * 1024;

// The text of `path`; empty for an empty path.
StatusOr<std::string> ReadPem(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return MakeError(errno == ENOENT ? StatusCode::kNotFound : StatusCode::kPermissionDenied,
                     fmt::format("reading the TLS file {}: {}: check its name and mode",
                                 EscapeForDisplay(path), std::strerror(errno)));
  }
  std::string text(kPemBytesMax, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.find("-----BEGIN ") != std::string::npos) return text;
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("reading the TLS file {}: it is not in PEM form: convert it",
                               EscapeForDisplay(path)));
}

struct Pem {
  std::string ca;
  std::string certificate;
  std::string key;
};

StatusOr<Pem> ReadAll(const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "setting up TLS: a certificate goes with its key: give both --cert and --key");
  }
  Pem pem;
  KT_ASSIGN_OR_RETURN(pem.ca, ReadPem(files.ca));
  KT_ASSIGN_OR_RETURN(pem.certificate, ReadPem(files.certificate));
  KT_ASSIGN_OR_RETURN(pem.key, ReadPem(files.key));
  return pem;
}

Status CheckLoopback(const ServerAddress& server) {
  KT_ASSIGN_OR_RETURN(const HostAndPort parts, ParseHostAndPort(server.address));
  if (IsLoopback(parts.host)) return OkStatus();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("using {} without TLS: it is not a loopback address: give --ca, "
                               "--cert and --key instead of --insecure-loopback",
                               EscapeForDisplay(server.address)));
}

}  // namespace

StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const ServerAddress& server) {
  if (server.insecure_loopback) {
    KT_RETURN_IF_ERROR(CheckLoopback(server));
    return grpc::InsecureChannelCredentials();
  }
  KT_ASSIGN_OR_RETURN(Pem pem, ReadAll(server.tls));
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::move(pem.ca);
  options.pem_cert_chain = std::move(pem.certificate);
  options.pem_private_key = std::move(pem.key);
  return grpc::SslCredentials(options);
}

StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const ServerAddress& listen) {
  if (listen.insecure_loopback) {
    KT_RETURN_IF_ERROR(CheckLoopback(listen));
    return grpc::InsecureServerCredentials();
  }
  if (listen.tls.certificate.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("listening on {}: there is no TLS certificate: give --cert and "
                                 "--key, or --insecure-loopback on a loopback address",
                                 EscapeForDisplay(listen.address)));
  }
  KT_ASSIGN_OR_RETURN(Pem pem, ReadAll(listen.tls));
  grpc::SslServerCredentialsOptions options(
      pem.ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                     : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = std::move(pem.ca);
  options.pem_key_cert_pairs.push_back(
      {.private_key = std::move(pem.key), .cert_chain = std::move(pem.certificate)});
  return grpc::SslServerCredentials(options);
}

}  // namespace keytrail::rpc
