// Who knows whom, and what that says of a door.
#include "graph/contacts.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/text.h"

namespace keytrail::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Texts = std::vector<std::string>;

constexpr char kConfigPath[] = "/home/ann/.ssh/config";
constexpr char kHistoryPath[] = "/home/ann/.bash_history";

// Machines and what their disks say, one statement a call.
class Record {
 public:
  Record& Machine(const std::string& id, const Texts& names, const std::string& host_key = "") {
    id_ = id;
    machines_.push_back(id);
    for (const std::string& name : names) {
      Add("/etc/hosts", AddressFact{.address = name, .is_name = false, .source = "hosts"});
    }
    if (!host_key.empty()) {
      Add("/etc/ssh/ssh_host_ed25519_key.pub",
          HostKeyFact{.key_type = "ssh-ed25519", .public_key_fingerprint = "SHA256:" + host_key});
    }
    return *this;
  }
  // Of the machine that came last.
  Record& Add(const std::string& path, FactPayload payload) {
    Fact fact;
    fact.id = "fact-" + std::to_string(facts_.size());
    fact.machine_id = id_;
    fact.path = path;
    fact.payload = std::move(payload);
    facts_.push_back(std::move(fact));
    return *this;
  }
  Record& Knows(const Texts& names, const std::string& host_key) {
    KnownHostFact known;
    known.public_key_fingerprint = "SHA256:" + host_key;
    known.names = names;
    return Add("/home/ann/.ssh/known_hosts", known);
  }
  Record& Block(const Texts& patterns, const SshClientBlockFact& block,
                const std::string& path = kConfigPath) {
    SshClientBlockFact fact = block;
    fact.patterns = patterns;
    fact.line = static_cast<std::uint32_t>(facts_.size());
    return Add(path, fact);
  }
  Record& Used(const std::string& host, const std::string& user = "",
               const std::string& identity_file = "", const std::string& jump = "") {
    return Add(kHistoryPath, SshUseFact{.program = "ssh",
                                        .user = user,
                                        .host = host,
                                        .port = 0,
                                        .identity_file = identity_file,
                                        .jump = jump,
                                        .count = 1});
  }

  Contacts Make(const ContactOptions& options = {}, std::uint32_t seed = 0) const {
    std::vector<const Fact*> facts;
    for (const Fact& fact : facts_) facts.push_back(&fact);
    Texts ids = machines_;
    std::mt19937 random(seed);
    std::ranges::shuffle(facts, random);
    std::ranges::shuffle(ids, random);
    std::vector<MachineHints> hints;
    for (const std::string& id : ids) {
      std::vector<const Fact*> own;
      std::ranges::copy_if(facts, std::back_inserter(own),
                           [&](const Fact* fact) { return fact->machine_id == id; });
      hints.push_back(HintsOf(id, "", own));
    }
    std::vector<const MachineHints*> machines;
    for (const MachineHints& machine : hints) machines.push_back(&machine);
    return Contacts::Make(machines, options);
  }

 private:
  std::string id_;
  Texts machines_;
  std::vector<Fact> facts_;
};

// "from how user@targets keys", a "?" behind what may be of another network.
Texts Shown(const Contacts& contacts) {
  Texts shown;
  for (const Contact& contact : contacts.all()) {
    std::string line = contact.from_machine_id + " " + contact.how + " ";
    if (contact.user) line += *contact.user + "@";
    for (const std::string& target : contacts.TargetsOf(contact)) line += target + ",";
    line.back() = contact.ambiguous_network ? '?' : ' ';
    for (const std::string& file : contact.identity_files) line += file + " ";
    line.erase(line.find_last_not_of(' ') + 1);
    shown.push_back(line);
  }
  std::ranges::sort(shown);
  return shown;
}

Record TwoMachines() {
  Record record;
  record.Machine("db", {"db.example.net", "10.0.0.4", "db"}, "db").Machine("web", {"web"}, "web");
  return record;
}

