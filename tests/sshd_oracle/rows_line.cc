// Gate 7: the line and its options.
#include <string>

#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {
namespace {

Row With(const std::string& name, const std::string& options, const Expected& expected = {},
         const std::vector<Seen>& seen = {}) {
  return {.name = name,
          .changes = {KeyFile(options + " {key} name\n")},
          .expected = expected,
          .seen = seen};
}

std::vector<Row> FromRows() {
  const Expected by_source = Conditional(Grade::kShell, "line.from");
  const Seen first = OpensFrom("127.0.0.1");
  const Seen second_shut = ShutFrom("127.0.0.2");
  return {
      With("FromOpensToItsAddress", "from=\"127.0.0.1\"", by_source, {first, second_shut}),
      With("FromOpensToItsNet", "from=\"127.0.0.0/31\"", by_source, {first, second_shut}),
      With("FromOpensToItsPattern", "from=\"127.0.?.1\"", by_source, {first, second_shut}),
      With("FromOfOtherNetsShutsOut", "from=\"10.0.0.0/8,192.0.2.1\"", by_source, {kStaysShut}),
      With("FromOfNegatedTermsAloneNeverMatches", "from=\"!10.0.0.1\"", Blocked("line.from"),
           {ShutFrom("127.0.0.1"), second_shut}),
      With("FromWithNegatedTermLeavesOneOut", "from=\"*,!127.0.0.2\"", by_source,
           {first, second_shut}),
      With("NegatedTermWinsWhereverItStands", "from=\"!127.0.0.2,127.0.0.0/8\"", by_source,
           {first, second_shut}),
      With("FromOfEverybodyIsNoCondition", "from=\"*\"", Allowed(),
           {first, OpensFrom("127.0.0.2")}),
      With("FromWithHostBitsNeverMatches", "from=\"127.0.0.1/8\"", Blocked("line.from"),
           {kStaysShut}),
      With("FromTwiceVoidsTheLine", "from=\"127.0.0.1\",from=\"127.0.0.1\"",
           Blocked("line.badoption")),
      With("FromWithoutValueVoidsTheLine", "from", Blocked("line.badoption")),
      {.name = "SecondLineDecidesWhereTheFirstRefuses",
       .changes = {KeyFile("from=\"10.0.0.1\" {key}\n{key}\n")}},
  };
}

std::vector<Row> ExpiryRows() {
  const Expected expired = Blocked("line.expired");
  const Expected void_line = Blocked("line.badoption");
  return {
      With("ExpiryInThePastShuts", "expiry-time=\"20200101\"", expired),
      With("ExpiryInTheFutureOpens", "expiry-time=\"20991231\""),
      With("ExpiryWithTimeInThePastShuts", "expiry-time=\"202001011200\"", expired),
      With("ExpiryWithSecondsInTheFutureOpens", "expiry-time=\"20991231235959\""),
      With("ExpiryOfUniversalTimeInTheFutureOpens", "expiry-time=\"209912312359Z\""),
      With("ExpiryOfUniversalTimeInThePastShuts", "expiry-time=\"202001011200Z\"", expired),
      With("ExpiryThatIsNoDateVoidsTheLine", "expiry-time=\"tomorrow\"", void_line),
      With("EarlierOfTwoExpiriesCounts", "expiry-time=\"20991231\",expiry-time=\"20200101\"",
           expired),
  };
}

std::vector<Row> OptionRows() {
  const Expected void_line = Blocked("line.badoption");
  return {
      With("UnknownOptionVoidsTheLine", "no-such-option", void_line),
      With("UnknownOptionWithValueVoidsTheLine", "no-pty,colour=\"blue\"", void_line),
      With("OpenQuoteVoidsTheLine", "command=\"echo", void_line),
      With("OptionsIgnoreCase", "No-PTY,NO-X11-Forwarding"),
      With("EmptyElementsVoidNothing", ",no-pty,,no-X11-forwarding,"),
      With("SpaceBehindCommaVoidsTheLine", "no-pty, no-X11-forwarding", Blocked("")),
      With("PrincipalsWithoutAuthorityVoidTheLine", "principals=\"u\"", void_line),
      With("AuthorityLineIsNoLoginKey", "cert-authority", Blocked("line.ca")),
      With("FlagWithValueVoidsTheLine", "no-pty=\"yes\"", void_line),
      With("BadPermitopenVoidsTheLine", "permitopen=\"nowhere\"", void_line),
      With("GoodPermitopenVoidsNothing", "permitopen=\"db.example.net:5432\""),
      With("PermitlistenVoidsNothing", "permitlisten=\"8080\""),
      With("TunnelNumberVoidsNothing", "tunnel=\"1\""),
      With("TunnelThatIsNoNumberVoidsTheLine", "tunnel=\"x\"", void_line),
      With("EnvironmentVoidsNothing", "environment=\"LANG=C\""),
      With("EnvironmentWithoutEqualsSignVoidsTheLine", "environment=\"LANG\"", void_line),
      With("CommandWithoutValueVoidsTheLine", "command", void_line),
      With("CommandTwiceVoidsTheLine", "command=\"true\",command=\"true\"", void_line),
      With("OptionsOfSecurityKeysDoNotConcernOthers", "no-touch-required,verify-required"),
      With("PositiveFlagsBehindRestrict", "restrict,pty,port-forwarding"),
  };
}

std::vector<Row> KeyTextRows() {
  const auto line = [](const std::string& name, const std::string& text,
                       const Expected& expected = {}) {
    return Row{.name = name, .changes = {KeyFile(text)}, .expected = expected};
  };
  return {
      line("CommentLineOfGoogleBeforeTheKey",
           "# Added by Google\n{key} google-ssh {\"userName\":\"u\",\"expireOn\":"
           "\"2020-01-01T00:00:00+0000\"}\n"),
      line("LineOfAnotherKeyOpensNothing", "{other}\n", Blocked("")),
      line("FirstOfTwoGoodLinesDecides", "command=\"echo forced-output\" {key}\n{key}\n",
           Allowed(Grade::kCommand)),
      line("FirstOfTwoGoodLinesDecidesAlsoWhereItGivesMore",
           "{key}\ncommand=\"echo forced-output\" {key}\n"),
      {.name = "EarlierFileDecides",
       .changes = {KeyFile("command=\"echo forced-output\" {key}\n"),
                   KeyFile("{key}\n", ".ssh/authorized_keys2")},
       .expected = Allowed(Grade::kCommand)},
  };
}

}  // namespace

std::vector<Row> LineRows() {
  return Together({FromRows(), ExpiryRows(), OptionRows(), KeyTextRows()});
}

}  // namespace keytrail::sshd_oracle
