#include "model/ssh_key.h"

#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "model/ssh_wire.h"

namespace keytrail {
namespace {

// Fields of a blob behind its type's name, as they lie there.
std::vector<std::byte> Blob(const std::string& type, const std::vector<std::string>& fields) {
  SshWriter writer;
  writer.Text(type);
  for (const std::string& field : fields) writer.Text(field);
  return writer.Take();
}

const std::string kPoint32(32, 'p');
const std::string kExponent("\x01\x00\x01", 3);

std::string Modulus(std::size_t bytes) {
  return std::string("\0\xc5", 2) + std::string(bytes - 1, '\x5a');
}
std::string EcPoint(std::size_t field_bytes) { return "\x04" + std::string(2 * field_bytes, 'q'); }

struct BlobCase {
  std::string name;
  std::vector<std::byte> blob;
  std::optional<std::uint32_t> bits;  // nothing: refused
};

class SshBlob : public testing::TestWithParam<BlobCase> {};

TEST_P(SshBlob, IsTakenOnlyWhenEveryFieldIsSound) {
  const auto key = ParseSshPublicBlob(GetParam().blob);
  ASSERT_EQ(key.has_value(), GetParam().bits.has_value());
  if (key) {
    EXPECT_EQ(key->bits, *GetParam().bits);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Taken, SshBlob,
    testing::Values(
        BlobCase{"Rsa2048", Blob("ssh-rsa", {kExponent, Modulus(256)}), 2048},
        BlobCase{"RsaOddBits", Blob("ssh-rsa", {kExponent, "\x01" + std::string(128, 'n')}), 1025},
        BlobCase{"Dsa", Blob("ssh-dss", {Modulus(128), "q", "g", "y"}), 1024},
        BlobCase{"Ed25519", Blob("ssh-ed25519", {kPoint32}), 256},
        BlobCase{"Ec256", Blob("ecdsa-sha2-nistp256", {"nistp256", EcPoint(32)}), 256},
        BlobCase{"Ec521", Blob("ecdsa-sha2-nistp521", {"nistp521", EcPoint(66)}), 521},
        BlobCase{"TokenEd25519", Blob("sk-ssh-ed25519@openssh.com", {kPoint32, "ssh:"}), 256},
        BlobCase{"Certificate", Blob("ssh-ed25519-cert-v01@openssh.com", {"nonce"}), 0},
        BlobCase{"OfTheFuture", Blob("ssh-mldsa44-ed25519@openssh.com", {"anything"}), 0}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Refused, SshBlob,
    testing::Values(
        BlobCase{"Empty", {}, std::nullopt},
        BlobCase{"NoFields", Blob("ssh-ed25519", {}), std::nullopt},
        BlobCase{"NoName", Blob("", {"x"}), std::nullopt},
        BlobCase{"NameWithBlank", Blob("ssh ed25519", {kPoint32}), std::nullopt},
        BlobCase{"LongName", Blob(std::string(65, 'n'), {"x"}), std::nullopt},
        BlobCase{"ShortPoint", Blob("ssh-ed25519", {std::string(31, 'p')}), std::nullopt},
        BlobCase{"TrailingField", Blob("ssh-ed25519", {kPoint32, ""}), std::nullopt},
        BlobCase{"NegativeModulus", Blob("ssh-rsa", {kExponent, std::string(256, '\xc5')}),
                 std::nullopt},
        BlobCase{"ZeroExponent", Blob("ssh-rsa", {std::string(1, '\0'), Modulus(256)}),
                 std::nullopt},
        BlobCase{"HugeModulus", Blob("ssh-rsa", {kExponent, Modulus(2049)}), std::nullopt},
        BlobCase{"OtherCurve", Blob("ecdsa-sha2-nistp256", {"nistp384", EcPoint(32)}),
                 std::nullopt},
        BlobCase{"CompressedPoint", Blob("ecdsa-sha2-nistp256", {"nistp256", "\x02" + kPoint32}),
                 std::nullopt}),
    [](const auto& tested) { return tested.param.name; });

TEST(SshBlob, IsRefusedWhenItsLengthsLie) {
  std::vector<std::byte> blob = Blob("ssh-ed25519", {kPoint32});
  for (std::size_t size = 0; size < blob.size(); ++size) {
    EXPECT_FALSE(ParseSshPublicBlob(std::span(blob).first(size)).has_value()) << size;
  }
  blob[0] = std::byte{0xFF};
  EXPECT_FALSE(ParseSshPublicBlob(blob).has_value());
}

// A vector of sshd's own making is in tests/secret, where ssh-keygen runs.
TEST(Fingerprints, HaveTheShapeThatSshKeygenPrints) {
  const std::vector<std::byte> blob = Blob("ssh-ed25519", {kPoint32});
  EXPECT_TRUE(Sha256Fingerprint(blob).starts_with("SHA256:"));
  EXPECT_EQ(Sha256Fingerprint(blob).size(), 50U);
  EXPECT_EQ(Md5Fingerprint(blob).size(), 47U);
  EXPECT_EQ(ColonHex(std::vector<std::uint8_t>{0, 171, 255}), "00:ab:ff");
  EXPECT_EQ(ColonHex({}), "");
}

TEST(SshWire, WritesWhatItReads) {
  SshWriter writer;
  writer.Text("text");
  writer.PositiveInteger(AsBytes(std::string("\0\0\x80\x01", 4)));
  writer.PositiveInteger(AsBytes("\x7f"));
  const std::vector<std::byte> bytes = writer.Take();
  SshReader reader(bytes);
  EXPECT_EQ(AsText(*reader.String()), "text");
  EXPECT_EQ(AsText(*reader.PositiveInteger()), "\x80\x01");
  EXPECT_EQ(AsText(*reader.PositiveInteger()), "\x7f");
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.Byte().has_value());
  EXPECT_FALSE(reader.Number().has_value());
}

}  // namespace
}  // namespace keytrail
