// A certificate authority and a server certificate for localhost, made by openssl(1) for one test.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "rpc/address.h"
#include "tests/support/command.h"

namespace keytrail::rpc {

// A self-signed certificate in `directory`, which is its own authority.
inline TlsFiles MakeCertificate(const std::string& directory) {
  const TlsFiles files{.ca = directory + "/certificate.pem",
                       .certificate = directory + "/certificate.pem",
                       .key = directory + "/key.pem"};
  const test_support::CommandResult made = test_support::RunCommand(
      {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
       "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
       "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", files.key, "-out",
       files.certificate});
  EXPECT_EQ(made.exit_code, 0) << made.error;
  return files;
}

}  // namespace keytrail::rpc
