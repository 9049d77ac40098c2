#include "graph/access/sshd_version.h"

#include <tuple>

namespace keytrail::access {
namespace {

struct Row {
  Change change;
  std::uint32_t major;
  std::uint32_t minor;
};

// Source: OpenSSH's release notes of the release in the row; those up to 9.2 were also measured
// with Debian 12's sshd.
constexpr Row kRows[] = {
    {Change::kRootWithoutPassword, 7, 0},
    {Change::kNoDsa, 7, 0},
    {Change::kInclude, 8, 2},
    {Change::kNoSha1Rsa, 8, 8},
    {Change::kRequiredRsaSize, 9, 1},
    {Change::kSubsystemInMatch, 9, 5},
    {Change::kRefuseConnection, 9, 9},
    {Change::kInvalidUserCriterion, 9, 9},
    {Change::kDsaGone, 10, 0},
    {Change::kGlobbedKeyFiles, 10, 0},
    {Change::kVersionCriterion, 10, 0},
    {Change::kPrincipalsAlwaysDemanded, 10, 3},
};

}  // namespace

Tri Has(const SshdVersion& version, Change change) {
  if (!version.known()) return Tri::kUnknown;
  for (const Row& row : kRows) {
    if (row.change != change) continue;
    return TriOf(std::tie(version.major, version.minor) >= std::tie(row.major, row.minor));
  }
  return Tri::kUnknown;
}

}  // namespace keytrail::access
