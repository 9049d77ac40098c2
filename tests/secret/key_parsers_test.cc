#include "scanner/secret/key_parsers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/bech32.h"
#include "base/digest.h"
#include "model/rule.h"
#include "scanner/secret/pem_key.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

std::string Bytes(const std::string& hex) {
  const auto bytes = HexDecode(hex).value();
  return {bytes.begin(), bytes.end()};
}

// A key of X25519 and its public half, as OpenSSL makes them.
struct KeyPair {
  std::string private_half;
  std::string public_half;
};

KeyPair MakeKeyPair(const KeyFiles& files) {
  const std::string path = files.Path("x25519");
  files.Run({"openssl", "genpkey", "-algorithm", "x25519", "-outform", "DER", "-out", path});
  const std::string private_der = ReadFile(path);
  const std::string public_der =
      files.Run({"openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"});
  return {.private_half = private_der.substr(private_der.size() - 32),
          .public_half = public_der.substr(public_der.size() - 32)};
}

std::string UpperCase(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string Der(const KeyFiles& files, const std::vector<std::string>& command) {
  const std::string path = files.Path("key.der");
  std::vector<std::string> whole = {"openssl"};
  whole.insert(whole.end(), command.begin(), command.end());
  whole.insert(whole.end(), {"-outform", "DER", "-out", path});
  files.Run(whole);
  return ReadFile(path);
}

TEST(DerKey, IsFoundInTheMiddleOfBytes) {
  KeyFiles files;
  const std::string rsa = files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"});
  const std::string ec = files.MakeSshKey({"-t", "ecdsa", "-b", "521", "-m", "PEM"});
  const std::string dsa = files.MakeSshKey({"-t", "dsa", "-m", "PEM"});
  const std::pair<std::string, std::string> keys[] = {
      {Der(files, {"rsa", "-traditional", "-in", rsa}), files.Fingerprint(rsa + ".pub")},
      {Der(files, {"pkcs8", "-topk8", "-nocrypt", "-in", rsa}), files.Fingerprint(rsa + ".pub")},
      {Der(files, {"ec", "-in", ec}), files.Fingerprint(ec + ".pub")},
      {Der(files, {"pkcs8", "-topk8", "-nocrypt", "-in", ec}), files.Fingerprint(ec + ".pub")},
      {Der(files, {"dsa", "-in", dsa}), files.Fingerprint(dsa + ".pub")},
      {Der(files, {"pkcs8", "-topk8", "-in", rsa, "-passout", "pass:correct horse"}), ""},
  };
  for (const auto& [der, fingerprint] : keys) {
    const std::string before("\x7f\x45LF\0\0\x30", 7);
    const auto key = ParseKeyAt("der_key", AsBytes(before + der + "more"), before.size());
    ASSERT_TRUE(key.has_value()) << fingerprint;
    EXPECT_EQ(key->sha256_fingerprint, fingerprint);
    EXPECT_EQ(key->text_bytes, der.size());
    EXPECT_FALSE(ParseKeyAt("der_key", AsBytes(der.substr(0, der.size() - 1)), 0).has_value());
  }
}

TEST(DerKey, IsRefusedWhenItsHalvesDoNotBelongTogether) {
  KeyFiles files;
  const std::string rsa = files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"});
  const std::string ec = files.MakeSshKey({"-t", "ecdsa", "-m", "PEM"});
  std::string broken_rsa = Der(files, {"rsa", "-traditional", "-in", rsa});
  broken_rsa[100] ^= 1;
  std::string broken_ec = Der(files, {"ec", "-in", ec});
  broken_ec[20] ^= 1;
  EXPECT_FALSE(ParseKeyAt("der_key", AsBytes(broken_rsa), 0).has_value());
  EXPECT_FALSE(ParseKeyAt("der_key", AsBytes(broken_ec), 0).has_value());
}

// Programs that write such keys hold the fixed beginning, and whatever comes next.
TEST(DerKey, IsRefusedWhereATemplateStands) {
  const std::string head = Bytes("302e020100300506032b657004220420");
  for (const std::string& tail : {std::string(32, '\0'), std::string(32, 'x')}) {
    EXPECT_FALSE(ParseKeyAt("der_key", AsBytes(head + tail), 0).has_value());
  }
  const KeyFiles files;
  const std::string key = head + MakeKeyPair(files).private_half;
  EXPECT_TRUE(ParseKeyAt("der_key", AsBytes(key), 0).has_value());
  EXPECT_TRUE(ParseKeyAt("der_key", AsBytes(key + "\n"), 0).has_value());
  EXPECT_FALSE(ParseKeyAt("der_key", AsBytes(key + "code"), 0).has_value());
  EXPECT_FALSE(ParseKeyAt("der_key", AsBytes("code" + key), 4).has_value());
}

TEST(AgeIdentity, NamesItsRecipient) {
  const KeyFiles files;
  const KeyPair pair = MakeKeyPair(files);
  const std::string identity =
      UpperCase(Bech32Encode("age-secret-key-", AsBytes(pair.private_half)));
  const auto key = ParseKeyAt("age_identity", AsBytes(identity + "\n"), 0);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->text_bytes, identity.size());
  EXPECT_EQ(key->more.at("recipient"),
            AttributeValue(Bech32Encode("age", AsBytes(pair.public_half))));
  std::string mistyped = identity;
  mistyped[30] = mistyped[30] == 'Q' ? 'P' : 'Q';
  EXPECT_FALSE(ParseKeyAt("age_identity", AsBytes(mistyped), 0).has_value());
  EXPECT_FALSE(ParseKeyAt("age_identity", AsBytes(identity.substr(0, 73)), 0).has_value());
}

