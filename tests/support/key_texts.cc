#include "tests/support/key_texts.h"

#include <algorithm>
#include <cctype>
#include <random>

#include <fmt/format.h>

#include "base/bech32.h"
#include "base/digest.h"
#include "model/ssh_wire.h"
#include "tests/support/encode.h"

namespace keytrail::test_support {
namespace {

constexpr std::uint64_t kSeed = 20261124;

KeyText Putty(int version) {
  const std::string derivation =
      version == 3 ? "Key-Derivation: Argon2id\nArgon2-Passes: 13\n" : "";
  const std::string text = fmt::format(
      "PuTTY-User-Key-File-{}: ssh-ed25519\nEncryption: aes256-cbc\nComment: deploy\n"
      "Public-Lines: 2\n{}\n{}Private-Lines: 1\n{}\nPrivate-MAC: {}",
      version, EncodeBase64(SshStrings({"ssh-ed25519", RandomBytes(32)})), derivation,
      EncodeBase64(RandomBytes(48)), std::string(version == 3 ? 64 : 40, 'a'));
  return {.parser = "putty_key", .rule_id = "putty.private-key", .text = text, .key = text};
}

KeyText Ssh2() {
  const std::string body =
      std::string("\x3f\x6f\xf9\xeb\0\0\1\0", 8) +
      SshStrings({"dl-modp{sign{dsa-nist-sha1},dh{plain}}", "3des-cbc", RandomBytes(160)});
  const std::string text = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"me\"\n" +
                           EncodeBase64(body) + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----";
  return {.parser = "ssh2_key", .rule_id = "ssh2.private-key", .text = text, .key = text};
}

KeyText Jwk() {
  std::string value = EncodeBase64Url(RandomBytes(32));
  std::erase(value, '=');
  const std::string key = "{\"use\": \"sig\",\n  \"k\": \"" + value + "\",\n  \"kty\": \"oct\"}";
  const std::string text = "{\"keys\": [\n" + key + "]}";
  return {.parser = "jwk",
          .rule_id = "jwk.private-key",
          .text = text,
          .key = key,
          .anchor = text.find("\"kty\"")};
}

KeyText Age() {
  std::string key = Bech32Encode("age-secret-key-", AsBytes(RandomBytes(32)));
  std::ranges::transform(key, key.begin(), [](unsigned char c) { return std::toupper(c); });
  const std::string text = "# created\n" + key + "\n";
  return {.parser = "age_identity",
          .rule_id = "age.identity",
          .text = text,
          .key = key,
          .anchor = text.find(key)};
}

KeyText WireGuard() {
  const std::string key = EncodeBase64(RandomBytes(32));
  const std::string text = "[Interface]\nPrivateKey = " + key + "\n";
  return {.parser = "wireguard_key",
          .rule_id = "wireguard.private-key",
          .text = text,
          .key = key,
          .anchor = text.find("PrivateKey")};
}

}  // namespace

std::vector<KeyText> KeyTexts() { return {Putty(2), Putty(3), Ssh2(), Jwk(), Age(), WireGuard()}; }

std::string Ed25519Der() {
  return std::string("\x30\x2e\x02\x01\0\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16) +
         RandomBytes(32);
}

std::string RandomBytes(std::size_t size) {
  std::mt19937_64 random(kSeed + size);
  std::string bytes;
  while (bytes.size() < size) bytes.push_back(static_cast<char>(random()));
  return bytes;
}

std::string SshStrings(const std::vector<std::string>& fields) {
  SshWriter writer;
  for (const std::string& field : fields) writer.Text(field);
  const auto bytes = writer.Take();
  return std::string(AsText(bytes));
}

}  // namespace keytrail::test_support
