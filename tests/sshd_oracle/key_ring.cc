#include "tests/sshd_oracle/key_ring.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "model/ssh_key.h"
#include "tests/sshd_oracle/process.h"
#include "tests/support/encode.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr char kKeygen[] = "/usr/bin/ssh-keygen";
constexpr char kPassphrase[] = "correct horse";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& text, unsigned mode) {
  std::ofstream(path, std::ios::binary) << text;
  std::filesystem::permissions(path, std::filesystem::perms(mode));
}

void Run(std::vector<std::string> arguments) {
  const ProcessResult result = RunToEnd(std::move(arguments));
  if (result.exit_code != 0) fmt::print(stderr, "{}\n", result.output);
  KT_CHECK(result.exit_code == 0);
}

// Not by ssh-keygen, which refuses a key that is too short.
std::string FingerprintOf(const std::string& file) {
  std::istringstream words(ReadFile(file));
  std::string type;
  std::string blob;
  words >> type >> blob;
  const auto bytes = Base64Decode(blob);
  KT_CHECK(bytes.ok());
  return Sha256Fingerprint(*bytes);
}

void Replace(std::string& text, std::string_view token, const std::string& replacement) {
  for (auto at = text.find(token); at != std::string::npos; at = text.find(token, at)) {
    text.replace(at, token.size(), replacement);
    at += replacement.size();
  }
}

std::string SshNumber(std::uint32_t number) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text.push_back(static_cast<char>(number >> shift));
  return text;
}

std::string SshText(std::string_view text) {
  return SshNumber(static_cast<std::uint32_t>(text.size())) + std::string(text);
}

// ssh-keygen refuses to read such a key, so its public half is put together here: exponent 65537,
// and a modulus whose first bit is zero.
void MakeTooShortKey(const std::string& path) {
  const std::string type = "ssh-rsa";
  Run({"/usr/bin/openssl", "genrsa", "-traditional", "-out", path, "1023"});
  const std::string printed =
      RunToEnd({"/usr/bin/openssl", "rsa", "-in", path, "-noout", "-modulus"}).output;
  std::string modulus = printed.substr(printed.find('=') + 1);
  while (!modulus.empty() && modulus.back() == '\n') modulus.pop_back();
  const auto bytes = HexDecode(modulus);
  KT_CHECK(bytes.ok());
  const std::string blob = SshText(type) + SshText(std::string("\1\0\1", 3)) +
                           SshText(std::string(bytes->begin(), bytes->end()));
  WriteFile(path + ".pub", type + " " + test_support::EncodeBase64(blob) + " short\n", 0644);
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

// A handle as ssh-keygen leaves it, of a token that does not exist. Source: OpenSSH's PROTOCOL.key
// and PROTOCOL.u2f.
void MakeSecurityKeyHandle(const std::string& path) {
  const std::string type = "sk-ssh-ed25519@openssh.com";
  const std::string point(32, '\x17');
  const std::string public_blob = SshText(type) + SshText(point) + SshText("ssh:");
  std::string secrets = SshNumber(7) + SshNumber(7) + SshText(type) + SshText(point) +
                        SshText("ssh:") + "\x01" + SshText(std::string(64, 'h')) + SshText("") +
                        SshText("token");
  for (char pad = 1; secrets.size() % 8 != 0; ++pad) secrets.push_back(pad);
  const std::string blob = std::string("openssh-key-v1") + '\0' + SshText("none") +
                           SshText("none") + SshText("") + SshNumber(1) + SshText(public_blob) +
                           SshText(secrets);
  WriteFile(
      path,
      fmt::format("-----BEGIN OPENSSH {0}-----\n{1}\n-----END OPENSSH {0}-----\n", "PRIVATE KEY",
                  test_support::Wrap(test_support::EncodeBase64(blob), 70, "\n")),
      0600);
  WriteFile(path + ".pub", type + " " + test_support::EncodeBase64(public_blob) + " token\n", 0644);
}

// What ssh-keygen's KRL specification says for each token.
const std::map<std::string, std::string>& RevocationTokens() {
  static const std::map<std::string, std::string> kTokens = {
      {"{krl_of_key}", "key: {key}\n"},   {"{krl_of_digest}", "hash: {fingerprint}\n"},
      {"{krl_of_sha1}", "sha1: {key}\n"}, {"{krl_of_other}", "key: {other}\n"},
      {"{krl_of_id}", "id: id\n"},        {"{krl_of_serial}", "serial: 5-9\n"}};
  return kTokens;
}

}  // namespace

