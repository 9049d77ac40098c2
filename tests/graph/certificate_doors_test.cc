// What a certificate opens where its authority is trusted; the statements were measured with
// OpenSSH 9.2.
#include "graph/certificate_doors.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/holder_verdict.h"

namespace keytrail::graph {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Texts = std::vector<std::string>;

constexpr std::uint64_t kNowSeconds = 1'700'000'000;
constexpr Timestamp kNow = {.ns = static_cast<std::int64_t>(kNowSeconds) * 1'000'000'000};
const Texts kUsualExtensions = {"permit-port-forwarding", "permit-pty"};

Door Authority() {
  Door door;
  door.machine_id = "db";
  door.user = "u";
  door.public_key_fingerprint = "SHA256:authority";
  door.verdict = Verdict::kAllowed;
  door.grade = Grade::kShell;
  door.via = "authority";
  door.fact_ids = {"a-line"};
  door.principals = {"u"};
  return door;
}

SshCertificate For(const Texts& principals) {
  SshCertificate certificate;
  certificate.ca_fingerprint = "SHA256:authority";
  certificate.principals = principals;
  certificate.valid_before = UINT64_MAX;
  certificate.extensions = kUsualExtensions;
  return certificate;
}

std::optional<Door> Opened(const SshCertificate& certificate, const Door& authority = Authority()) {
  Fact fact;
  fact.id = "a-certificate";
  fact.payload = PublicKeyFact{.key_type = "ssh-ed25519",
                               .bits = 256,
                               .public_key_fingerprint = "SHA256:key",
                               .comment = {},
                               .is_certificate = true,
                               .certificate = certificate};
  return CertificateDoor(authority, fact, kNow);
}

void ExpectBlocked(const std::optional<Door>& door, const std::string& reason) {
  ASSERT_TRUE(door.has_value());
  EXPECT_EQ(door->verdict, Verdict::kBlocked);
  EXPECT_EQ(door->grade, Grade::kNone);
  EXPECT_THAT(door->reasons, ElementsAre(reason));
  EXPECT_THAT(door->conditions, IsEmpty());
  EXPECT_THAT(door->outcomes, IsEmpty());
}

// A door that only 10.0.0.0/8 comes through, as a shell.
Door BoundAuthority() {
  Door door = Authority();
  door.verdict = Verdict::kConditional;
  door.source_conditions = {
      {.kind = SourceCondition::Kind::kHostOrAddress, .list = "10.0.0.0/8", .by_name = false}};
  door.outcomes = {{.verdict = Verdict::kBlocked, .grade = Grade::kNone, .reasons = {"line.from"}},
                   {.verdict = Verdict::kAllowed, .grade = Grade::kShell, .reasons = {}}};
  return door;
}

Verdict From(const Door& door, const Texts& addresses) {
  return VerdictForHolder(door, "holder", addresses, false).verdict;
}

TEST(CertificateDoor, OpensToOneOfItsPrincipals) {
  for (const Texts& principals : {Texts{"u"}, Texts{"v", "u"}}) {
    const auto door = Opened(For(principals));
    ASSERT_TRUE(door.has_value());
    EXPECT_EQ(door->verdict, Verdict::kAllowed);
    EXPECT_EQ(door->grade, Grade::kShell);
    EXPECT_EQ(door->via, "certificate");
    EXPECT_EQ(door->public_key_fingerprint, "SHA256:key");
    EXPECT_EQ(door->key_type, "ssh-ed25519");
    EXPECT_THAT(door->fact_ids, ElementsAre("a-certificate", "a-line"));
    EXPECT_THAT(door->principals, IsEmpty());
  }
}

TEST(CertificateDoor, IsShutToOtherPrincipals) {
  ExpectBlocked(Opened(For({"v"})), "cert.noprincipal");
  ExpectBlocked(Opened(For({"U", "u "})), "cert.noprincipal");
  Door authority = Authority();
  authority.principals = {"role"};
  ExpectBlocked(Opened(For({"u"}), authority), "cert.noprincipal");
  EXPECT_EQ(Opened(For({"role"}), authority)->verdict, Verdict::kAllowed);
}

TEST(CertificateDoor, WithoutPrincipalsOpensOnlyWhereTheServerAcceptsThat) {
  Door authority = Authority();
  ExpectBlocked(Opened(For({}), authority), "cert.noprincipal");
  authority.accepts_no_principals = true;
  EXPECT_EQ(Opened(For({}), authority)->verdict, Verdict::kAllowed);
  ExpectBlocked(Opened(For({"v"}), authority), "cert.noprincipal");
}

TEST(CertificateDoor, OpensFromItsFirstSecondToTheOneBeforeItsLast) {
  SshCertificate certificate = For({"u"});
  certificate.valid_after = kNowSeconds;
  certificate.valid_before = kNowSeconds + 1;
  EXPECT_EQ(Opened(certificate)->verdict, Verdict::kAllowed);
  certificate.valid_after = kNowSeconds + 1;
  certificate.valid_before = kNowSeconds + 2;
  ExpectBlocked(Opened(certificate), "cert.expired");
  certificate.valid_after = 0;
  certificate.valid_before = kNowSeconds;
  ExpectBlocked(Opened(certificate), "cert.expired");
}

TEST(CertificateDoor, IsShutToCriticalOptionsThatTheServerDoesNotKnow) {
  SshCertificate certificate = For({"u"});
  certificate.has_unknown_critical = true;
  ExpectBlocked(Opened(certificate), "cert.critical");
}

TEST(CertificateDoor, GivesTheForcedCommandOnly) {
  SshCertificate certificate = For({"u"});
  certificate.has_force_command = true;
  certificate.force_command_class = "other";
  EXPECT_EQ(Opened(certificate)->grade, Grade::kCommand);
  EXPECT_EQ(Opened(certificate, BoundAuthority())->outcomes.at(1).grade, Grade::kCommand);
  EXPECT_EQ(Opened(certificate, BoundAuthority())->outcomes.at(0).grade, Grade::kNone);
  certificate.force_command_class = "internal_sftp";
  EXPECT_EQ(Opened(certificate)->grade, Grade::kSftp);
}

TEST(CertificateDoor, ThatForwardsOnlyNeedsThePermissionToForward) {
  Door authority = Authority();
  authority.grade = Grade::kForward;
  SshCertificate certificate = For({"u"});
  EXPECT_EQ(Opened(certificate, authority)->grade, Grade::kForward);
  certificate.extensions = {"permit-pty"};
  EXPECT_EQ(Opened(certificate, authority)->grade, Grade::kNone);
}

TEST(CertificateDoor, OpensToItsNetworksOnly) {
  SshCertificate certificate = For({"u"});
  certificate.source_addresses = "127.0.0.2/32,2001:db8::/32";
  const auto door = Opened(certificate);
  ASSERT_TRUE(door.has_value());
  EXPECT_EQ(door->verdict, Verdict::kConditional);
  EXPECT_THAT(door->reasons, Contains("cert.source-address"));
  EXPECT_EQ(From(*door, {"127.0.0.2"}), Verdict::kAllowed);
  EXPECT_EQ(From(*door, {"2001:db8::9"}), Verdict::kAllowed);
  EXPECT_EQ(From(*door, {"127.0.0.1"}), Verdict::kBlocked);
  EXPECT_EQ(From(*door, {}), Verdict::kConditional);
}

TEST(CertificateDoor, OpensWhereItsNetworksAndThoseOfTheLineMeet) {
  SshCertificate certificate = For({"u"});
  certificate.source_addresses = "10.1.0.0/16,192.0.2.0/24";
  const auto door = Opened(certificate, BoundAuthority());
  ASSERT_TRUE(door.has_value());
  EXPECT_EQ(From(*door, {"10.1.0.1"}), Verdict::kAllowed);
  EXPECT_EQ(From(*door, {"10.2.0.1"}), Verdict::kBlocked);
  EXPECT_EQ(From(*door, {"192.0.2.1"}), Verdict::kBlocked);
}

TEST(CertificateDoor, WithMoreConditionsThanAreJudgedIsUnknown) {
  SshCertificate certificate = For({"u"});
  certificate.source_addresses = "10.0.0.0/8";
  Door authority = BoundAuthority();
  authority.source_conditions.resize(kSourceConditionsMax, authority.source_conditions.front());
  authority.outcomes.resize(std::size_t{1} << kSourceConditionsMax, authority.outcomes.back());
  const auto door = Opened(certificate, authority);
  ASSERT_TRUE(door.has_value());
  EXPECT_EQ(door->verdict, Verdict::kUnknown);
  EXPECT_THAT(door->not_evaluated, ElementsAre("cert.source-address"));
  EXPECT_EQ(From(*door, {"10.0.0.1"}), Verdict::kUnknown);
}

TEST(CertificateDoor, IsConditionalWhereSomeAreRevoked) {
  Door authority = Authority();
  authority.revokes_certificates = true;
  const auto door = Opened(For({"u"}), authority);
  EXPECT_EQ(door->verdict, Verdict::kConditional);
  EXPECT_THAT(door->reasons, ElementsAre("sshd.revoked"));
  Door bound = BoundAuthority();
  bound.revokes_certificates = true;
  EXPECT_EQ(From(*Opened(For({"u"}), bound), {"10.0.0.1"}), Verdict::kConditional);
  EXPECT_EQ(From(*Opened(For({"u"}), bound), {"192.0.2.1"}), Verdict::kBlocked);
}

TEST(CertificateDoor, OfAShutAuthorityKeepsItsReason) {
  Door authority = Authority();
  authority.verdict = Verdict::kBlocked;
  authority.grade = Grade::kNone;
  authority.reasons = {"sshd.root"};
  ExpectBlocked(Opened(For({"v"}), authority), "sshd.root");
}

TEST(CertificateDoor, IsNoneForHostsOtherAuthoritiesAndPlainKeys) {
  SshCertificate certificate = For({"u"});
  certificate.is_host = true;
  EXPECT_FALSE(Opened(certificate).has_value());
  certificate = For({"u"});
  certificate.ca_fingerprint = "SHA256:stranger";
  EXPECT_FALSE(Opened(certificate).has_value());
  Door line = Authority();
  line.via = "line";
  EXPECT_FALSE(Opened(For({"u"}), line).has_value());
  Fact fact;
  fact.payload = PublicKeyFact{.key_type = "ssh-ed25519",
                               .bits = 256,
                               .public_key_fingerprint = "SHA256:authority",
                               .comment = {},
                               .is_certificate = false,
                               .certificate = {}};
  EXPECT_FALSE(CertificateDoor(Authority(), fact, kNow).has_value());
  fact.payload = HostNameFact{.name = "db"};
  EXPECT_FALSE(CertificateDoor(Authority(), fact, kNow).has_value());
}

}  // namespace
}  // namespace keytrail::graph