SshClientBlockFact To(const std::string& host_name, const std::string& user = "",
                      const Texts& identity_files = {}) {
  SshClientBlockFact block;
  block.host_name = host_name;
  block.user = user;
  block.identity_files = identity_files;
  return block;
}

TEST(Contacts, OfAHostKeyIsTheMachineThatHasIt) {
  const Contacts contacts = TwoMachines().Knows({"gone.example.org"}, "db").Make();
  EXPECT_THAT(Shown(contacts), ElementsAre("web known_hosts db"));
  EXPECT_EQ(contacts.Between("web", "db").size(), 1U);
  EXPECT_THAT(contacts.Between("db", "web"), IsEmpty());
  EXPECT_THAT(contacts.Between("web", "no-such"), IsEmpty());
  EXPECT_THAT(contacts.Between("no-such", "db"), IsEmpty());
}

TEST(Contacts, OfAKeyThatClonesShareAreAllOfThemUnlessTheNameTellsThemApart) {
  Record record = TwoMachines();
  record.Machine("clone", {"clone.example.net"}, "db").Knows({"gone"}, "db");
  record.Knows({"clone.example.net"}, "db");
  EXPECT_THAT(Shown(record.Make()),
              ElementsAre("clone known_hosts clone", "clone known_hosts clone,db"));
}

TEST(Contacts, OfANameThatOtherNetworksMayHaveSaySo) {
  EXPECT_THAT(Shown(TwoMachines().Used("db.example.net").Make()), ElementsAre("web history db"));
  EXPECT_THAT(Shown(TwoMachines().Used("10.0.0.4").Make()), ElementsAre("web history db?"));
  EXPECT_THAT(Shown(TwoMachines().Used("DB").Make()), ElementsAre("web history db?"));
  // Its own key is another one.
  EXPECT_THAT(Shown(TwoMachines().Knows({"db.example.net"}, "other").Make()),
              ElementsAre("web known_hosts db?"));
}

TEST(Contacts, NeverComeOfLoopback) {
  Record record;
  record.Machine("a", {"localhost", "127.0.0.1", "::1"}, "k").Machine("b", {"127.0.1.1"}, "k");
  record.Used("localhost").Used("127.0.0.1").Used("::1").Used("127.0.1.1");
  record.Knows({"localhost"}, "k").Knows({"[127.0.0.1]:2222"}, "other");
  EXPECT_THAT(Shown(record.Make()), IsEmpty());
}

TEST(Contacts, ThroughATunnelAreKnownByTheHostKey) {
  EXPECT_THAT(Shown(TwoMachines().Knows({"[localhost]:8022"}, "db").Make()),
              ElementsAre("web known_hosts db"));
}

TEST(Contacts, DoNotComeOfRevokedKeysAndAuthorities) {
  Record record = TwoMachines();
  KnownHostFact known;
  known.public_key_fingerprint = "SHA256:db";
  known.names = {"db.example.net"};
  for (const char* marker : {"revoked", "cert-authority"}) {
    known.marker = marker;
    record.Add("/home/ann/.ssh/known_hosts", known);
  }
  EXPECT_THAT(Shown(record.Make()), IsEmpty());
}

TEST(Contacts, OfAHashedNameAreLookedForAmongAllNames) {
  Record record = TwoMachines();
  KnownHostFact known;
  known.public_key_fingerprint = "SHA256:other";
  known.hash_salt = "0102030405060708090a0b0c0d0e0f1011121314";
  const std::vector<std::uint8_t> salt = HexDecode(known.hash_salt).value();
  known.hash = HexEncode(HmacSha1(std::as_bytes(std::span(salt)), AsBytes("db.example.net")));
  record.Add("/home/ann/.ssh/known_hosts", known);
  EXPECT_THAT(Shown(record.Make()), ElementsAre("web known_hosts db?"));
  const Contacts cut = record.Make({.tries_max = 1});
  EXPECT_TRUE(cut.truncated());
  EXPECT_THAT(Shown(cut), IsEmpty());
}