KeyRing::KeyRing() {
  for (const std::string name : {"authority", "stranger", "other", "host"}) {
    Generate(name, {"-t", "ed25519"});
  }
  WriteFile(PassphraseProgram(), fmt::format("#!/bin/sh\necho '{}'\n", kPassphrase), 0700);
}

std::string KeyRing::Generate(const std::string& name, const std::vector<std::string>& arguments) {
  const std::string path = directory_ / name;
  std::vector<std::string> command = {kKeygen, "-q", "-f", path, "-C", "oracle"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  if (std::ranges::find(arguments, "-N") == arguments.end()) {
    command.insert(command.end(), {"-N", ""});
  }
  Run(command);
  return path;
}

std::string KeyRing::Make(KeyKind kind) {
  const std::string name = fmt::format("key{}", static_cast<int>(kind));
  const std::string path = directory_ / name;
  switch (kind) {
    case KeyKind::kEd25519: return Generate(name, {"-t", "ed25519"});
    case KeyKind::kEcdsa: return Generate(name, {"-t", "ecdsa"});
    case KeyKind::kRsa: return Generate(name, {"-t", "rsa", "-b", "2048"});
    case KeyKind::kRsaTooShort: MakeTooShortKey(path); return path;
    case KeyKind::kEncrypted: return Generate(name, {"-t", "ed25519", "-N", kPassphrase});
    case KeyKind::kEncryptedPem:
      return Generate(name, {"-t", "rsa", "-b", "2048", "-m", "PEM", "-N", kPassphrase});
    case KeyKind::kSecurityKey: MakeSecurityKeyHandle(path); return path;
  }
  return path;
}

const std::string& KeyRing::PrivateFile(KeyKind kind) {
  auto found = files_.find(kind);
  if (found == files_.end()) found = files_.emplace(kind, Make(kind)).first;
  return found->second;
}

std::string KeyRing::Fingerprint(KeyKind kind) { return FingerprintOf(PrivateFile(kind) + ".pub"); }

std::string KeyRing::AuthorityFingerprint() const {
  return FingerprintOf(directory_ / "authority.pub");
}

std::string KeyRing::Certify(KeyKind kind, const CertificateSpec& certificate) {
  const std::string base = directory_ / fmt::format("certified{}", ++certificates_);
  std::filesystem::copy_file(PrivateFile(kind) + ".pub", base + ".pub");
  std::vector<std::string> command = {
      kKeygen, "-q",
      "-s",    directory_ / (certificate.by_stranger ? "stranger" : "authority"),
      "-I",    "id",
      "-z",    "7",
      "-V",    certificate.validity};
  if (!certificate.principals.empty()) {
    command.insert(command.end(), {"-n", certificate.principals});
  }
  for (const std::string& option : certificate.options) {
    command.insert(command.end(), {"-O", option});
  }
  command.push_back(base + ".pub");
  Run(command);
  return base + "-cert.pub";
}

std::string KeyRing::PublicText(const std::string& file) const {
  std::istringstream words(ReadFile(file));
  std::string type;
  std::string blob;
  words >> type >> blob;
  return type + " " + blob;
}

std::string KeyRing::Fill(std::string text, KeyKind kind) {
  if (text.find('{') == std::string::npos) return text;
  Replace(text, "{key}", PublicText(PrivateFile(kind) + ".pub"));
  Replace(text, "{fingerprint}", Fingerprint(kind));
  Replace(text, "{other}", PublicText(directory_ / "other.pub"));
  Replace(text, "{authority}", PublicText(directory_ / "authority.pub"));
  for (const auto& [token, specification] : RevocationTokens()) {
    if (text.find(token) == std::string::npos) continue;
    Replace(text, token, RevocationList(specification, kind));
  }
  Replace(text, "{host_key}", ReadFile(directory_ / "host"));
  Replace(text, "{host_key_public}", PublicText(directory_ / "host.pub"));
  return text;
}

std::vector<Change> KeyRing::Fill(std::vector<Change> changes, KeyKind kind) {
  for (Change& change : changes) change.text = Fill(std::move(change.text), kind);
  return changes;
}

std::string KeyRing::RevocationList(const std::string& specification, KeyKind kind) {
  const std::string path = directory_ / "specification";
  WriteFile(path, Fill(specification, kind), 0600);
  Run({kKeygen, "-q", "-k", "-f", directory_ / "revoked", "-s", directory_ / "authority.pub",
       path});
  return ReadFile(directory_ / "revoked");
}

std::string KeyRing::PassphraseProgram() const { return directory_ / "passphrase"; }

}  // namespace keytrail::sshd_oracle
