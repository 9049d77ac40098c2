// One door for those who hold its key.
#include "graph/holder_verdict.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace keytrail::graph {
namespace {

using Texts = std::vector<std::string>;
using enum Verdict;

Door Plain(Verdict verdict) {
  Door door;
  door.verdict = verdict;
  return door;
}

// Open to 10.0.0.0/8 only.
Door FromNetwork() {
  Door door = Plain(kConditional);
  door.source_conditions = {
      {.kind = SourceCondition::Kind::kHostOrAddress, .list = "10.0.0.0/8", .by_name = false}};
  door.outcomes = {{.verdict = kBlocked, .grade = Grade::kNone, .reasons = {"line.from"}},
                   {.verdict = kAllowed, .grade = Grade::kShell, .reasons = {}}};
  return door;
}

Verdict For(const Door& door, const Texts& addresses, bool encrypted = false) {
  return VerdictForHolder(door, "holder", addresses, encrypted).verdict;
}

Verdict Combined(const Door& door, const std::vector<Verdict>& verdicts) {
  std::vector<HolderVerdict> holders;
  for (const Verdict verdict : verdicts) holders.push_back({.machine_id = "m", .verdict = verdict});
  return CombineVerdicts(door, holders);
}

TEST(HolderVerdict, NamesTheHolder) {
  EXPECT_EQ(VerdictForHolder(Plain(kAllowed), "web", {}, false).machine_id, "web");
}

TEST(HolderVerdict, IsTheDoorsWhereTheSourceDoesNotDecide) {
  for (const Verdict verdict : {kAllowed, kConditional, kUnknown, kBlocked}) {
    EXPECT_EQ(For(Plain(verdict), {}), verdict);
    EXPECT_EQ(For(Plain(verdict), {"192.0.2.1"}), verdict);
  }
}

TEST(HolderVerdict, DependsOnWhetherTheHolderIsInside) {
  EXPECT_EQ(For(FromNetwork(), {"10.0.0.4"}), kAllowed);
  EXPECT_EQ(For(FromNetwork(), {"192.0.2.1"}), kBlocked);
  EXPECT_EQ(For(FromNetwork(), {"192.0.2.1", "10.0.0.4"}), kAllowed);
}

TEST(HolderVerdict, IsConditionalWhereNoAddressIsKnown) {
  EXPECT_EQ(For(FromNetwork(), {}), kConditional);
}

TEST(HolderVerdict, IsUnknownWhereNothingIsKnownToOpen) {
  Door door = FromNetwork();
  door.outcomes[1].verdict = kUnknown;
  EXPECT_EQ(For(door, {}), kUnknown);
  EXPECT_EQ(For(door, {"10.0.0.4"}), kUnknown);
  EXPECT_EQ(For(door, {"192.0.2.1"}), kBlocked);
}

TEST(HolderVerdict, LooksAtEachWayInWhichOpenConditionsMayTurnOut) {
  Door door = FromNetwork();
  // The server's own address is not known from its disk.
  door.source_conditions.push_back(
      {.kind = SourceCondition::Kind::kServer, .list = "localaddress 10.0.0.1", .by_name = false});
  const DoorOutcome shut = door.outcomes[0];
  const DoorOutcome open = door.outcomes[1];
  door.outcomes = {shut, open, shut, shut};
  EXPECT_EQ(For(door, {"10.0.0.4"}), kConditional);
  EXPECT_EQ(For(door, {"192.0.2.1"}), kBlocked);
  door.outcomes = {shut, open, shut, open};
  EXPECT_EQ(For(door, {"10.0.0.4"}), kAllowed);
}

TEST(HolderVerdict, OfAnEncryptedKeyIsAtBestConditional) {
  EXPECT_EQ(For(Plain(kAllowed), {}, true), kConditional);
  EXPECT_EQ(For(FromNetwork(), {"10.0.0.4"}, true), kConditional);
  EXPECT_EQ(For(FromNetwork(), {"192.0.2.1"}, true), kBlocked);
  EXPECT_EQ(For(Plain(kUnknown), {}, true), kUnknown);
}

TEST(CombinedVerdict, IsWhatAllHoldersHaveElseConditional) {
  const Door door = FromNetwork();
  EXPECT_EQ(Combined(door, {kAllowed, kAllowed}), kAllowed);
  EXPECT_EQ(Combined(door, {kBlocked, kBlocked}), kBlocked);
  EXPECT_EQ(Combined(door, {kUnknown, kUnknown}), kUnknown);
  EXPECT_EQ(Combined(door, {kAllowed, kBlocked}), kConditional);
  EXPECT_EQ(Combined(door, {kBlocked, kConditional}), kConditional);
  EXPECT_EQ(Combined(door, {kAllowed, kUnknown, kBlocked}), kConditional);
  EXPECT_EQ(Combined(door, {kAllowed, kConditional}), kConditional);
}

TEST(CombinedVerdict, IsUnknownWhereNobodyIsKnownToComeIn) {
  EXPECT_EQ(Combined(FromNetwork(), {kUnknown, kBlocked}), kUnknown);
}

TEST(CombinedVerdict, IsTheDoorsWhereNobodyHoldsTheKey) {
  EXPECT_EQ(Combined(FromNetwork(), {}), kConditional);
  EXPECT_EQ(Combined(Plain(kAllowed), {}), kAllowed);
}

}  // namespace
}  // namespace keytrail::graph
