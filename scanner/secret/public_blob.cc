#include "scanner/secret/public_blob.h"

#include <string>

#include "model/ssh_wire.h"

namespace keytrail::secret {
namespace {

constexpr SshCurve kCurves[] = {{"nistp256", "prime256v1", "P-256", 32},
                                {"nistp384", "secp384r1", "P-384", 48},
                                {"nistp521", "secp521r1", "P-521", 66}};

}  // namespace

std::vector<std::byte> RsaBlob(std::span<const std::byte> e, std::span<const std::byte> n) {
  SshWriter writer;
  writer.Text("ssh-rsa");
  writer.PositiveInteger(e);
  writer.PositiveInteger(n);
  return writer.Take();
}

std::vector<std::byte> DsaBlob(std::span<const std::byte> p, std::span<const std::byte> q,
                               std::span<const std::byte> g, std::span<const std::byte> y) {
  SshWriter writer;
  writer.Text("ssh-dss");
  for (const auto number : {p, q, g, y}) writer.PositiveInteger(number);
  return writer.Take();
}

std::vector<std::byte> Ed25519Blob(std::span<const std::byte> point) {
  SshWriter writer;
  writer.Text("ssh-ed25519");
  writer.String(point);
  return writer.Take();
}

std::span<const SshCurve> SshCurves() { return kCurves; }

std::optional<std::vector<std::byte>> EcdsaBlob(const SshCurve& curve, std::span<const std::byte> x,
                                                std::span<const std::byte> y) {
  std::vector<std::byte> point = {std::byte{4}};
  for (const auto coordinate : {x, y}) {
    if (coordinate.size() > curve.field_bytes) return std::nullopt;
    point.insert(point.end(), curve.field_bytes - coordinate.size(), std::byte{0});
    point.insert(point.end(), coordinate.begin(), coordinate.end());
  }
  SshWriter writer;
  writer.Text("ecdsa-sha2-" + std::string(curve.ssh_name));
  writer.Text(curve.ssh_name);
  writer.String(point);
  return writer.Take();
}

}  // namespace keytrail::secret
