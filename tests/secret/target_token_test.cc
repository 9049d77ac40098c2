// Tokens and kubeconfigs: what they say of themselves.
#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/digest.h"
#include "scanner/secret/json_members.h"
#include "scanner/secret/openssl_handles.h"
#include "scanner/secret/signed_query.h"
#include "tests/secret/resolve_support.h"

namespace keytrail::secret {
namespace {

using testing::Expiry;
using testing::Resolve;
using testing::Text;

std::string Base64Url(const std::string& text) {
  std::string encoded = Base64Encode(AsBytes(text), false);
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return encoded;
}

std::string Token(const std::string& claims) {
  return Base64Url(R"({"alg":"RS256"})") + "." + Base64Url(claims) + ".c2ln";
}

TEST(TokenTarget, NamesTheApplicationThatEntraIssuedATokenTo) {
  const auto resolved = Resolve(
      "jwt",
      {{"secret",
        Token(
            R"({"iss":"https:\/\/sts.windows.net\/t\/","aud":"https://vault.azure.net",)"
            R"("tid":"66666666-7777-8888-9999-aaaaaaaaaaaa","appid":"11111111-2222-3333-4444-555555555555",)"
            R"("idtyp":"app","roles":["A","B"],"nested":{"tid":"x"},"exp":1900000000})")}});
  EXPECT_EQ(resolved.target.kind, "identity");
  EXPECT_EQ(resolved.target.cloud, "azure");
  EXPECT_EQ(resolved.target.name, "11111111-2222-3333-4444-555555555555");
  EXPECT_EQ(Text(resolved, "tenant"), "66666666-7777-8888-9999-aaaaaaaaaaaa");
  EXPECT_EQ(Text(resolved, "audience"), "vault.azure.net");
  EXPECT_EQ(Expiry(resolved), "2030-03-17T17:46:40");
}

TEST(TokenTarget, NamesTheClusterOfAServiceAccount) {
  const auto resolved = Resolve(
      "jwt",
      {{"secret",
        Token(
            R"({"iss":"https://container.googleapis.com/v1/projects/acme/locations/eu/clusters/shop",)"
            R"("sub":"system:serviceaccount:shop:deploy"})")}});
  EXPECT_EQ(resolved.target.kind, "cluster");
  EXPECT_EQ(resolved.target.name,
            "container.googleapis.com/v1/projects/acme/locations/eu/clusters/shop");
  EXPECT_EQ(Text(resolved, "principal"), "system:serviceaccount:shop:deploy");
}

TEST(TokenTarget, IsTheIssuerOfAnyOtherToken) {
  const auto resolved =
      Resolve("jwt", {{"secret", Token(R"({"iss":"https://id.acme.net/realms/x"})")}});
  EXPECT_EQ(resolved.target.kind, "external");
  EXPECT_EQ(resolved.target.name, "id.acme.net");
  for (const std::string& text :
       {std::string("x"), std::string("a.b.c"), Token("[1]"), Token("")}) {
    EXPECT_EQ(Resolve("jwt", {{"secret", text}}).target.kind, "") << text;
  }
}

TEST(TokenTarget, ReadsMembersOfAnObjectAndNothingBelowThem) {
  const auto members = JsonMembers(
      R"( {"a":"x\/y","b":12,"c":{"d":"e","f":[1,{"g":"}"}]},"h":["i","j"],"k":"l\"m","n":true,"o":"p"} )");
  EXPECT_EQ(members, (std::map<std::string, std::string>{
                         {"a", "x/y"}, {"b", "12"}, {"h", "i"}, {"o", "p"}}));
  for (const std::string text :
       {"", "{", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":[", "[]", "{\"a\":{", "{\"a\":\"\\"}) {
    EXPECT_TRUE(JsonMembers(text).empty()) << text;
  }
}

TEST(TokenTarget, ReadsTimesOfSignatures) {
  EXPECT_EQ(FormatTimestamp(ParseSasTime("2026-03-04")).substr(0, 19), "2026-03-04T00:00:00");
  EXPECT_EQ(FormatTimestamp(ParseSasTime("2026-03-04T05:06Z")).substr(0, 19),
            "2026-03-04T05:06:00");
  EXPECT_EQ(FormatTimestamp(ParseSasTime("2026-03-04T05:06:07.1234567Z")).substr(0, 19),
            "2026-03-04T05:06:07");
  EXPECT_EQ(FormatTimestamp(ParseSasTime("202603040506")).substr(0, 19), "2026-03-04T05:06:00");
  EXPECT_EQ(FormatTimestamp(ParseSasTime("3/4/2026 5:06:07 PM")).substr(0, 19),
            "2026-03-04T17:06:07");
  EXPECT_EQ(FormatTimestamp(ParseSasTime("12/31/2026+12:00:00+AM+ 00:00")).substr(0, 19),
            "2026-12-31T00:00:00");
  for (const std::string text :
       {"", "soon", "-1", "99999999999999", "2026-13-41", "20260304T050607Z", "202613010000",
        "13/1/2026 1:00:00 AM", "1/2/2026 13:00:00 PM", "1/2/2026", "a/b"}) {
    EXPECT_FALSE(ParseSasTime(text).known()) << text;
  }
  EXPECT_FALSE(ParseSigningTime("20260304T050607Z", "x").known());
  EXPECT_FALSE(ParseSigningTime("2026", "60").known());
}

// A certificate as a kubeconfig holds it: PEM in base64.
std::string Certificate(const char* common_name, std::string* der_digest) {
  const PkeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const CertificateHandle certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), 1700000000);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), 1900000000);
  X509_set_pubkey(certificate.get(), key.get());
  const auto add = [&](const char* field, const char* text) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), field, MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  };
  add("O", "system:masters");
  add("CN", common_name);
  X509_sign(certificate.get(), key.get(), nullptr);
  unsigned char* der = nullptr;
  const int bytes = i2d_X509(certificate.get(), &der);
  const auto view = std::as_bytes(std::span(der, static_cast<std::size_t>(bytes)));
  *der_digest = HexEncode(Sha256(view));
  const std::string pem =
      "-----BEGIN CERTIFICATE-----\n" + Base64Encode(view) + "\n-----END CERTIFICATE-----\n";
  OPENSSL_free(der);
  return Base64Encode(AsBytes(pem));
}

