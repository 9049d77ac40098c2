// Gates 1b and 3: Match blocks, and lists of users and groups.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

// The pattern of an object id that the Entra login extension writes, put together because "??-"
// reads as a trigraph.
std::string EntraObjectId() {
  const std::string four(4, '?');
  return four + four + "-" + four + "-" + four + "-" + four + "-" + four + four + four;
}

std::vector<Row> BlockRows() {
  const Expected off = Blocked("sshd.pubkeyoff");
  return {
      {.name = "MatchUserOverridesTheGlobalPart",
       .changes = {Config("PubkeyAuthentication no\nMatch User u\nPubkeyAuthentication yes\n")}},
      {.name = "MatchUserOfAnotherDoesNotOverride",
       .changes = {Config("PubkeyAuthentication no\nMatch User v\nPubkeyAuthentication yes\n")},
       .expected = off},
      {.name = "MatchUserListSeparatesByCommas",
       .changes = {Config("Match User v,u\nPubkeyAuthentication no\n")},
       .expected = off},
      {.name = "NegatedNameIsOutsideTheBlock",
       .changes = {Config("Match User *,!u\nPubkeyAuthentication no\n")}},
      {.name = "MatchGroupByMembershipHolds",
       .changes = {Config("Match Group ops\nPubkeyAuthentication no\n")},
       .expected = off},
      {.name = "MatchGroupByPrimaryGroupHolds",
       .changes = {Config("Match Group u\nPubkeyAuthentication no\n")},
       .expected = off},
      {.name = "MatchGroupOfOthersDoesNotHold",
       .changes = {Config("Match Group admins\nPubkeyAuthentication no\n")}},
      {.name = "NegatedGroupIsOutsideTheBlock",
       .changes = {Config("Match Group *,!ops\nPubkeyAuthentication no\n")}},
      {.name = "AllCriteriaOfTheBlockMustHold",
       .changes = {Config("Match User u Group admins\nPubkeyAuthentication no\n")}},
      {.name = "FirstMatchingBlockWins",
       .changes = {Config("Match User u\nPubkeyAuthentication no\n"
                          "Match Group ops\nPubkeyAuthentication yes\n")},
       .expected = off},
      {.name = "MatchAllHoldsForEverybodyNotYetDecided",
       .changes = {Config("PubkeyAuthentication yes\nMatch User v\nPubkeyAuthentication yes\n"
                          "Match all\nPubkeyAuthentication no\n")},
       .expected = off},
      {.name = "MatchAllComesTooLateForWhomABlockDecided",
       .changes = {Config("Match User u\nPubkeyAuthentication yes\n"
                          "Match all\nPubkeyAuthentication no\n")}},
      {.name = "EntraBlockLeavesOtherNamesOut",
       .changes = {Config(std::string("PubkeyAuthentication no\nMatch User *@*,") +
                          EntraObjectId() +
                          "\n"
                          "AuthenticationMethods publickey\nPubkeyAuthentication yes\n")},
       .expected = off},
      {.name = "EntraBlockTakesNamesWithAnAt",
       .changes =
           {Config(std::string(
                       "PubkeyAuthentication no\nAuthorizedKeysFile /etc/keys\nMatch User *@*,") +
                   EntraObjectId() +
                   "\n"
                   "AuthenticationMethods publickey\nPubkeyAuthentication yes\n"),
            File("/etc/keys", "{key}\n"),
            File("/etc/passwd",
                 "root:x:0:0:root:/root:/bin/bash\nsshd:x:100:65534::/:/bin/false\n"
                 "u@example.net:x:1000:1000::/home/u:/bin/bash\n")},
       .account = "u@example.net"},
  };
}

