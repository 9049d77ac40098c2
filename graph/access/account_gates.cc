#include "graph/access/account_gates.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "graph/access/patterns.h"
#include "graph/access/shells.h"

namespace keytrail::access {
namespace {

constexpr std::int64_t kNsPerDay = 86'400LL * 1'000'000'000;

// Modules of the account phase that let everybody pass whom pam_unix lets pass, or only add to the
// session. pam_deny stands behind others that skip it.
constexpr std::string_view kHarmlessModules[] = {
    "pam_cap",     "pam_deny",       "pam_env",     "pam_faildelay", "pam_faillock",
    "pam_keyinit", "pam_lastlog",    "pam_limits",  "pam_localuser", "pam_loginuid",
    "pam_mail",    "pam_mkhomedir",  "pam_motd",    "pam_nologin",   "pam_permit",
    "pam_selinux", "pam_succeed_if", "pam_systemd", "pam_tally2",    "pam_umask",
    "pam_unix",    "pam_usertype",   "pam_warn"};

using Kind = SourceCondition::Kind;

// hosts.allow, then hosts.deny; nobody named: allowed.
void JudgeWrappers(const GateContext& at, Ruling& ruling) {
  if (!at.server.obeys_wrappers) return;
  for (const std::string_view file : {"/etc/hosts.allow", "/etc/hosts.deny"}) {
    for (const auto* fact : at.view.At<HostAccessFact>(file)) {
      for (const HostAccessFact::Rule& rule : fact->payload->rules) {
        const bool concerns = std::ranges::any_of(rule.daemons, [](const std::string& daemon) {
          return daemon == "ALL" || daemon.substr(0, daemon.find('@')) == "sshd";
        });
        if (rule.withheld || std::ranges::find(rule.daemons, "EXCEPT") != rule.daemons.end()) {
          ruling.Doubt("sshd.wrappers");
        }
        if (!concerns) continue;
        std::string clients;
        for (const std::string& client : rule.clients) {
          clients += (clients.empty() ? "" : ",") + client;
        }
        const bool all = rule.clients.size() == 1 && rule.clients[0] == "ALL";
        if (!all && !at.world.Holds({.kind = Kind::kWrapped, .list = clients, .by_name = true})) {
          continue;
        }
        if (rule.deny) ruling.Block("sshd.wrappers");
        return;
      }
    }
  }
}

void JudgeMethods(const GateContext& at, Ruling& ruling) {
  if (!at.config.IsFlagSet("pubkeyauthentication", true)) ruling.Block("sshd.pubkeyoff");
  const std::vector<std::string> lists = at.config.Words("authenticationmethods");
  if (lists.empty()) return;
  bool mentions_keys = false;
  for (const std::string& list : lists) {
    if (list == "any" || list == "publickey") return;
    const auto methods = SplitList(list);
    mentions_keys |= std::ranges::find(methods, "publickey") != methods.end();
  }
  if (!mentions_keys) return ruling.Block("sshd.methods");
  ruling.Require("sshd.methods", "the client also passes the other methods of " + lists.front());
}

void JudgeShadowWithoutPam(const GateContext& at, Ruling& ruling) {
  const Account& account = at.account;
  PasswordClass password = account.passwd->password;
  if (account.shadow) {
    password = account.shadow->password;
    const auto expire = account.shadow->expire_day;
    if (expire && *expire != -1 && at.now.ns / kNsPerDay > *expire) ruling.Block("acct.expired");
  } else if (password == PasswordClass::kShadowed && !account.shadow_known &&
             !at.view.WasLookedAt("/etc/shadow")) {
    ruling.Doubt("account.shadow");
  }
  if (password == PasswordClass::kLocked) ruling.Block("acct.locked.nopam");
}

void JudgeShell(const GateContext& at, Ruling& ruling) {
  const std::string chroot = at.config.Word("chrootdirectory");
  if (!chroot.empty() && chroot != "none") return;
  const std::string shell = ShellOf(at.account);
  switch (IsRunnable(at.view, shell)) {
    case Tri::kYes: return;
    case Tri::kNo: return ruling.Block("acct.noshell");
    case Tri::kUnknown: return ruling.Doubt("account.shell");
  }
}

// A pattern is USER or USER@HOST.
bool MatchesUser(const GateContext& at, std::string_view pattern) {
  const std::size_t split = pattern.rfind('@');
  const std::string& user = at.account.passwd->name;
  if (split == std::string_view::npos) return MatchesPattern(user, pattern);
  return MatchesPattern(user, pattern.substr(0, split)) &&
         at.world.Holds({.kind = Kind::kHostOrAddress,
                         .list = std::string(pattern.substr(split + 1)),
                         .by_name = at.config.IsFlagSet("usedns", false)});
}

bool MatchesAnyUser(const GateContext& at, std::string_view keyword) {
  return std::ranges::any_of(at.config.Words(keyword),
                             [&](const std::string& pattern) { return MatchesUser(at, pattern); });
}

bool MatchesAnyGroup(const GateContext& at, std::string_view keyword) {
  return std::ranges::any_of(at.config.Words(keyword), [&](const std::string& pattern) {
    return std::ranges::any_of(at.account.groups, [&](const std::string& group) {
      return MatchesPattern(group, pattern);
    });
  });
}

void JudgeLists(const GateContext& at, Ruling& ruling) {
  for (const std::string_view keyword : {"denyusers", "allowusers", "denygroups", "allowgroups"}) {
    if (at.config.IsWithheld(keyword)) ruling.Doubt("sshd.allowdeny");
  }
  if (MatchesAnyUser(at, "denyusers")) ruling.Block("sshd.denyuser");
  if (at.config.Has("allowusers") && !MatchesAnyUser(at, "allowusers")) {
    ruling.Block("sshd.allowuser");
  }
  if (MatchesAnyGroup(at, "denygroups")) ruling.Block("sshd.group");
  if (at.config.Has("allowgroups") && !MatchesAnyGroup(at, "allowgroups")) {
    ruling.Block("sshd.group");
  }
}

// As pam_unix's account step. Source: pam_unix(8), shadow(5).
void JudgeShadowWithPam(const GateContext& at, Ruling& ruling) {
  const Account& account = at.account;
  if (!account.shadow) {
    const bool has_own_line = account.passwd->password != PasswordClass::kShadowed;
    if (has_own_line) return;
    if (account.shadow_known || at.view.WasLookedAt("/etc/shadow")) {
      return ruling.Block("pam.noshadow");
    }
    return ruling.Doubt("account.shadow");
  }
  const std::int64_t today = at.now.ns / kNsPerDay;
  const ShadowFact& shadow = *account.shadow;
  if (shadow.expire_day && *shadow.expire_day != -1 && today >= *shadow.expire_day) {
    return ruling.Block("acct.expired");
  }
  if (!shadow.last_change_day || *shadow.last_change_day == -1) return;
  if (*shadow.last_change_day == 0) {
    ruling.Remark("acct.password_change");
    return ruling.Lower(Grade::kNone);
  }
  const std::int64_t age = today - *shadow.last_change_day;
  if (!shadow.max_days || *shadow.max_days < 0 || age <= *shadow.max_days) return;
  if (shadow.inactive_days && *shadow.inactive_days >= 0 &&
      age > *shadow.max_days + *shadow.inactive_days) {
    return ruling.Block("acct.expired");
  }
  ruling.Remark("acct.password_change");
  ruling.Lower(Grade::kNone);
}

void JudgePam(const GateContext& at, Ruling& ruling) {
  JudgeShadowWithPam(at, ruling);
  if (!at.server.pam_known && !at.view.WasLookedAt("/etc/pam.d/sshd")) ruling.Doubt("pam");
  for (const std::string& module : at.server.pam_modules) {
    if (module == "pam_nologin" && at.account.passwd->uid != 0) {
      for (const std::string_view file : {"/etc/nologin", "/var/run/nologin"}) {
        if (at.view.Exists(file) == Tri::kYes) ruling.Block("pam.nologin");
      }
    }
    if (std::ranges::find(kHarmlessModules, module) == std::end(kHarmlessModules)) {
      ruling.Require("pam.maybe", "PAM's " + module + " lets the account in");
    }
  }
}

}  // namespace

RootLogin RootLoginOf(const GateContext& at) {
  const bool is_newer = Has(at.server.version, Change::kRootWithoutPassword) == Tri::kYes;
  const std::string choice =
      at.config.Choice("permitrootlogin", is_newer ? "prohibit-password" : "yes");
  if (choice == "no") return RootLogin::kRefused;
  return choice == "forced-commands-only" ? RootLogin::kWithCommandOnly : RootLogin::kAllowed;
}

void JudgeAccount(const GateContext& at, Ruling& ruling) {
  JudgeWrappers(at, ruling);
  if (at.config.IsFlagSet("refuseconnection", false)) ruling.Block("sshd.refuse");
  if (at.config.IsRefused()) ruling.Block("sshd.off");
  JudgeMethods(at, ruling);
  const bool uses_pam = at.config.IsFlagSet("usepam", false);
  if (!uses_pam) JudgeShadowWithoutPam(at, ruling);
  JudgeShell(at, ruling);
  JudgeLists(at, ruling);
  if (at.account.passwd->uid == 0 && RootLoginOf(at) == RootLogin::kRefused) {
    ruling.Block("sshd.root");
  }
  if (uses_pam) JudgePam(at, ruling);
}

}  // namespace keytrail::access
