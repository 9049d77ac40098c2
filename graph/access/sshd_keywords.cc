#include "graph/access/sshd_keywords.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "graph/access/key_algorithms.h"
#include "graph/access/patterns.h"

namespace keytrail::access {
namespace {

constexpr bool kGlobal = false;
constexpr bool kAnywhere = true;
constexpr std::string_view kForwardings = "yes,all,no,remote,local";

// Sorted by name. Source: sshd_config(5) of OpenSSH 9.2 and the release notes; where a keyword may
// stand was measured with `sshd -t`.
constexpr Keyword kKeywords[] = {
    {"acceptenv", "acceptenv", kAnywhere, ValueShape::kWords, {}, 0, 0, true},
    {"addressfamily", "addressfamily", kGlobal, ValueShape::kChoice, "inet,inet6,any"},
    {"allowagentforwarding", "allowagentforwarding", kAnywhere, ValueShape::kFlag},
    {"allowgroups", "allowgroups", kAnywhere, ValueShape::kWords, {}, 0, 0, true},
    {"allowstreamlocalforwarding", "allowstreamlocalforwarding", kAnywhere, ValueShape::kChoice,
     kForwardings},
    {"allowtcpforwarding", "allowtcpforwarding", kAnywhere, ValueShape::kChoice, kForwardings},
    {"allowusers", "allowusers", kAnywhere, ValueShape::kWords, {}, 0, 0, true},
    {"authenticationmethods", "authenticationmethods", kAnywhere, ValueShape::kMethods},
    {"authorizedkeyscommand", "authorizedkeyscommand", kAnywhere, ValueShape::kCommand},
    {"authorizedkeyscommanduser", "authorizedkeyscommanduser", kAnywhere, ValueShape::kWord},
    {"authorizedkeysfile", "authorizedkeysfile", kAnywhere, ValueShape::kWords},
    {"authorizedkeysfile2", "authorizedkeysfile2", kAnywhere, ValueShape::kIgnored},
    {"authorizedprincipalscommand", "authorizedprincipalscommand", kAnywhere, ValueShape::kCommand},
    {"authorizedprincipalscommanduser", "authorizedprincipalscommanduser", kAnywhere,
     ValueShape::kWord},
    {"authorizedprincipalsfile", "authorizedprincipalsfile", kAnywhere, ValueShape::kWord},
    {"banner", "banner", kAnywhere, ValueShape::kWord},
    {"casignaturealgorithms",
     "casignaturealgorithms",
     kAnywhere,
     ValueShape::kAlgorithms,
     {},
     7,
     9},
    {"challengeresponseauthentication", "kbdinteractiveauthentication", kAnywhere,
     ValueShape::kFlag},
    {"channeltimeout", "channeltimeout", kAnywhere, ValueShape::kWords, {}, 9, 2},
    {"checkmail", "checkmail", kGlobal, ValueShape::kIgnored},
    {"chrootdirectory", "chrootdirectory", kAnywhere, ValueShape::kWord},
    {"ciphers", "ciphers", kGlobal, ValueShape::kWord},
    {"clientalivecountmax", "clientalivecountmax", kAnywhere, ValueShape::kNumber},
    {"clientaliveinterval", "clientaliveinterval", kAnywhere, ValueShape::kTime},
    {"compression", "compression", kGlobal, ValueShape::kChoice, "yes,delayed,no"},
    {"debianbanner", "debianbanner", kGlobal, ValueShape::kFlag},
    {"denygroups", "denygroups", kAnywhere, ValueShape::kWords, {}, 0, 0, true},
    {"denyusers", "denyusers", kAnywhere, ValueShape::kWords, {}, 0, 0, true},
    {"disableforwarding", "disableforwarding", kAnywhere, ValueShape::kFlag, {}, 7, 4},
    {"dsaauthentication", "pubkeyauthentication", kAnywhere, ValueShape::kFlag},
    {"exposeauthinfo", "exposeauthinfo", kAnywhere, ValueShape::kFlag, {}, 7, 6},
    {"fingerprinthash", "fingerprinthash", kGlobal, ValueShape::kChoice, "md5,sha256"},
    {"forcecommand", "forcecommand", kAnywhere, ValueShape::kCommand},
    {"gatewayports", "gatewayports", kAnywhere, ValueShape::kChoice, "clientspecified,yes,no"},
    {"gssapiauthentication", "gssapiauthentication", kAnywhere, ValueShape::kFlag},
    {"gssapicleanupcredentials", "gssapicleanupcredentials", kGlobal, ValueShape::kFlag},
    {"gssapienablek5users", "gssapienablek5users", kAnywhere, ValueShape::kFlag},
    {"gssapikexalgorithms", "gssapikexalgorithms", kGlobal, ValueShape::kWord},
    {"gssapikeyexchange", "gssapikeyexchange", kGlobal, ValueShape::kFlag},
    {"gssapistorecredentialsonrekey", "gssapistorecredentialsonrekey", kGlobal, ValueShape::kFlag},
    {"gssapistrictacceptorcheck", "gssapistrictacceptorcheck", kGlobal, ValueShape::kFlag},
    {"gssusesessionccache", "gssusesessionccache", kGlobal, ValueShape::kIgnored},
    {"hostbasedacceptedalgorithms", "hostbasedacceptedalgorithms", kAnywhere,
     ValueShape::kAlgorithms},
    {"hostbasedacceptedkeytypes", "hostbasedacceptedalgorithms", kAnywhere,
     ValueShape::kAlgorithms},
    {"hostbasedauthentication", "hostbasedauthentication", kAnywhere, ValueShape::kFlag},
    {"hostbasedusesnamefrompacketonly", "hostbasedusesnamefrompacketonly", kAnywhere,
     ValueShape::kFlag},
    {"hostcertificate", "hostcertificate", kGlobal, ValueShape::kWord, {}, 0, 0, true},
    {"hostdsakey", "hostkey", kGlobal, ValueShape::kWord, {}, 0, 0, true},
    {"hostkey", "hostkey", kGlobal, ValueShape::kWord, {}, 0, 0, true},
    {"hostkeyagent", "hostkeyagent", kGlobal, ValueShape::kWord},
    {"hostkeyalgorithms", "hostkeyalgorithms", kGlobal, ValueShape::kAlgorithms},
    {"ignorerhosts", "ignorerhosts", kAnywhere, ValueShape::kChoice, "yes,no,shosts-only"},
    {"ignoreuserknownhosts", "ignoreuserknownhosts", kGlobal, ValueShape::kFlag},
    {"include", "include", kAnywhere, ValueShape::kInclude, {}, 8, 2},
    {"ipqos", "ipqos", kAnywhere, ValueShape::kWords},
    {"kbdinteractiveauthentication", "kbdinteractiveauthentication", kAnywhere, ValueShape::kFlag},
    {"keepalive", "tcpkeepalive", kGlobal, ValueShape::kFlag},
    {"kerberosauthentication", "kerberosauthentication", kAnywhere, ValueShape::kIgnored},
    {"kerberosgetafstoken", "kerberosgetafstoken", kGlobal, ValueShape::kIgnored},
    {"kerberosorlocalpasswd", "kerberosorlocalpasswd", kGlobal, ValueShape::kIgnored},
    {"kerberosticketcleanup", "kerberosticketcleanup", kGlobal, ValueShape::kIgnored},
    {"kexalgorithms", "kexalgorithms", kGlobal, ValueShape::kWord},
    {"keyregenerationinterval", "keyregenerationinterval", kGlobal, ValueShape::kIgnored},
    {"listenaddress", "listenaddress", kGlobal, ValueShape::kWords, {}, 0, 0, true},
    {"logingracetime", "logingracetime", kGlobal, ValueShape::kTime},
    {"loglevel", "loglevel", kAnywhere, ValueShape::kChoice,
     "silent,quiet,fatal,error,info,verbose,debug,debug1,debug2,debug3"},
    {"logverbose", "logverbose", kAnywhere, ValueShape::kWords, {}, 8, 5},
    {"macs", "macs", kGlobal, ValueShape::kWord},
    {"match", "match", kAnywhere, ValueShape::kMatch},
    {"maxauthtries", "maxauthtries", kAnywhere, ValueShape::kNumber},
    {"maxsessions", "maxsessions", kAnywhere, ValueShape::kNumber},
    {"maxstartups", "maxstartups", kGlobal, ValueShape::kWord},
    {"modulifile", "modulifile", kGlobal, ValueShape::kWord, {}, 8, 6},
    {"pamauthenticationviakbdint", "pamauthenticationviakbdint", kGlobal, ValueShape::kIgnored},
    {"passwordauthentication", "passwordauthentication", kAnywhere, ValueShape::kFlag},
    {"permitemptypasswords", "permitemptypasswords", kAnywhere, ValueShape::kFlag},
    {"permitlisten", "permitlisten", kAnywhere, ValueShape::kListenings, {}, 7, 8},
    {"permitopen", "permitopen", kAnywhere, ValueShape::kOpenings},
    {"permitrootlogin", "permitrootlogin", kAnywhere, ValueShape::kChoice,
     "without-password,prohibit-password,forced-commands-only,yes,no"},
    {"permittty", "permittty", kAnywhere, ValueShape::kFlag},
    {"permittunnel", "permittunnel", kAnywhere, ValueShape::kChoice,
     "yes,no,point-to-point,ethernet"},
    {"permituserenvironment", "permituserenvironment", kGlobal, ValueShape::kWord},
    {"permituserrc", "permituserrc", kAnywhere, ValueShape::kFlag},
    {"persourcemaxstartups", "persourcemaxstartups", kGlobal, ValueShape::kWord, {}, 8, 5},
    {"persourcenetblocksize", "persourcenetblocksize", kGlobal, ValueShape::kWord, {}, 8, 5},
    {"persourcepenalties", "persourcepenalties", kGlobal, ValueShape::kWords, {}, 9, 8},
    {"persourcepenaltyexemptlist",
     "persourcepenaltyexemptlist",
     kGlobal,
     ValueShape::kWord,
     {},
     9,
     8},
    {"pidfile", "pidfile", kGlobal, ValueShape::kWord},
    {"port", "port", kGlobal, ValueShape::kPort, {}, 0, 0, true},
    {"printlastlog", "printlastlog", kGlobal, ValueShape::kFlag},
    {"printmotd", "printmotd", kGlobal, ValueShape::kFlag},
    {"protocol", "protocol", kGlobal, ValueShape::kIgnored},
    {"pubkeyacceptedalgorithms",
     "pubkeyacceptedalgorithms",
     kAnywhere,
     ValueShape::kAlgorithms,
     {},
     8,
     5},
    {"pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms", kAnywhere, ValueShape::kAlgorithms},
    {"pubkeyauthentication", "pubkeyauthentication", kAnywhere, ValueShape::kFlag},
    {"pubkeyauthoptions", "pubkeyauthoptions", kAnywhere, ValueShape::kWords, {}, 8, 2},
    {"rdomain", "rdomain", kAnywhere, ValueShape::kWord, {}, 7, 6},
    {"refuseconnection", "refuseconnection", kAnywhere, ValueShape::kFlag, {}, 9, 9},
    {"rekeylimit", "rekeylimit", kAnywhere, ValueShape::kWords},
    {"requiredrsasize", "requiredrsasize", kAnywhere, ValueShape::kNumber, {}, 9, 1},
    {"reversemappingcheck", "usedns", kGlobal, ValueShape::kIgnored},
    {"revokedkeys", "revokedkeys", kAnywhere, ValueShape::kWord},
    {"rhostsrsaauthentication", "rhostsrsaauthentication", kAnywhere, ValueShape::kIgnored},
    {"rsaauthentication", "rsaauthentication", kAnywhere, ValueShape::kIgnored},
    {"rsaminsize", "requiredrsasize", kAnywhere, ValueShape::kNumber},
    {"securitykeyprovider", "securitykeyprovider", kGlobal, ValueShape::kWord, {}, 8, 2},
    {"serverkeybits", "serverkeybits", kGlobal, ValueShape::kIgnored},
    {"setenv", "setenv", kAnywhere, ValueShape::kWords, {}, 7, 8},
    {"skeyauthentication", "kbdinteractiveauthentication", kAnywhere, ValueShape::kFlag},
    {"sshdauthpath", "sshdauthpath", kGlobal, ValueShape::kWord, {}, 10, 0},
    {"sshdsessionpath", "sshdsessionpath", kGlobal, ValueShape::kWord, {}, 9, 8},
    {"streamlocalbindmask", "streamlocalbindmask", kAnywhere, ValueShape::kWord},
    {"streamlocalbindunlink", "streamlocalbindunlink", kAnywhere, ValueShape::kFlag},
    {"strictmodes", "strictmodes", kGlobal, ValueShape::kFlag},
    {"subsystem", "subsystem", kGlobal, ValueShape::kTwoWords, {}, 0, 0, true},
    {"syslogfacility", "syslogfacility", kGlobal, ValueShape::kChoice,
     "daemon,user,auth,authpriv,local0,local1,local2,local3,local4,local5,local6,local7"},
    {"tcpkeepalive", "tcpkeepalive", kGlobal, ValueShape::kFlag},
    {"trustedusercakeys", "trustedusercakeys", kAnywhere, ValueShape::kWord},
    {"unusedconnectiontimeout", "unusedconnectiontimeout", kAnywhere, ValueShape::kTime, {}, 9, 2},
    {"usedns", "usedns", kGlobal, ValueShape::kFlag},
    {"uselogin", "uselogin", kGlobal, ValueShape::kIgnored},
    {"usepam", "usepam", kGlobal, ValueShape::kFlag},
    {"useprivilegeseparation", "useprivilegeseparation", kGlobal, ValueShape::kIgnored},
    {"verifyreversemapping", "usedns", kGlobal, ValueShape::kIgnored},
    {"versionaddendum", "versionaddendum", kGlobal, ValueShape::kCommand},
    {"x11displayoffset", "x11displayoffset", kAnywhere, ValueShape::kNumber},
    {"x11forwarding", "x11forwarding", kAnywhere, ValueShape::kFlag},
    {"x11maxdisplays", "x11maxdisplays", kAnywhere, ValueShape::kNumber},
    {"x11uselocalhost", "x11uselocalhost", kAnywhere, ValueShape::kFlag},
    {"xauthlocation", "xauthlocation", kGlobal, ValueShape::kWord},
};
static_assert(std::ranges::is_sorted(kKeywords, {}, &Keyword::name));

constexpr std::string_view kMethodNames[] = {"none",         "publickey", "gssapi-with-mic",
                                             "gssapi-keyex", "password",  "keyboard-interactive",
                                             "hostbased"};

bool IsChoice(std::string_view value, std::string_view choices) {
  const std::string lowered = LowerCase(value);
  return std::ranges::any_of(SplitList(choices),
                             [&](std::string_view choice) { return choice == lowered; });
}

bool IsNumber(std::string_view value, std::int64_t low, std::int64_t high) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() && number >= low &&
         number <= high;
}

// Digits with units behind them; the last unit may be left out.
bool IsTime(std::string_view value) {
  bool has_digits = false;
  bool ended = value.empty();
  for (const char c : value) {
    if (ended) return false;
    if (c >= '0' && c <= '9') {
      has_digits = true;
    } else if (has_digits && std::string_view("smhdwSMHDW").find(c) != std::string_view::npos) {
      has_digits = false;
      ended = false;
    } else {
      return false;
    }
  }
  return !value.empty();
}

bool IsMethodList(std::string_view list) {
  return std::ranges::all_of(SplitList(list), [](std::string_view method) {
    return std::ranges::find(kMethodNames, method.substr(0, method.find(':'))) !=
           std::end(kMethodNames);
  });
}

// "any" stands alone.
bool AreMethods(std::span<const std::string> lists) {
  if (lists.size() == 1 && lists[0] == "any") return true;
  return std::ranges::all_of(lists, [](const std::string& list) { return IsMethodList(list); });
}

// A number, "*", or a name of services(5), which is not known here.
bool MayBePort(std::string_view port) {
  const bool is_name = port.find_first_not_of("0123456789-+") == 0 &&
                       port.find_first_of(":[]/") == std::string_view::npos;
  return port == "*" || is_name || IsNumber(port, 0, 65535);
}

bool IsHostAndPort(std::string_view word) {
  const std::size_t bracket = word.starts_with('[') ? word.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const std::size_t colon = word.find(':', bracket);
  return colon != std::string_view::npos && colon != 0 && MayBePort(word.substr(colon + 1));
}

// "any" and "none" stand alone.
bool AreForwardings(std::span<const std::string> words, bool host_may_miss) {
  if (words.empty() || words[0].empty()) return false;
  if (words[0] == "any" || words[0] == "none") return words.size() == 1;
  return std::ranges::all_of(words, [&](const std::string& word) {
    const bool is_bare = host_may_miss && word.find(':') == std::string::npos;
    return is_bare ? MayBePort(word) : IsHostAndPort(word);
  });
}

}  // namespace

