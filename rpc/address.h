// Where a graph builder is or listens, as people write it: unix:PATH, or HOST:PORT with TLS, or
// HOST:PORT on this host's loopback without.
#pragma once

#include <string>

#include "base/status.h"

namespace keytrail::rpc {

// PEM files; empty where not given.
struct TlsFiles {
  std::string ca;
  std::string certificate;
  std::string key;
};

struct ServerAddress {
  std::string address;  // unix:PATH or HOST:PORT
  TlsFiles tls;
  // HOST:PORT in clear, which only a loopback address may.
  bool insecure_loopback = false;
};

// The parts of HOST:PORT, [V6]:PORT included.
struct HostAndPort {
  std::string host;  // without brackets
  std::string port;
};

// Errors: kInvalidArgument.
StatusOr<HostAndPort> ParseHostAndPort(const std::string& address);

// What gRPC is to connect to: numeric addresses as they are, names through the system's resolver.
std::string TargetOf(const HostAndPort& address);

// True for 127.0.0.0/8, ::1 and localhost.
bool IsLoopback(const std::string& host);

}  // namespace keytrail::rpc