TEST(Contacts, OfAConfigurationHaveItsAccountAndItsKeys) {
  const Contacts contacts =
      TwoMachines().Block({"prod"}, To("db.example.net", "deploy", {"~/.ssh/prod"})).Make();
  EXPECT_THAT(Shown(contacts), ElementsAre("web client_config deploy@db /home/ann/.ssh/prod"));
}

TEST(Contacts, TakeTheFirstValueOfAllBlocksAndAllTheirKeys) {
  Record record = TwoMachines();
  record.Block({"prod"}, To("db.example.net", "", {"first"}));
  record.Block({"pro?", "!x"}, To("", "second", {"second"}));
  record.Block({"*", "!prod"}, To("", "nobody", {"nobody"}));
  record.Block({"*"}, To("elsewhere", "third", {"/k/third"}), "/etc/ssh/ssh_config");
  EXPECT_THAT(Shown(record.Make()), ElementsAre("web client_config second@db "
                                                "/home/ann/first /home/ann/second /k/third"));
}

TEST(Contacts, ReadIncludedFilesBehindTheOneThatIncludesThemAndTheMachinesOwnLast) {
  Record record = TwoMachines();
  record.Block({"*"}, To("", "machine"), "/etc/ssh/ssh_config");
  record.Block({"*"}, To("", "dropin"), "/etc/ssh/ssh_config.d/50-x.conf");
  record.Block({"web"}, To("", "included"), "/home/ann/.ssh/config.d/work");
  record.Block({"db"}, To("db.example.net"));
  record.Block({"web"}, To("", "main"));
  EXPECT_THAT(Shown(record.Make()),
              ElementsAre("web client_config dropin@db", "web client_config main@web?"));
}

TEST(Contacts, DoNotTakeWhatAMatchBlockSays) {
  Record record = TwoMachines();
  SshClientBlockFact match = To("", "matched");
  match.has_match = true;
  record.Block({}, match).Block({"db"}, To(""));
  EXPECT_THAT(Shown(record.Make()), ElementsAre("web client_config db?"));
}

TEST(Contacts, OfPatternsAreTheMachinesThatAreCalledSo) {
  Record record = TwoMachines();
  record.Machine("db2", {"db2.example.net"}).Machine("x", {"x.example.org"});
  record.Block({"*.example.net", "!db2.*"}, To("", "deploy")).Block({"*"}, To("", "anybody"));
  EXPECT_THAT(Shown(record.Make()), ElementsAre("x client_config deploy@db"));
}

TEST(Contacts, OfAHostNameWithTheNameCalledAreItsMachines) {
  EXPECT_THAT(Shown(TwoMachines().Block({"db"}, To("%h.example.net")).Make()),
              ElementsAre("web client_config db"));
}

TEST(Contacts, OfAHistoryAreReadWithTheConfiguration) {
  Record record = TwoMachines();
  record.Block({"prod"}, To("db.example.net", "deploy", {"~/.ssh/prod"}));
  record.Used("prod", "root", "keys/emergency").Used("unknown.example.org");
  EXPECT_THAT(Shown(record.Make()),
              ElementsAre("web client_config deploy@db /home/ann/.ssh/prod",
                          "web history root@db /home/ann/.ssh/prod /home/ann/keys/emergency"));
}

TEST(Contacts, OfAnotherHomeDoNotReadItsConfiguration) {
  Record record = TwoMachines();
  record.Block({"prod"}, To("db.example.net", "deploy"), "/home/bob/.ssh/config");
  record.Used("prod");
  EXPECT_THAT(Shown(record.Make()), ElementsAre("web client_config deploy@db"));
}

