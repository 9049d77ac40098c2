#include "graph/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/graph/fleet.h"

namespace keytrail::graph {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr Timestamp kNow{1'000'000};

PathList Find(const GraphInput& input, bool include_unknown = true) {
  return FindAttackPaths(input, {.include_unknown = include_unknown, .id = {}}, kNow);
}

// "web: contains SHA256:a, can authenticate as db/deploy"
std::string Outline(const AttackPath& path) {
  std::string text = path.entry.id + ":";
  for (const PathStep& step : path.steps) text += " " + step.edge + " " + step.to.id + ",";
  text.pop_back();
  return text;
}

std::vector<std::string> Outlines(const PathList& list) {
  std::vector<std::string> outlines;
  for (const AttackPath& path : list.paths) outlines.push_back(Outline(path));
  return outlines;
}

// web holds a key that opens deploy on db.
Fleet WebAndDb() {
  Fleet fleet;
  fleet.Machine("web-1", "web").Machine("db-1", "db");
  fleet.Account("db-1", "deploy", 1000).Authorize("db-1", "deploy", "a");
  fleet.Hold("web-1", "a").path = "/home/deploy/.ssh/id_ed25519";
  return fleet;
}

TEST(Paths, LeadFromTheKeyToTheAccountThatListsIt) {
  const PathList list = Find(WebAndDb().input());
  ASSERT_THAT(list.paths, SizeIs(1));
  const AttackPath& path = list.paths[0];
  EXPECT_EQ(path.description,
            "The private key at /home/deploy/.ssh/id_ed25519 on web opens deploy on db.");
  EXPECT_EQ(
      path.name,
      "Machine has an insecure SSH private key that is used to authenticate to another machine");
  EXPECT_EQ(path.entry.kind, NodeKind::kMachine);
  EXPECT_EQ(path.entry.id, "web-1");
  EXPECT_EQ(path.entry.name, "web");
  EXPECT_EQ(path.target.kind, NodeKind::kAccount);
  EXPECT_EQ(path.target.id, "db-1/deploy");
  EXPECT_EQ(path.verdict, PathVerdict::kCertain);
  EXPECT_EQ(path.confidence, Confidence::kHigh);
  EXPECT_EQ(path.environment, "other");
  EXPECT_EQ(path.computed_at, kNow);
  ASSERT_THAT(path.steps, SizeIs(2));
  EXPECT_EQ(path.steps[0].edge, "contains");
  EXPECT_EQ(path.steps[0].technique, "T1552.004");
  EXPECT_THAT(path.steps[0].evidence, ElementsAre(StartsWith("finding-")));
  EXPECT_EQ(path.steps[1].edge, "can authenticate as");
  EXPECT_EQ(path.steps[1].technique, "T1021.004");
  EXPECT_THAT(path.steps[1].evidence, SizeIs(5))
      << "account, line, sshd, what starts it, its configuration";
  for (const PathStep& step : path.steps) {
    EXPECT_THAT(step.reason, HasSubstr("network reachability not evaluated"));
  }
  EXPECT_THAT(path.conditions, IsEmpty());
}

TEST(Paths, WithAnUnknownStepAreLeftOutAndCountedUnlessAskedFor) {
  const Fleet fleet = WebAndDb().Interrupt("db-1");
  const PathList list = Find(fleet.input(), /*include_unknown=*/false);
  EXPECT_THAT(list.paths, IsEmpty());
  EXPECT_EQ(list.unknown_left_out, 1U);
  const PathList all = Find(fleet.input());
  EXPECT_EQ(all.unknown_left_out, 0U);
  ASSERT_THAT(all.paths, SizeIs(1));
  EXPECT_EQ(all.paths[0].verdict, PathVerdict::kUnknown);
  EXPECT_EQ(all.paths[0].confidence, Confidence::kLow);
  EXPECT_THAT(all.paths[0].conditions,
              Contains(HasSubstr("not evaluated for deploy on db: account.shell")));
}

TEST(Paths, DoNotFollowBlockedDoors) {
  Fleet fleet;
  fleet.Account("db", "deploy", 1000)
      .Authorize("db", "deploy", "a",
                 {{.name = "expiry-time", .has_value = true, .value = "19690101Z"}});
  fleet.Hold("web", "a");
  EXPECT_THAT(Find(fleet.input()).paths, IsEmpty());
  EXPECT_EQ(Find(fleet.input(), false).unknown_left_out, 0U);
}

TEST(Paths, NeedThePassphraseOfAnEncryptedKey) {
  Fleet fleet;
  fleet.Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
  fleet.Hold("web", "a", 1000, /*encrypted=*/true);
  const PathList encrypted = Find(fleet.input());
  ASSERT_THAT(encrypted.paths, SizeIs(1));
  EXPECT_THAT(encrypted.paths[0].conditions, Contains(HasSubstr("key.encrypted")));
  fleet.Hold("web", "a", 1001);
  const PathList with_clear_copy = Find(fleet.input());
  ASSERT_THAT(with_clear_copy.paths, SizeIs(1));
  EXPECT_THAT(with_clear_copy.paths[0].conditions,
              testing::Not(Contains(HasSubstr("key.encrypted"))));
  EXPECT_EQ(with_clear_copy.paths[0].id, encrypted.paths[0].id) << "the same edges";
}

TEST(Paths, DoNotStartFromAHardwareTokensHandle) {
  Fleet fleet;
  fleet.Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
  fleet.Hold("web", "a").attributes["key_type"] = std::string("sk-ssh-ed25519@openssh.com");
  EXPECT_THAT(Find(fleet.input()).paths, IsEmpty());
}

TEST(Paths, StartFromEachMachineThatHoldsTheKey) {
  Fleet fleet;
  fleet.Account("db", "deploy", 1000).Authorize("db", "deploy", "a");
  for (const char* machine : {"web-1", "web-2", "web-3"}) fleet.Hold(machine, "a");
  EXPECT_THAT(
      Outlines(Find(fleet.input())),
      testing::UnorderedElementsAre("web-1: contains SHA256:a, can authenticate as db/deploy",
                                    "web-2: contains SHA256:a, can authenticate as db/deploy",
                                    "web-3: contains SHA256:a, can authenticate as db/deploy"));
}

TEST(Paths, GoOnThroughWhatTheAccountCanRead) {
  Fleet fleet = WebAndDb();
  fleet.Hold("db-1", "b", 1000);
  fleet.Hold("db-1", "c", 2000);  // another's
  fleet.Account("store", "backup", 34).Authorize("store", "backup", "b");
  fleet.Account("vault", "root", 0).Authorize("vault", "root", "c");
  const PathList list = Find(fleet.input());
  EXPECT_THAT(Outlines(list), Contains("web-1: contains SHA256:a, can authenticate as db-1/deploy, "
                                       "can read SHA256:b, can authenticate as store/backup"));
  EXPECT_THAT(Outlines(list), testing::Not(Contains(HasSubstr("web-1: contains SHA256:a, can "
                                                              "authenticate as db-1/deploy, can "
                                                              "read SHA256:c"))));
  for (const AttackPath& path : list.paths) {
    if (path.target.id != "store/backup" || path.entry.id != "web-1") continue;
    EXPECT_EQ(
        path.description,
        "The private key at /home/deploy/.ssh/id_ed25519 on web opens deploy on db, where the "
        "private key at /k/1000/b on db opens backup on store.");
    EXPECT_EQ(
        path.name,
        "Machine has an insecure SSH private key that leads to another machine through others");
  }
}

TEST(Paths, EndAtWhatASecretOpensThatTheAccountCanRead) {
  Fleet fleet = WebAndDb();
  const Target database = {.kind = "database",
                           .name = "shop.postgres.database.azure.com",
                           .cloud = "azure",
                           .state = TargetState::kUnknown};
  fleet.Secret("db-1", "/srv/app/.env", 1000, database);
  fleet.Secret("db-1", "/srv/other/.env", 2000,
               {.kind = "database",
                .name = "other.example.net",
                .cloud = {},
                .state = TargetState::kUnknown});
  const PathList list = Find(fleet.input());
  ASSERT_THAT(list.paths, SizeIs(2));
  const AttackPath& path = list.paths[1];
  EXPECT_EQ(path.target.kind, NodeKind::kDatabase);
  EXPECT_EQ(path.target.name, "shop.postgres.database.azure.com");
  EXPECT_EQ(path.environment, "azure");
  EXPECT_EQ(path.risk_level, Severity::kHigh);
  ASSERT_THAT(path.steps, SizeIs(4));
  EXPECT_EQ(path.steps[2].edge, "can read");
  EXPECT_EQ(path.steps[2].technique, "T1552.001");
  EXPECT_EQ(path.steps[3].edge, "can authenticate to");
  EXPECT_THAT(path.conditions, Contains(HasSubstr("must still be valid")));
  EXPECT_EQ(path.description,
            "The private key at /home/deploy/.ssh/id_ed25519 on web opens deploy on db, where the "
            "secret at /srv/app/.env on db opens shop.postgres.database.azure.com.");
}

TEST(Paths, DoNotEndAtExpiredSecrets) {
  Fleet fleet = WebAndDb();
  fleet
      .Secret("db-1", "/srv/app/.env", 1000,
              {.kind = "database",
               .name = "d.example.net",
               .cloud = {},
               .state = TargetState::kUnknown})
      .expires_at = Timestamp{kNow.ns - 1};
  EXPECT_THAT(Find(fleet.input()).paths, SizeIs(1));
}

TEST(Paths, DoNotJoinMachinesByALocalHost) {
  Fleet fleet;
  for (const std::string machine : {"db-1", "db-2"}) {
    fleet.Account(machine, "deploy", 1000).Authorize(machine, "deploy", "a");
    fleet.Secret(
        machine, "/srv/.env", 1000,
        {.kind = "database", .name = "localhost", .cloud = {}, .state = TargetState::kUnknown});
  }
  fleet.Hold("web", "a");
  std::set<std::string> targets;
  for (const AttackPath& path : Find(fleet.input()).paths) targets.insert(path.target.id);
  EXPECT_THAT(targets, ElementsAre("database:db-1/localhost", "database:db-2/localhost",
                                   "db-1/deploy", "db-2/deploy"));
}

TEST(Paths, EndThoughTheGraphHasCycles) {
  Fleet fleet;
  for (const std::string machine : {"a", "b", "c"}) {
    fleet.Account(machine, "ops", 1000);
    for (const std::string key : {"ka", "kb", "kc"}) fleet.Authorize(machine, "ops", key);
    fleet.Hold(machine, "k" + machine, 1000);
  }
  const PathList list = Find(fleet.input());
  EXPECT_THAT(list.paths, SizeIs(6)) << "each machine reaches the two others, and not itself";
  for (const AttackPath& path : list.paths) EXPECT_THAT(path.steps, SizeIs(2));
  EXPECT_FALSE(list.truncated);
}

// m0 → m1 → … : each machine's key opens the next one.
Fleet Chain(int machines) {
  Fleet fleet;
  for (int i = 0; i < machines; ++i) {
    const std::string machine = "m" + std::to_string(100 + i);
    fleet.Account(machine, "ops", 1000);
    fleet.Hold(machine, "k" + std::to_string(i), 1000);
    if (i > 0) fleet.Authorize(machine, "ops", "k" + std::to_string(i - 1));
  }
  return fleet;
}

TEST(Paths, StopAfterTenAttackStepsAndSaySo) {
  std::size_t longest = 0;
  const PathList list = Find(Chain(15).input());
  for (const AttackPath& path : list.paths) longest = std::max(longest, path.steps.size());
  EXPECT_EQ(longest, 2 * kAttackStepsMax);
  EXPECT_TRUE(list.truncated);
  EXPECT_FALSE(Find(Chain(5).input()).truncated);
}

TEST(Paths, StopAtTheirCountAndSaySo) {
  const GraphInput input = Chain(8).input();
  const PathList list =
      FindAttackPaths(input, {.include_unknown = true, .id = {}, .paths_max = 3}, kNow);
  EXPECT_THAT(list.paths, SizeIs(3));
  EXPECT_TRUE(list.truncated);
}

TEST(Paths, AreFoundByTheirId) {
  const GraphInput input = Chain(5).input();
  const PathList all = Find(input);
  ASSERT_THAT(all.paths, SizeIs(10));
  for (const AttackPath& path : all.paths) {
    const PathList one = FindAttackPaths(input, {.include_unknown = true, .id = path.id}, kNow);
    ASSERT_THAT(one.paths, SizeIs(1));
    EXPECT_EQ(Outline(one.paths[0]), Outline(path));
  }
  EXPECT_THAT(FindAttackPaths(input, {.include_unknown = true, .id = "none"}, kNow).paths,
              IsEmpty());
}

// A fleet with many equally good ways, so that ties matter.
Fleet Dense() {
  Fleet fleet;
  for (int i = 0; i < 12; ++i) {
    const std::string machine = "m" + std::to_string(i);
    fleet.Machine(machine, "name-" + machine)
        .Account(machine, "ops", 1000)
        .Account(machine, "root", 0);
    for (int k = 0; k < 3; ++k) {
      fleet.Authorize(machine, k == 0 ? "root" : "ops", "k" + std::to_string((i * 5 + k * 7) % 12));
      fleet.Hold(machine, "k" + std::to_string((i * 3 + k) % 12), k == 0 ? 0 : 1000, k == 2);
    }
  }
  return fleet;
}

TEST(Paths, DoNotFlapWhenTheInputComesInAnotherOrder) {
  const Fleet fleet = Dense();
  const PathList expected = Find(fleet.input());
  ASSERT_GT(expected.paths.size(), 50U);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const PathList shuffled = Find(fleet.Shuffled(seed));
    ASSERT_EQ(Outlines(shuffled), Outlines(expected)) << "seed " << seed;
    for (std::size_t i = 0; i < expected.paths.size(); ++i) {
      EXPECT_EQ(shuffled.paths[i].id, expected.paths[i].id) << "seed " << seed;
      EXPECT_EQ(shuffled.paths[i].steps[0].evidence, expected.paths[i].steps[0].evidence)
          << "seed " << seed;
    }
  }
}