TEST(TokenTarget, NamesTheClusterOfAKubeconfigByItsAuthority) {
  std::string ignored;
  std::string authority_digest;
  const std::string user = Certificate("masterclient", &ignored);
  const std::string authority = Certificate("ca", &authority_digest);
  const auto resolved =
      Resolve("kubeconfig", {{"server", "https://acme-0a1b.hcp.westeurope.azmk8s.io:443"},
                             {"certificate", user},
                             {"certificate_authority", authority},
                             {"context", "acme"}});
  EXPECT_EQ(resolved.target.kind, "cluster");
  EXPECT_EQ(resolved.target.cloud, "azure");
  EXPECT_EQ(resolved.target.name, "acme-0a1b.hcp.westeurope.azmk8s.io");
  EXPECT_EQ(Text(resolved, "cluster_ca_sha256"), authority_digest);
  EXPECT_EQ(Text(resolved, "principal"), "masterclient");
  EXPECT_EQ(Text(resolved, "group"), "system:masters");
  EXPECT_EQ(Expiry(resolved), "2030-03-17T17:46:40");
}

TEST(TokenTarget, ReadsProjectZoneAndNameFromAContextOfGke) {
  const auto resolved = Resolve("kubeconfig", {{"server", "https://34.1.2.3"},
                                               {"context", "gke_acme-prod_europe-west1-b_shop"}});
  EXPECT_EQ(resolved.target.cloud, "gcp");
  EXPECT_EQ(Text(resolved, "account"), "acme-prod");
  EXPECT_EQ(Text(resolved, "region"), "europe-west1-b");
  EXPECT_EQ(Text(resolved, "resource_name"), "shop");
}

}  // namespace
}  // namespace keytrail::secret
