#include "tests/sshd_oracle/config_generator.h"

#include <array>
#include <cctype>

#include "tests/sshd_oracle/sshd_root.h"

namespace keytrail::sshd_oracle {
namespace {

struct Knob {
  std::string keyword;
  std::vector<std::string> values;
};

const std::vector<Knob>& Knobs() {
  static const std::vector<std::string> kFlag = {"yes", "no"};
  static const std::vector<std::string> kUsers = {
      "u", "v", "u v", "*", "u@127.0.0.1", "!u *", "u@10.0.0.0/8", "root u*", "u,v", "?@*"};
  static const std::vector<std::string> kGroups = {"ops", "u",      "admins", "ops admins",
                                                   "o*",  "!ops *", "u,ops"};
  static const std::vector<Knob> kKnobs = {
      {"PubkeyAuthentication", kFlag},
      {"PasswordAuthentication", kFlag},
      {"X11Forwarding", kFlag},
      {"PermitTTY", kFlag},
      {"DisableForwarding", kFlag},
      {"PermitRootLogin",
       {"yes", "no", "prohibit-password", "without-password", "forced-commands-only"}},
      {"AllowTcpForwarding", {"yes", "no", "local", "remote", "all"}},
      {"AllowStreamLocalForwarding", {"yes", "no", "local"}},
      {"AuthorizedKeysFile",
       {"none", ".ssh/authorized_keys", "/etc/ssh/keys/%u .keys", "%h/.keys", ".keys/a,.keys/b"}},
      {"AuthenticationMethods",
       {"publickey", "publickey,password", "any", "publickey password,publickey"}},
      {"AllowUsers", kUsers},
      {"DenyUsers", kUsers},
      {"AllowGroups", kGroups},
      {"DenyGroups", kGroups},
      {"RevokedKeys", {"none", "/etc/ssh/revoked"}},
      {"TrustedUserCAKeys", {"none", "/etc/ssh/authorities.pub"}},
      {"AuthorizedPrincipalsFile", {"none", "/etc/ssh/principals/%u"}},
      {"ChrootDirectory", {"none", "/srv/%u", "/srv"}},
      {"RequiredRSASize", {"1024", "2048", "3072"}},
      {"MaxAuthTries", {"1", "3", "6"}},
      {"ForceCommand", {"none", "internal-sftp", "/bin/true"}},
      {"PermitOpen", {"any", "none", "db:5432", "db:5432 web:*", "[2001:db8::1]:22"}},
      {"PermitListen", {"any", "none", "8080", "localhost:8080 *:*"}},
      {"GatewayPorts", {"yes", "no", "clientspecified"}}};
  return kKnobs;
}

// Not inside a Match block.
const std::vector<Knob>& GlobalKnobs() {
  static const std::vector<Knob> kKnobs = {{"UsePAM", {"yes", "no"}},
                                           {"StrictModes", {"yes", "no"}},
                                           {"PermitUserEnvironment", {"yes", "no"}},
                                           {"LoginGraceTime", {"30", "2m"}}};
  return kKnobs;
}

const std::vector<std::string>& RefusedLines() {
  static const std::vector<std::string> kLines = {"Nonsense yes",
                                                  "PubkeyAuthentication perhaps",
                                                  "PubkeyAuthentication",
                                                  "PubkeyAuthentication yes no",
                                                  "AuthorizedKeysFile \"open",
                                                  "AllowUsers u@10.0.0.1/8",
                                                  "AuthenticationMethods any publickey",
                                                  "AuthenticationMethods nothing",
                                                  "Match User u v",
                                                  "Match",
                                                  "Match Address 10.0.0.1/8",
                                                  "Match all User u",
                                                  "Match User",
                                                  "Match Nothing u",
                                                  "Match LocalPort http",
                                                  "RequiredRSASize many",
                                                  "PermitOpen nowhere",
                                                  "PermitOpen any db:5432",
                                                  "PermitOpen db:70000",
                                                  "PermitListen host:port:1",
                                                  "Include",
                                                  "Port 0"};
  return kLines;
}

const std::vector<std::string>& IncludeLines() {
  static const std::vector<std::string> kLines = {"Include /etc/ssh/sshd_config.d/*.conf",
                                                  "Include sshd_config.d/*.conf",
                                                  "Include extra.conf",
                                                  "Include sshd_config.d/2*.conf extra.conf",
                                                  "Include nowhere/*.conf",
                                                  "Include \"/etc/ssh/sshd_config.d/10-a.conf\"",
                                                  "Include sshd_config.d/[12]?-?.conf"};
  return kLines;
}

const std::vector<Knob>& Criteria() {
  static const std::vector<Knob> kCriteria = {
      {"User", {"u", "v", "u,v", "*,!u", "!v,*", "root", "?", "!u"}},
      {"Group", {"ops", "admins", "u", "*,!ops", "ops,admins", "!admins"}},
      {"Address",
       {"127.0.0.1", "10.0.0.0/8", "10.*", "*,!10.1.2.3", "2001:db8::/32", "::1,127.0.0.0/8",
        "!10.0.0.0/8"}},
      {"Host", {"127.0.0.1", "10.1.*", "*,!10.*", "host.example.net"}},
      {"LocalPort", {"22", "2222"}}};
  return kCriteria;
}

}  // namespace

// In one of the ways in which sshd cuts a line.
std::string ConfigGenerator::Spelled(const std::string& keyword, const std::string& value) {
  std::string word = keyword;
  if (Chance(20)) {
    for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const bool quoted = Chance(15) && value.find(' ') == std::string::npos;
  const std::string words = quoted ? "\"" + value + "\"" : value;
  static const std::array<std::string, 6> kSeparators = {" ", " ", "\t", "   ", "=", " = "};
  std::string line = (Chance(10) ? "  " : "") + word + Choose(kSeparators) + words;
  if (Chance(5)) line += "  ";
  if (Chance(5)) line += " # why";
  return line;
}

std::string ConfigGenerator::MatchLine() {
  if (Chance(10)) return "Match all";
  std::string line = Chance(20) ? "match" : "Match";
  const unsigned criteria = Chance(25) ? 2 : 1;
  for (unsigned i = 0; i < criteria; ++i) {
    const Knob& criterion = Choose(Criteria());
    line += " " + criterion.keyword + " " + Choose(criterion.values);
  }
  return line;
}

std::string ConfigGenerator::Line(bool in_match) {
  if (Chance(1)) return Choose(RefusedLines());
  if (Chance(5)) return Chance(50) ? "# comment" : "";
  const bool global = in_match ? Chance(1) : Chance(10);
  const Knob& knob = Choose(global ? GlobalKnobs() : Knobs());
  return Spelled(knob.keyword, Choose(knob.values));
}

std::string ConfigGenerator::Text(bool may_include, std::uint64_t lines) {
  std::string text;
  bool in_match = false;
  for (std::uint64_t i = 0; i < lines; ++i) {
    if (Chance(18)) {
      in_match = true;
      text += MatchLine();
    } else if (Chance(may_include ? 15 : 1)) {
      text += Choose(IncludeLines());
    } else {
      text += Line(in_match);
    }
    text += Chance(3) ? "\r\n" : "\n";
  }
  if (Chance(5) && !text.empty()) text.pop_back();
  return text;
}

std::vector<Change> ConfigGenerator::Files() {
  std::vector<Change> files = {File(kConfigPath, Text(true, 4 + random_() % 14))};
  for (const char* name : {"10-a.conf", "20-b.conf", "30-c.conf", "10-a.bak"}) {
    if (!Chance(60)) continue;
    files.push_back(
        File(std::string("/etc/ssh/sshd_config.d/") + name, Text(false, 1 + random_() % 5)));
  }
  files.push_back(File("/etc/ssh/extra.conf", Text(false, random_() % 5)));
  return files;
}

}  // namespace keytrail::sshd_oracle
