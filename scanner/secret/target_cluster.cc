// Clusters of Kubernetes, by what a kubeconfig says: the server, the cluster's certificate
// authority, and the certificate or token of the user. Source: Kubernetes, "Organizing Cluster
// Access Using kubeconfig Files"; "X509 client certificates".
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <openssl/x509.h>

#include "base/digest.h"
#include "base/text.h"
#include "scanner/secret/openssl_handles.h"
#include "scanner/secret/target_resolvers.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kSecondsMax = 9'000'000'000;

// The DER of the first certificate in PEM in base64, as the *-data fields of a kubeconfig hold it.
std::vector<std::byte> CertificateOf(std::string_view base64_of_pem) {
  const auto pem_bytes = Base64Decode(base64_of_pem);
  if (!pem_bytes.ok()) return {};
  const std::string_view pem = AsText(*pem_bytes);
  const std::size_t begin = pem.find(kBegin);
  const std::size_t end = pem.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  std::string body(pem.substr(begin + kBegin.size(), end - begin - kBegin.size()));
  std::erase_if(body, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  const auto der = Base64Decode(body);
  return der.ok() ? *der : std::vector<std::byte>();
}

std::string TextOfEntry(X509_NAME* subject, int nid) {
  const int index = X509_NAME_get_index_by_NID(subject, nid, -1);
  if (index < 0) return {};
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

Timestamp TimeOf(const ASN1_TIME* time) {
  int days = 0;
  int seconds = 0;
  const CHandle<ASN1_TIME, &ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
  if (epoch == nullptr || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return {};
  const std::int64_t since_epoch = std::int64_t{days} * kSecondsPerDay + seconds;
  if (since_epoch <= 0 || since_epoch > kSecondsMax) return {};
  return Timestamp{since_epoch * kNanosecondsPerSecond};
}

// The user and the group that a client's certificate stands for, and when it ends.
void AddCertificate(std::string_view base64_of_pem, ResolvedTarget& resolved) {
  const std::vector<std::byte> der = CertificateOf(base64_of_pem);
  if (der.empty()) return;
  const ErrorGuard guard;
  const unsigned char* cursor = DataOf(der);
  const CertificateHandle certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  if (certificate == nullptr) return;
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  AddLabel(TextOfEntry(subject, NID_commonName), "principal", resolved.attributes);
  AddLabel(TextOfEntry(subject, NID_organizationName), "group", resolved.attributes);
  resolved.expires_at = TimeOf(X509_get0_notAfter(certificate.get()));
}

// gke_PROJECT_ZONE_NAME
void AddContext(std::string_view context, ResolvedTarget& resolved) {
  AddLabel(context, "context", resolved.attributes);
  constexpr std::string_view kGke = "gke_";
  if (!context.starts_with(kGke) || !resolved.attributes.contains("context")) return;
  context.remove_prefix(kGke.size());
  const std::size_t first = context.find('_');
  const std::size_t second = context.find('_', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return;
  AddLabel(context.substr(0, first), "account", resolved.attributes);
  AddLabel(context.substr(first + 1, second - first - 1), "region", resolved.attributes);
  AddLabel(context.substr(second + 1), "resource_name", resolved.attributes);
  resolved.target.cloud = "gcp";
}

std::string_view HostOfUrl(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  return url.substr(0, url.find('/'));
}

ResolvedTarget ResolveKubeconfig(const Match& match, std::string_view) {
  ResolvedTarget user = TargetOfJwt(CaptureText(match, "secret"));
  ResolvedTarget resolved = TargetOfHost(HostOfUrl(CaptureText(match, "server")), "cluster");
  if (resolved.target.kind.empty()) resolved.target = user.target;
  if (!resolved.target.kind.empty()) resolved.target.kind = "cluster";
  resolved.expires_at = user.expires_at;
  for (const char* name : {"principal", "issuer"}) {
    AddLabel(TextAttribute(user.attributes, name), name, resolved.attributes);
  }
  AddLabelOf(match, "user", resolved.attributes);
  AddContext(CaptureText(match, "context"), resolved);
  AddCertificate(CaptureText(match, "certificate"), resolved);
  const std::vector<std::byte> authority =
      CertificateOf(CaptureText(match, "certificate_authority"));
  if (!authority.empty()) resolved.attributes["cluster_ca_sha256"] = HexEncode(Sha256(authority));
  return resolved;
}

constexpr std::array kResolvers = {ResolverEntry{"kubeconfig", &ResolveKubeconfig}};

}  // namespace

std::span<const ResolverEntry> ClusterResolvers() { return kResolvers; }

}  // namespace keytrail::secret