std::vector<Row> SourceRows() {
  const Expected by_source = Conditional(Grade::kShell, "sshd.pubkeyoff");
  const std::vector<Seen> all_but_second = {OpensFrom("127.0.0.1"), ShutFrom("127.0.0.2")};
  const std::vector<Seen> only_second = {ShutFrom("127.0.0.1"), OpensFrom("127.0.0.2")};
  return {
      {.name = "MatchAddressShutsOneSourceOut",
       .changes = {Config("Match Address 127.0.0.2\nPubkeyAuthentication no\n")},
       .expected = by_source,
       .seen = all_but_second},
      {.name = "MatchAddressOpensToOneSource",
       .changes = {Config("PubkeyAuthentication no\n"
                          "Match Address 127.0.0.2/32\nPubkeyAuthentication yes\n")},
       .expected = by_source,
       .seen = only_second},
      {.name = "NegatedAddressIsOutsideTheBlock",
       .changes = {Config("Match Address 127.0.0.*,!127.0.0.1\nPubkeyAuthentication no\n")},
       .expected = by_source,
       .seen = all_but_second},
      {.name = "MatchHostIsByAddressWhereNamesAreNotLookedUp",
       .changes = {Config("Match Host 127.0.0.2\nPubkeyAuthentication no\n")},
       .expected = by_source,
       .seen = all_but_second},
      {.name = "BlockOfAnotherAccountAndOneSourceDoesNotConcernThisOne",
       .changes = {Config("Match User v Address 127.0.0.2\nPubkeyAuthentication no\n")},
       .seen = {OpensFrom("127.0.0.1"), OpensFrom("127.0.0.2")}},
      {.name = "BlockOfTheAccountAndOneSourceIsDecidedByTheSource",
       .changes = {Config("Match User u Address 127.0.0.2\nPubkeyAuthentication no\n")},
       .expected = by_source,
       .seen = all_but_second},
      {.name = "ValueThatDoesNotDependOnTheSourceIsNoCondition",
       .changes = {Config("Match Address 127.0.0.2\nX11Forwarding no\n")},
       .seen = {OpensFrom("127.0.0.1"), OpensFrom("127.0.0.2")}},
      {.name = "AllowUsersMayNameTheSource",
       .changes = {Config("AllowUsers u@127.0.0.2\n")},
       .expected = Conditional(Grade::kShell, "sshd.allowuser"),
       .seen = only_second},
      {.name = "AllowUsersMayNameTheNetOfTheSource",
       .changes = {Config("AllowUsers u@127.0.0.2/32\n")},
       .expected = Conditional(Grade::kShell, "sshd.allowuser"),
       .seen = only_second},
      {.name = "DenyUsersMayNameTheSource",
       .changes = {Config("DenyUsers u@127.0.0.2\n")},
       .expected = Conditional(Grade::kShell, "sshd.denyuser"),
       .seen = all_but_second},
  };
}

std::vector<Row> ListRows() {
  const Expected not_allowed = Blocked("sshd.allowuser");
  const Expected denied = Blocked("sshd.denyuser");
  const Expected by_group = Blocked("sshd.group");
  const auto with = [](const std::string& name, const std::string& text,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = {Config(text)}, .expected = expected};
  };
  return {
      with("AllowUsersWithTheAccountLetsItIn", "AllowUsers v u\n"),
      with("AllowUsersWithoutTheAccountShutsItOut", "AllowUsers v\n", not_allowed),
      with("AllowUsersTakesPatterns", "AllowUsers ?\n"),
      with("LinesOfAllowUsersAddUp", "AllowUsers v\nAllowUsers u\n"),
      with("CommasDoNotSeparateInAllowUsers", "AllowUsers v,u\n", not_allowed),
      with("NegationInAllowUsersExcludesNobody", "AllowUsers !u *\n"),
      with("AllowUsersInMatchingBlockReplacesTheGlobalOne",
           "AllowUsers u\nMatch User u\nAllowUsers v\n", not_allowed),
      with("AllowUsersOfSeveralMatchingBlocksAddUp",
           "AllowUsers v\nMatch User u\nAllowUsers v\nMatch Group ops\nAllowUsers u\n"),
      with("DenyUsersShutsTheAccountOut", "DenyUsers u\n", denied),
      with("DenyUsersWinsOverAllowUsers", "AllowUsers u\nDenyUsers u\n", denied),
      with("DenyUsersOfOthersShutsNobodyElseOut", "DenyUsers v w*\n"),
      with("AllowGroupsByMembershipLetsIn", "AllowGroups ops\n"),
      with("AllowGroupsOfOthersShutsOut", "AllowGroups admins\n", by_group),
      with("CommasDoNotSeparateInAllowGroups", "AllowGroups admins,ops\n", by_group),
      with("NegationInAllowGroupsExcludesNobody", "AllowGroups !ops *\n"),
      with("DenyGroupsByMembershipShutsOut", "DenyGroups ops\n", by_group),
      with("DenyGroupsByPrimaryGroupShutsOut", "DenyGroups u\n", by_group),
      with("DenyGroupsWinsOverAllowUsers", "AllowUsers u\nDenyGroups ops\n", by_group),
      with("AllowUsersAndAllowGroupsMustBothLetIn", "AllowUsers u\nAllowGroups admins\n", by_group),
  };
}

}  // namespace

std::vector<Row> MatchRows() { return Together({BlockRows(), SourceRows(), ListRows()}); }

}  // namespace keytrail::sshd_oracle