std::optional<PrivateKey> ParseWireGuard(const std::string& text) {
  const std::size_t anchor = std::min(text.find("rivateKey"), text.find("rivate_key"));
  return ParseKeyAt("wireguard_key", AsBytes(text), std::min(anchor, text.find("rivate-key")) - 1);
}

TEST(WireGuardKey, IsOneInAnInterfacesSectionOnly) {
  const KeyFiles files;
  const KeyPair pair = MakeKeyPair(files);
  const std::string key = Base64Encode(AsBytes(pair.private_half));
  const std::string accepted[] = {
      "[Interface]\nPrivateKey = " + key,
      "[Interface]\nAddress = 10.0.0.1/24\nPrivateKey=" + key + "\n",
      "[Interface]\\nPrivateKey = " + key + "\\n[Peer]",
      "[NetDev]\nKind=wireguard\n\n[WireGuard]\nPrivateKey=" + key,
      "[wireguard]\nprivate-key=" + key,
      "config interface 'wg0'\n\toption proto 'wireguard'\n\toption private_key '" + key + "'",
      "{\"type\": \"wireguard\", \"private_key\": \"" + key + "\"}",
      "for(r=0;r<n;r++)t(e[r]);c={wireguard:{\"private_key\":\"" + key + "\"}}",
  };
  for (const std::string& text : accepted) {
    const auto found = ParseWireGuard(text);
    ASSERT_TRUE(found.has_value()) << text;
    EXPECT_EQ(text.substr(text.find(key), found->text_bytes), key);
    EXPECT_EQ(found->more.at("public_key"),
              AttributeValue(Base64Encode(AsBytes(pair.public_half))));
  }
  const std::string refused[] = {
      "PrivateKey = " + key,
      "[oauth]\nPrivateKey = " + key,
      "[Interface]\n[tls]\nPrivateKey = " + key,
      "[Interface]\nPrivateKey = " + std::string(43, 'A') + "=",
      "[Interface]\nPrivateKey = ",
      "[Interface]\nPrivateKey",
  };
  for (const std::string& text : refused) EXPECT_FALSE(ParseWireGuard(text).has_value()) << text;
}

TEST(KeyParsers, OfWholeFilesTakeNothingElse) {
  KeyFiles files;
  const std::string key = files.MakeSshKey({"-t", "rsa", "-b", "2048", "-m", "PEM"});
  const std::string path = files.Path("store.p12");
  files.Run({"openssl", "pkcs12", "-export", "-nocerts", "-inkey", key, "-out", path, "-passout",
             "pass:correct horse"});
  const std::string store = ReadFile(path);
  EXPECT_TRUE(ParseKeyAt("pkcs12", AsBytes(store), 0).has_value());
  EXPECT_FALSE(ParseKeyAt("pkcs12", AsBytes("x" + store), 1).has_value());
}

TEST(KeyParsers, SurviveAnythingAtAnyAnchor) {
  const std::string texts[] = {"", "{", "kty", std::string(100, '\xff'), std::string(100, '0')};
  for (const std::string_view parser : kSecretParsers) {
    for (const std::string& text : texts) {
      for (std::size_t anchor = 0; anchor <= text.size(); ++anchor) {
        EXPECT_FALSE(ParseKeyAt(parser, AsBytes(text), anchor).has_value());
      }
    }
  }
  EXPECT_FALSE(ParseKeyAt("no_such_parser", AsBytes("text"), 0).has_value());
}

}  // namespace
}  // namespace keytrail::secret