TEST(Contacts, AreJumpHostsToo) {
  Record record = TwoMachines();
  record.Machine("bastion", {"bastion.example.net", "2001:db8::7"}).Machine("a", {"a"});
  record.Used("db.example.net", "", "", "jo@bastion.example.net:2222,[2001:DB8:0::7]:22");
  record.Block({"web.example.net"}, [] {
    SshClientBlockFact block;
    block.proxy_jump = "bastion.example.net";
    return block;
  }());
  EXPECT_THAT(Shown(record.Make()), ElementsAre("a client_config bastion", "a history bastion",
                                                "a history db", "a history jo@bastion"));
  EXPECT_THAT(Shown(TwoMachines().Used("db.example.net", "", "", "none").Make()),
              ElementsAre("web history db"));
}

TEST(Contacts, DoNotDependOnTheOrderOfTheRecord) {
  Record record = TwoMachines();
  record.Machine("clone", {"clone", "10.0.0.9"}, "db").Knows({"db"}, "db").Used("db").Used("web");
  record.Block({"*.example.net"}, To("", "deploy")).Knows({"web", "10.0.0.9"}, "none");
  const Texts once = Shown(record.Make());
  for (std::uint32_t seed = 1; seed < 20; ++seed) {
    EXPECT_EQ(Shown(record.Make({}, seed)), once) << "seed " << seed;
  }
}

TEST(Contacts, LeaveOutWhatTooManyMachinesAreCalledAndSaySo) {
  Record record;
  for (int i = 0; i < 5; ++i) record.Machine("m" + std::to_string(i), {"node"}, "golden");
  record.Machine("own", {"own.example.net"}, "own").Used("node").Used("own.example.net");
  record.Knows({"x"}, "golden");
  const Contacts contacts = record.Make({.machines_of_one_name_max = 4});
  EXPECT_TRUE(contacts.truncated());
  EXPECT_THAT(Shown(contacts), ElementsAre("own history own"));
  EXPECT_FALSE(record.Make().truncated());
  EXPECT_TRUE(record.Make({.answers_max = 1}).truncated());
}

TEST(Contacts, OfManyMachinesAreFoundWithoutComparingThemAll) {
  constexpr int kMachines = 20'000;
  std::vector<MachineHints> hints(kMachines);
  std::vector<const MachineHints*> machines;
  for (int i = 0; i < kMachines; ++i) {
    MachineHints& machine = hints[static_cast<std::size_t>(i)];
    machine.self = {"m" + std::to_string(i), {"SHA256:k" + std::to_string(i)}, {}};
    for (int j = 1; j <= 5; ++j) {
      MetHost met;
      met.entry.public_key_fingerprint = "SHA256:k" + std::to_string((i + j) % kMachines);
      met.entry.hash_salt = "00";
      met.entry.hash = std::to_string(j);
      machine.known_hosts.push_back(met);
    }
    machines.push_back(&machine);
  }
  const Contacts contacts = Contacts::Make(machines);
  EXPECT_FALSE(contacts.truncated());
  EXPECT_EQ(contacts.all().size(), 5U * kMachines);
  EXPECT_EQ(contacts.Between("m7", "m12").size(), 1U);
  EXPECT_THAT(contacts.Between("m7", "m13"), IsEmpty());
}

TEST(ClientHints, OfAConfigurationWithoutEndAreCutAndSaySo) {
  std::vector<Fact> facts(3000);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    SshClientBlockFact block;
    block.patterns = {"h" + std::to_string(i)};
    block.user = "u";
    facts[i].path = kConfigPath;
    facts[i].payload = block;
  }
  std::vector<const Fact*> pointers;
  for (const Fact& fact : facts) pointers.push_back(&fact);
  EXPECT_TRUE(HintsOf("m", "", pointers).truncated);
  EXPECT_FALSE(HintsOf("m", "", std::span(pointers).first(900)).truncated);
}