TEST(Paths, HaveOneIdForEachPair) {
  std::set<std::string> ids;
  std::set<std::pair<std::string, std::string>> pairs;
  const PathList list = Find(Dense().input());
  for (const AttackPath& path : list.paths) {
    ids.insert(path.id);
    pairs.emplace(path.entry.id, path.target.id);
    EXPECT_EQ(path.steps.front().from.id, path.entry.id);
    EXPECT_EQ(path.steps.back().to.id, path.target.id);
    for (std::size_t i = 1; i < path.steps.size(); ++i) {
      EXPECT_EQ(path.steps[i].from.id, path.steps[i - 1].to.id);
    }
  }
  EXPECT_EQ(ids.size(), list.paths.size());
  EXPECT_EQ(pairs.size(), list.paths.size());
}

TEST(Paths, OfALargeFleetAreFoundWithWorkThatGrowsNoFasterThanTheFleet) {
  const auto visited = [](int machines) {
    Fleet fleet;
    for (int i = 0; i < machines; ++i) {
      const std::string machine = "m" + std::to_string(i);
      fleet.Machine(machine).Account(machine, "ops", 1000);
      fleet.Authorize(machine, "ops", "k" + std::to_string(i / 5));
      if (i % 5 == 0) fleet.Hold(machine, "k" + std::to_string(i / 5 + 1), 1000);
    }
    const PathList list = FindAttackPaths(
        fleet.input(), {.include_unknown = false, .id = {}, .paths_max = 100'000}, kNow);
    EXPECT_GT(list.paths.size(), static_cast<std::size_t>(machines) / 2);
    return list.visited_edges;
  };
  const std::uint64_t small = visited(2'000);
  EXPECT_GT(small, 0u);
  EXPECT_LE(visited(20'000), 11 * small);
}

}  // namespace
}  // namespace keytrail::graph
