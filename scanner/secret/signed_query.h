// The query of a signed URL, and the times that stand in it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace keytrail::secret {

// The parameters of a query, its signature among them: for use inside the worker only.
class SignedQuery {
 public:
  // Parameters are parted by &, &amp; or \u0026; what stands before a '?' is no part of them.
  explicit SignedQuery(std::string_view text);
  ~SignedQuery();
  SignedQuery(const SignedQuery&) = delete;
  SignedQuery& operator=(const SignedQuery&) = delete;

  // Percent-decoded; empty when it is not there. Names are compared in either case.
  std::string_view Get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

// Unknown for what is no such time. Shape: "2026-01-02T03:04:05Z", without seconds, without a time,
// "202601020304", "1/2/2026 3:04:05 AM", or seconds since 1970. Source: "Create a service SAS",
// "Specify the signature validity interval"; "Authenticate to the direct management Azure API
// Management REST API"; "Authenticate Azure Event Grid clients using … shared access signatures".
Timestamp ParseSasTime(std::string_view text);

// "20260102T030405Z" and `seconds` later; unknown when one of them is no such thing. Source: AWS
// Signature Version 4, query parameters.
Timestamp ParseSigningTime(std::string_view date, std::string_view seconds);

// Seconds since 1970; unknown when `text` is none, or beyond what a time may be.
Timestamp ParseEpoch(std::string_view text);

}  // namespace keytrail::secret