const Keyword* FindKeyword(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kKeywords, name, {}, &Keyword::name);
  return found != std::end(kKeywords) && found->name == name ? found : nullptr;
}

bool Takes(const Keyword& keyword, std::span<const std::string> arguments) {
  constexpr std::int64_t kIntMax = std::numeric_limits<std::int32_t>::max();
  const bool one = arguments.size() == 1 && !arguments[0].empty();
  switch (keyword.shape) {
    case ValueShape::kFlag: return one && IsChoice(arguments[0], "yes,no");
    case ValueShape::kChoice: return one && IsChoice(arguments[0], keyword.choices);
    case ValueShape::kWord: return one;
    case ValueShape::kWords:
      return !arguments.empty() &&
             std::ranges::none_of(arguments, [](const std::string& word) { return word.empty(); });
    case ValueShape::kPort: return one && IsNumber(arguments[0], 1, 65535);
    case ValueShape::kNumber: return one && IsNumber(arguments[0], 0, kIntMax);
    case ValueShape::kTime: return one && (IsTime(arguments[0]) || arguments[0] == "none");
    case ValueShape::kAlgorithms: return one && AreAlgorithms(arguments[0]);
    case ValueShape::kMethods: return !arguments.empty() && AreMethods(arguments);
    case ValueShape::kCommand: return !arguments.empty();
    case ValueShape::kOpenings: return AreForwardings(arguments, false);
    case ValueShape::kListenings: return AreForwardings(arguments, true);
    case ValueShape::kTwoWords: return arguments.size() >= 2;
    case ValueShape::kIgnored: return true;
    case ValueShape::kMatch:
    case ValueShape::kInclude: return !arguments.empty();
  }
  return false;
}

}  // namespace keytrail::access