TEST(ClientHints, KnowThePortsOfTheServer) {
  Fact config;
  config.payload =
      SshdConfigFact{.directives = {{.line = 1, .keyword = "port", .arguments = {"2222"}},
                                    {.line = 2, .keyword = "port", .arguments = {"x"}},
                                    {.line = 3, .keyword = "port", .arguments = {}}}};
  Fact service;
  service.payload = ServiceFact{.unit = "ssh.service", .sshd_options = {"-p 2022"}};
  const std::vector<const Fact*> facts = {&config, &service};
  EXPECT_THAT(HintsOf("m", "name", facts).self.ports, ElementsAre(2022U, 2222U));
  EXPECT_THAT(HintsOf("m", "name", facts).self.names, ElementsAre("name"));
}

Door DoorOf(const std::string& machine, const std::string& user) {
  Door door;
  door.machine_id = machine;
  door.user = user;
  return door;
}

KeyHolder HolderAt(const std::string& path) {
  return {.machine_id = "web", .path = path, .byte_offset = 0, .finding_id = {}};
}

Evidence EvidenceOf(const Record& record, const Door& door,
                    const std::string& path = "/home/ann/.ssh/prod") {
  return EvidenceFor(door, HolderAt(path), record.Make()).evidence;
}

TEST(ContactEvidence, IsOfAnyKeyAndAccountWhereTheContactNamesNone) {
  const Record record = TwoMachines().Knows({"db"}, "db");
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "root")), Evidence::kContact);
  EXPECT_EQ(EvidenceOf(record, DoorOf("web", "root")), Evidence::kAuthorised);
  EXPECT_EQ(EvidenceFor(DoorOf("db", "root"),
                        {.machine_id = "db", .path = {}, .byte_offset = 0, .finding_id = {}},
                        record.Make())
                .evidence,
            Evidence::kAuthorised);
}

TEST(ContactEvidence, IsOfTheAccountAndTheKeyThatTheContactNames) {
  const Record record =
      TwoMachines().Block({"prod"}, To("db.example.net", "deploy", {"~/.ssh/prod"}));
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "deploy")), Evidence::kContact);
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "root")), Evidence::kAuthorised);
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "deploy"), "/home/ann/.ssh/id_rsa"),
            Evidence::kAuthorised);
}

TEST(ContactEvidence, OfTheMachinesConfigurationIsOfAnyHome) {
  const Record record =
      TwoMachines().Block({"db"}, To("db.example.net", "", {"~/.ssh/prod"}), "/etc/ssh/ssh_config");
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "x")), Evidence::kContact);
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "x"), "/root/.ssh/prod"), Evidence::kContact);
  EXPECT_EQ(EvidenceOf(record, DoorOf("db", "x"), "/root/.ssh/other"), Evidence::kAuthorised);
}

TEST(ContactEvidence, LeavesWhatIsProvedOrOnlyDeclared) {
  const Record record = TwoMachines().Knows({"db"}, "db");
  for (const Evidence evidence : {Evidence::kUsed, Evidence::kDeclared, Evidence::kContact}) {
    Door door = DoorOf("db", "root");
    door.evidence = evidence;
    EXPECT_EQ(EvidenceOf(record, door), evidence);
    EXPECT_THAT(EvidenceFor(door, HolderAt("/k"), record.Make()).fact_ids, IsEmpty());
  }
}

TEST(ContactEvidence, NamesTheFactsThatItRestsOn) {
  // Facts 0 to 5 state the machines.
  Record record = TwoMachines();
  record.Knows({"db"}, "db").Block({"prod"}, To("db.example.net", "deploy"));
  record.Used("prod", "deploy").Used("prod", "root");
  const Door door = DoorOf("db", "deploy");
  EXPECT_THAT(EvidenceFor(door, HolderAt("/k"), record.Make()).fact_ids,
              ElementsAre("fact-6", "fact-7", "fact-8"));
}

}  // namespace
}  // namespace keytrail::graph
