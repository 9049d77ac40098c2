// Gate 8: certificates. The key of such a row is listed nowhere by itself.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr char kTrust[] = "TrustedUserCAKeys /etc/ssh/authorities.pub\n";
constexpr char kPrincipals[] = "AuthorizedPrincipalsFile /etc/ssh/principals/%u\n";

// Through TrustedUserCAKeys.
Row Trusted(const std::string& name, const CertificateSpec& certificate,
            const Expected& expected = {}, const std::string& config = {},
            const std::vector<Change>& further = {}) {
  Row row = {.name = name,
             .changes = {NoKeyFile(), Config(std::string(kTrust) + config),
                         File("/etc/ssh/authorities.pub", "{authority} CA\n")},
             .expected = expected,
             .certificate = certificate};
  row.changes.insert(row.changes.end(), further.begin(), further.end());
  return row;
}

// Through a line of the key file.
Row Listed(const std::string& name, const std::string& options, const CertificateSpec& certificate,
           const Expected& expected = {}) {
  return {.name = name,
          .changes = {KeyFile(options + " {authority} CA\n")},
          .expected = expected,
          .certificate = certificate};
}

std::vector<Row> TrustedRows() {
  const CertificateSpec for_user = {.principals = "u"};
  const CertificateSpec for_role = {.principals = "role"};
  return {
      Trusted("CertificateForTheLoginNameOpens", for_user),
      Trusted("CertificateForSeveralNamesOpens", {.principals = "v,u"}),
      Trusted("CertificateForAnotherNameDoesNot", {.principals = "v"}, Blocked("")),
      Trusted("CertificateWithoutPrincipalsIsRefused", {}, Blocked("cert.noprincipal")),
      Trusted("ExpiredCertificateIsRefused", {.principals = "u", .validity = "20200101:20200102"},
              Blocked("cert.expired")),
      Trusted("CertificateOfTheFutureIsRefused",
              {.principals = "u", .validity = "20980101:20990102"}, Blocked("cert.expired")),
      Trusted("CertificateOfAnotherAuthorityIsRefused", {.principals = "u", .by_stranger = true},
              Blocked("")),
      Trusted("AuthorityWithOptionsInFrontIsNotRead", for_user, Blocked(""), "",
              {File("/etc/ssh/authorities.pub", "no-pty {authority} CA\n")}),
      Trusted("MissingAuthoritiesFileTrustsNobody", for_user, Blocked(""), "",
              {Removal("/etc/ssh/authorities.pub")}),
      Trusted("ForcedCommandOfCertificateIsAllThereIs",
              {.principals = "u", .options = {"force-command=echo forced-output"}},
              Allowed(Grade::kCommand)),
      Trusted("UnknownCriticalOptionIsRefused",
              {.principals = "u", .options = {"critical:new@example.net=1"}}, Blocked("")),
      Trusted("UnknownExtensionIsPassedOver",
              {.principals = "u", .options = {"extension:new@example.net=1"}}),
      Trusted("PrincipalOfTheAccountsFileOpens", for_role, Allowed(), kPrincipals,
              {File("/etc/ssh/principals/u", "# roles\nother\nrole\n")}),
      Trusted("PrincipalMissingInTheAccountsFileIsRefused", for_user, Blocked(""), kPrincipals,
              {File("/etc/ssh/principals/u", "role\n")}),
      Trusted("MissingPrincipalsFileRefusesTheLoginNameToo", for_user, Blocked(""), kPrincipals),
      Trusted("PrincipalsFileGivesItsOptions", for_role, Allowed(Grade::kCommand), kPrincipals,
              {File("/etc/ssh/principals/u", "command=\"echo forced-output\" role\n")}),
      Trusted("RevokedAuthorityOpensNothing", for_user, Blocked("sshd.revoked"),
              "RevokedKeys /etc/ssh/revoked\n", {File("/etc/ssh/revoked", "{authority}\n")}),
      Trusted("RevokedKeyOfCertificateOpensNothing", for_user, Blocked("sshd.revoked"),
              "RevokedKeys /etc/ssh/revoked\n", {File("/etc/ssh/revoked", "{key}\n")}),
      Trusted("RevokedKeyIdOpensNothing", for_user, Blocked("sshd.revoked"),
              "RevokedKeys /etc/ssh/revoked\n", {File("/etc/ssh/revoked", "{krl_of_id}")}),
      Trusted("RevokedSerialOpensNothing", for_user, Blocked("sshd.revoked"),
              "RevokedKeys /etc/ssh/revoked\n", {File("/etc/ssh/revoked", "{krl_of_serial}")}),
      Trusted("PlainKeyBesideExpiredCertificateStillOpens",
              {.principals = "u", .validity = "20200101:20200102"}, Allowed(), "",
              {KeyFile("{key}\n")}),
  };
}

std::vector<Row> ListedRows() {
  return {
      Listed("AuthorityLineTakesTheLoginName", "cert-authority", {.principals = "u"}),
      Listed("AuthorityLineRefusesAnotherName", "cert-authority", {.principals = "v"}, Blocked("")),
      Listed("AuthorityLineWithPrincipalsTakesOneOfThem",
             "cert-authority,principals=\"role,admin\"", {.principals = "admin"}),
      Listed("AuthorityLineWithPrincipalsRefusesTheLoginName", "cert-authority,principals=\"role\"",
             {.principals = "u"}, Blocked("")),
      Listed("AuthorityLineOfVersion92TakesCertificateWithoutPrincipals", "cert-authority", {}),
      Listed("AuthorityLineWithPrincipalsRefusesCertificateWithout",
             "cert-authority,principals=\"role\"", {}, Blocked("cert.noprincipal")),
      Listed("AuthorityLineGivesItsOptions", "cert-authority,command=\"echo forced-output\"",
             {.principals = "u"}, Allowed(Grade::kCommand)),
      Listed("LineOfTheAuthorityThatDoesNotSaySoIsForItsOwnKey", "", {.principals = "u"},
             Blocked("")),
  };
}

Row BySource() {
  Row row = Trusted("SourceAddressOfCertificateOpensToItsNet",
                    {.principals = "u", .options = {"source-address=127.0.0.2/32"}},
                    Conditional(Grade::kShell, ""));
  row.seen = {ShutFrom("127.0.0.1"), OpensFrom("127.0.0.2")};
  return row;
}

}  // namespace

std::vector<Row> CertificateRows() { return Together({TrustedRows(), ListedRows(), {BySource()}}); }

}  // namespace keytrail::sshd_oracle
