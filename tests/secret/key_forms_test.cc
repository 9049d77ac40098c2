// Every form in which private keys come, in every wrapping: the same key each time.
#include <gtest/gtest.h>

#include <fstream>

#include "base/digest.h"
#include "scanner/secret/key_parsers.h"
#include "tests/secret/key_files.h"
#include "tests/secret/wrappings.h"

namespace keytrail::secret {
namespace {

// One form: a text of lines, and what must come of it.
struct Form {
  std::string name;
  std::string parser;
  std::string text;         // without a line end at its end
  std::string fingerprint;  // empty where there is none to be had
  bool encrypted = false;
};

std::string TextOf(const std::string& path) {
  std::string text = ReadFile(path);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

std::string PassphraseFile(const KeyFiles& files) {
  const std::string path = files.Path("passphrase");
  std::ofstream(path) << "correct horse\n";
  return path;
}

// puttygen's own files of an OpenSSH key.
std::string Converted(const KeyFiles& files, const std::string& key,
                      const std::vector<std::string>& arguments, bool encrypted) {
  const std::string path = files.Path("converted");
  std::vector<std::string> command = {"puttygen", key, "-o", path};
  command.insert(command.end(), arguments.begin(), arguments.end());
  if (encrypted) command.insert(command.end(), {"--new-passphrase", PassphraseFile(files)});
  files.Run(command);
  return TextOf(path);
}

std::vector<Form> FormsOfPutty(KeyFiles& files) {
  std::vector<Form> forms;
  const std::vector<std::pair<std::string, std::string>> keys = {
      {"Rsa", files.MakeSshKey({"-t", "rsa", "-b", "2048"})},
      {"Ed25519", files.MakeSshKey({"-t", "ed25519"})},
      {"Ec384", files.MakeSshKey({"-t", "ecdsa", "-b", "384"})},
      {"Dsa", files.MakeSshKey({"-t", "dsa"})},
  };
  for (const auto& [name, key] : keys) {
    const std::string fingerprint = files.Fingerprint(key + ".pub");
    for (const std::string version : {"2", "3"}) {
      for (const bool encrypted : {false, true}) {
        const std::vector<std::string> arguments = {"-O", "private", "--ppk-param",
                                                    "version=" + version + ",passes=3"};
        forms.push_back({.name = "Ppk" + version + name + (encrypted ? "Encrypted" : ""),
                         .parser = "putty_key",
                         .text = Converted(files, key, arguments, encrypted),
                         .fingerprint = fingerprint,
                         .encrypted = encrypted});
      }
    }
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{3}}) {
    for (const bool encrypted : {false, true}) {
      const auto& [name, key] = keys[i];
      forms.push_back({.name = "Ssh2" + name + (encrypted ? "Encrypted" : ""),
                       .parser = "ssh2_key",
                       .text = Converted(files, key, {"-O", "private-sshcom"}, encrypted),
                       .fingerprint = encrypted ? "" : files.Fingerprint(key + ".pub"),
                       .encrypted = encrypted});
    }
  }
  return forms;
}

// GnuPG's own export. A directory of its own, so that the user's keys stay out of it.
Form FormOfGnuPg(const KeyFiles& files, const std::string& algorithm) {
  const std::string home = files.Path("gnupg");
  files.Run({"mkdir", "-p", "-m", "700", home});
  const std::vector<std::string> gpg = {"gpg",     "--homedir",    home, "--batch",
                                        "--quiet", "--passphrase", ""};
  std::vector<std::string> make = gpg;
  make.insert(make.end(), {"--quick-generate-key", algorithm + "@example.com", algorithm});
  files.Run(make);
  std::vector<std::string> show = gpg;
  show.insert(show.end(), {"--armor", "--export-secret-keys", algorithm + "@example.com"});
  std::string text = files.Run(show);
  text.pop_back();
  files.Run({"gpgconf", "--homedir", home, "--kill", "gpg-agent"});
  return {.name = "Pgp" + algorithm, .parser = "pgp_key", .text = text, .fingerprint = {}};
}

void ExpectInEveryWrapping(const Form& form) {
  const auto plain = ParseKeyAt(form.parser, AsBytes(form.text), 0);
  ASSERT_TRUE(plain.has_value()) << form.name;
  EXPECT_EQ(plain->encrypted, form.encrypted) << form.name;
  EXPECT_EQ(plain->cipher.empty(), !form.encrypted) << form.name;
  EXPECT_EQ(plain->kdf.empty(), !form.encrypted) << form.name;
  EXPECT_EQ(plain->sha256_fingerprint, form.fingerprint) << form.name;
  EXPECT_EQ(plain->text_bytes, form.text.size()) << form.name;
  EXPECT_FALSE(plain->truncated) << form.name;
  for (const Wrapping& wrapping : Wrappings()) {
    const std::string wrapped = wrapping.wrap(form.text);
    const std::string before = "var keys = [\"";
    const std::string text = before + wrapped + "\", \"more\"];\n";
    const auto key = ParseKeyAt(form.parser, AsBytes(text), before.size());
    ASSERT_TRUE(key.has_value()) << form.name << " " << wrapping.name;
    EXPECT_EQ(key->sha256_fingerprint, plain->sha256_fingerprint);
    EXPECT_EQ(key->canonical_secret.text_view(), plain->canonical_secret.text_view());
    EXPECT_EQ(key->text_offset, 0) << form.name << " " << wrapping.name;
    EXPECT_EQ(key->text_bytes, wrapped.size()) << form.name << " " << wrapping.name;
    EXPECT_FALSE(key->truncated) << form.name << " " << wrapping.name;
  }
}

TEST(KeyForms, PuttyAndSsh2KeysAreTheSameInEveryWrapping) {
  KeyFiles files;
  for (const Form& form : FormsOfPutty(files)) ExpectInEveryWrapping(form);
}

TEST(KeyForms, PgpKeysAreTheSameInEveryWrapping) {
  KeyFiles files;
  for (const std::string algorithm : {"ed25519", "rsa2048", "nistp256"}) {
    ExpectInEveryWrapping(FormOfGnuPg(files, algorithm));
  }
}

TEST(KeyForms, PgpPacketsAreTheSameKeyAsTheirArmour) {
  KeyFiles files;
  const Form form = FormOfGnuPg(files, "ed25519");
  const auto armoured = ParseKeyAt("pgp_key", AsBytes(form.text), 0);
  ASSERT_TRUE(armoured.has_value());
  const std::string exported = files.Run(
      {"gpg", "--homedir", files.Path("gnupg"), "--batch", "--quiet", "--export-secret-keys"});
  files.Run({"gpgconf", "--homedir", files.Path("gnupg"), "--kill", "gpg-agent"});
  const auto key = ParseKeyAt("pgp_keyring", AsBytes(exported), 0);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->canonical_secret.text_view(), armoured->canonical_secret.text_view());
  EXPECT_EQ(key->text_bytes, exported.size());
  EXPECT_FALSE(ParseKeyAt("pgp_keyring", AsBytes("x" + exported), 1).has_value());
  const std::string public_keys =
      files.Run({"gpg", "--homedir", files.Path("gnupg"), "--batch", "--quiet", "--export"});
  EXPECT_FALSE(ParseKeyAt("pgp_keyring", AsBytes(public_keys), 0).has_value());
}

}  // namespace
}  // namespace keytrail::secret
