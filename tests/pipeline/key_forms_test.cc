// Private keys of the less common forms through everything: rules, decoders, parsers, chunks.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>

#include "base/bech32.h"
#include "base/digest.h"
#include "model/ssh_wire.h"
#include "scanner/secret/key_parsers.h"
#include "tests/pipeline/scan_fixture.h"

namespace keytrail::pipeline {
namespace {

using testing::ElementsAre;

class KeyForms : public ScanFixture {};

std::string RandomBytes(std::size_t size) {
  std::mt19937_64 random(size);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  return bytes;
}

std::string Base64(const std::string& bytes) { return Base64Encode(AsBytes(bytes)); }

std::string Strings(const std::vector<std::string>& fields) {
  SshWriter writer;
  for (const std::string& field : fields) writer.Text(field);
  const auto bytes = writer.Take();
  return std::string(AsText(bytes));
}

struct Form {
  std::string rule_id;
  std::string text;
  std::string key;  // the part of it that is the key
};

Form Putty() {
  const std::string text =
      "PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: aes256-cbc\n"
      "Comment: deploy\nPublic-Lines: 2\n" +
      Base64(Strings({"ssh-ed25519", RandomBytes(32)})) + "\nPrivate-Lines: 1\n" +
      Base64(RandomBytes(48)) + "\nPrivate-MAC: " + std::string(40, 'a');
  return {"putty.private-key", text, text};
}

Form Ssh2() {
  const std::string body =
      std::string("\x3f\x6f\xf9\xeb\0\0\1\0", 8) +
      Strings({"dl-modp{sign{dsa-nist-sha1},dh{plain}}", "3des-cbc", RandomBytes(160)});
  const std::string text = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n" + Base64(body) +
                           "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----";
  return {"ssh2.private-key", text, text};
}

Form Jwk() {
  std::string value = Base64Encode(AsBytes(RandomBytes(32)), /*padded=*/false);
  std::ranges::replace(value, '+', '-');
  std::ranges::replace(value, '/', '_');
  const std::string key = "{\"use\": \"sig\",\n  \"k\": \"" + value + "\",\n  \"kty\": \"oct\"}";
  return {"jwk.private-key", "{\"keys\": [\n" + key + "]}", key};
}

Form Age() {
  std::string key = Bech32Encode("age-secret-key-", AsBytes(RandomBytes(32)));
  std::ranges::transform(key, key.begin(), [](unsigned char c) { return std::toupper(c); });
  return {"age.identity", "# created\n" + key + "\n", key};
}

Form WireGuard() {
  const std::string key = Base64(RandomBytes(32));
  return {"wireguard.private-key", "[Interface]\nPrivateKey = " + key + "\n", key};
}

std::vector<Form> Forms() { return {Putty(), Ssh2(), Jwk(), Age(), WireGuard()}; }

std::string Wide(const std::string& text, bool big_endian) {
  std::string wide = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : text) wide += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return wide;
}

// "rule offset length line".
std::vector<std::string> Found(const FileScan& scan) {
  std::vector<std::string> found;
  for (const WorkerFinding& one : scan.findings) {
    const Finding& finding = one.finding;
    found.push_back(fmt::format("{} {} {} {}", finding.rule_id, finding.byte_offset,
                                finding.byte_length, finding.line));
  }
  return found;
}

TEST_F(KeyForms, AreFoundAtTheirPlaceInChunksOfEverySize) {
  for (const Form& form : Forms()) {
    const std::string before = std::string(5000, ' ') + "\n";
    const std::string text = before + form.text + "\n";
    const std::size_t at = text.find(form.key);
    const auto lines = 1 + std::count(text.begin(), text.begin() + static_cast<int>(at), '\n');
    const std::string expected =
        fmt::format("{} {} {} {}", form.rule_id, at, form.key.size(), lines);
    for (const std::size_t chunk_bytes : {0, 64, 1000, 4096}) {
      EXPECT_THAT(Found(Scan(text, chunk_bytes)), ElementsAre(expected)) << chunk_bytes;
    }
  }
}

TEST_F(KeyForms, AreFoundThroughEncodings) {
  for (const Form& form : Forms()) {
    const std::pair<std::string, std::string> encodings[] = {
        {"utf-16le", Wide(form.text, false)},
        {"utf-16be", Wide(form.text, true)},
        {"base64", "data:\n  key: " + Base64(form.text) + "\n"},
    };
    for (const auto& [name, text] : encodings) {
      const FileScan scan = Scan(text);
      ASSERT_EQ(scan.findings.size(), 1U) << form.rule_id << " " << name;
      EXPECT_EQ(scan.findings[0].finding.rule_id, form.rule_id);
      EXPECT_THAT(scan.findings[0].finding.decoded_by, ElementsAre(name)) << form.rule_id;
    }
  }
}

TEST_F(KeyForms, OfDerAreFoundInFilesAndInBase64WithoutMarkers) {
  const std::string der =
      std::string("\x30\x2e\x02\x01\0\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16) +
      RandomBytes(32);
  EXPECT_THAT(Found(Scan(der)), ElementsAre("der.private-key 0 48 1"));
  EXPECT_THAT(DecodedBy("tls.key: " + Base64(der) + "\n"), ElementsAre("base64"));
}

}  // namespace
}  // namespace keytrail::pipeline
