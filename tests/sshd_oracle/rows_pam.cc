// Gate 12: what PAM adds, with the service file that Debian ships.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

Row With(const std::string& name, const std::vector<Change>& changes, const Expected& expected = {},
         const std::vector<Seen>& seen = {}) {
  Row row = {.name = name, .changes = {Config("UsePAM yes\n")}, .expected = expected, .seen = seen};
  row.changes.insert(row.changes.end(), changes.begin(), changes.end());
  return row;
}

// The shipped service with a further module in front of its account phase.
Change Service(const std::string& line) {
  return File("/etc/pam.d/sshd", line +
                                     "account required pam_nologin.so\n@include common-auth\n"
                                     "@include common-account\n@include common-session\n");
}

}  // namespace

std::vector<Row> PamRows() {
  const Expected expired = Blocked("acct.expired");
  const Expected nothing_runs = Allowed(Grade::kNone);
  const Expected perhaps = Conditional(Grade::kShell, "pam.maybe");
  Row root = With("NologinFileDoesNotShutRootOut",
                  {File("/etc/nologin", "down\n"), Directory("/root/.ssh", 0700),
                   File("/root/.ssh/authorized_keys", "{key}\n", 0600)});
  root.account = "root";
  return {
      root,
      With("PamLetsStarIn", {}),
      With("PamDoesNotLookAtExclamationMark", AccountFiles({.password = "!"})),
      With("PamDoesNotLookAtTwoExclamationMarks", AccountFiles({.password = "!!"})),
      With("PamDoesNotLookAtLockedHash", AccountFiles({.password = "!$6$salt$hash"})),
      With("PamRefusesExpiredAccount", AccountFiles({.ageing = "19000:0:99999:7::10:"}), expired),
      With("PamTakesExpiryOnDayZeroForExpired", AccountFiles({.ageing = "19000:0:99999:7::0:"}),
           expired),
      With("PamLetsFutureExpiryIn", AccountFiles({.ageing = "19000:0:99999:7::99999:"})),
      With("PamRefusesAccountWithoutShadowLine",
           {File("/etc/shadow", "root:*:19000:0:99999:7:::\n", 0640)}, Blocked("")),
      With("PamRunsNothingBeforeForcedPasswordChange", AccountFiles({.ageing = "0:0:99999:7:::"}),
           nothing_runs),
      With("PamRunsNothingBehindOldPassword", AccountFiles({.ageing = "10:0:5:7:::"}),
           nothing_runs),
      With("PamRefusesOldPasswordBehindItsInactiveDays", AccountFiles({.ageing = "10:0:5:7:3::"}),
           expired),
      With("NologinFileShutsUsersOut", {File("/etc/nologin", "down\n")}, Blocked("")),
      {.name = "NologinFileLeavesForwardingOnlyWithoutPam",
       .changes = {File("/etc/nologin", "down\n")},
       .expected = Allowed(Grade::kForward)},
      With("PamAccessMayLetIn",
           {Service("account required pam_access.so\n"),
            File("/etc/security/access.conf", "+:u:ALL\n-:ALL:ALL\n")},
           perhaps, {kOpens}),
      With("PamAccessMayRefuse",
           {Service("account required pam_access.so\n"),
            File("/etc/security/access.conf", "-:u:ALL\n")},
           perhaps, {kStaysShut}),
      With("PamListfileMayRefuse",
           {Service("account required pam_listfile.so item=user sense=deny file=/etc/denied\n"),
            File("/etc/denied", "u\n")},
           perhaps, {kStaysShut}),
      With("PamKeepsNologinShellToForwarding", AccountFiles({.shell = "/usr/sbin/nologin"}),
           Allowed(Grade::kForward, "acct.nologin")),
  };
}

}  // namespace keytrail::sshd_oracle
