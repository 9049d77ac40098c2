#include "cli/options.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/exit_code.h"

namespace keytrail::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ParsedCommand ParseWords(std::vector<const char*> words) {
  words.insert(words.begin(), "keytrail");
  return Parse(static_cast<int>(words.size()), words.data());
}

template <typename Options>
Options Expect(const std::vector<const char*>& words) {
  const ParsedCommand command = ParseWords(words);
  if (const auto* answer = std::get_if<Answer>(&command)) ADD_FAILURE() << answer->text;
  const auto* options = std::get_if<Options>(&command);
  if (options == nullptr) {
    ADD_FAILURE() << "another verb was understood";
    return {};
  }
  return *options;
}

std::string ExpectUsageError(const std::vector<const char*>& words) {
  const ParsedCommand command = ParseWords(words);
  const auto* answer = std::get_if<Answer>(&command);
  if (answer == nullptr) {
    ADD_FAILURE() << "the command line was accepted";
    return {};
  }
  EXPECT_EQ(answer->exit_code, kExitUsage) << answer->text;
  EXPECT_THAT(answer->text, StartsWith("keytrail: "));
  return answer->text;
}

std::vector<std::string> PathsOf(const std::vector<SourceSpec>& sources) {
  std::vector<std::string> paths;
  for (const SourceSpec& source : sources) paths.push_back(source.path);
  return paths;
}

class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    ::setenv(name, value, 1);
  }
  ~EnvironmentVariable() { ::unsetenv(name_); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
};

TEST(Scan, TakesSeveralPlainSourcesAsDisksOfOneMachineNamedAfterTheFirst) {
  const auto options = Expect<ScanOptions>({"scan", "/images/web.img", "/images/data.img"});
  ASSERT_EQ(options.machines.size(), 1U);
  EXPECT_EQ(options.machines[0].machine.id, "web.img");
  EXPECT_TRUE(options.machines[0].machine.unstable_id);
  EXPECT_THAT(PathsOf(options.machines[0].sources),
              ElementsAre("/images/web.img", "/images/data.img"));
}

TEST(Scan, MakesOneMachineForEachIdInOrderOfMention) {
  const auto options = Expect<ScanOptions>({"scan", "web=a.img", "db=b.img", "web=c.img"});
  ASSERT_EQ(options.machines.size(), 2U);
  EXPECT_EQ(options.machines[0].machine.id, "web");
  EXPECT_FALSE(options.machines[0].machine.unstable_id);
  EXPECT_THAT(PathsOf(options.machines[0].sources), ElementsAre("a.img", "c.img"));
  EXPECT_EQ(options.machines[1].machine.id, "db");
  EXPECT_THAT(PathsOf(options.machines[1].sources), ElementsAre("b.img"));
}

TEST(Scan, KeepsCloudIdsWithSlashesWhole) {
  const auto options = Expect<ScanOptions>({"scan", "/subscriptions/s/vm/web=a.img"});
  ASSERT_EQ(options.machines.size(), 1U);
  EXPECT_EQ(options.machines[0].machine.id, "/subscriptions/s/vm/web");
}

TEST(Scan, TakesAnExistingFileWithAnEqualsSignAsASource) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("keytrail=options." + std::to_string(::getpid()));
  std::ofstream(file) << "x";
  const auto options = Expect<ScanOptions>({"scan", file.c_str()});
  std::filesystem::remove(file);
  ASSERT_EQ(options.machines.size(), 1U);
  EXPECT_THAT(PathsOf(options.machines[0].sources), ElementsAre(file.string()));
}

TEST(Scan, TakesIdAndNameFromFlags) {
  const auto options =
      Expect<ScanOptions>({"scan", "a.img", "--machine", "i-1", "--name", "web server"});
  EXPECT_EQ(options.machines[0].machine.id, "i-1");
  EXPECT_EQ(options.machines[0].machine.name, "web server");
  EXPECT_FALSE(options.machines[0].machine.unstable_id);
}

TEST(Scan, ReadsEveryFlagOfThisVersion) {
  const auto options = Expect<ScanOptions>({"scan",
                                            "a.img",
                                            "--snapshot-time",
                                            "2026-01-31T08:00:00Z",
                                            "--all-disks",
                                            "--format",
                                            "jsonl",
                                            "--output",
                                            "out",
                                            "--store",
                                            "/s",
                                            "--publish",
                                            "unix:/b",
                                            "--publish-ca",
                                            "ca",
                                            "--publish-cert",
                                            "cert",
                                            "--publish-key",
                                            "key",
                                            "--insecure-loopback",
                                            "--rules",
                                            "r1",
                                            "--rules",
                                            "r2",
                                            "--rule",
                                            "a",
                                            "--rule",
                                            "b",
                                            "--reader",
                                            "appliance",
                                            "--source-format",
                                            "raw",
                                            "--threads",
                                            "3",
                                            "--read-rate",
                                            "10M",
                                            "--fail-on-findings",
                                            "--min-confidence",
                                            "high",
                                            "--no-progress"});
  EXPECT_EQ(FormatTimestamp(options.snapshot_at), "2026-01-31T08:00:00.000000000Z");
  EXPECT_TRUE(options.all_disks);
  EXPECT_EQ(options.format, OutputFormat::kJsonLines);
  EXPECT_EQ(options.output_file, "out");
  EXPECT_EQ(options.store_directory, "/s");
  EXPECT_EQ(options.publish_address, "unix:/b");
  EXPECT_EQ(options.publish_tls.ca, "ca");
  EXPECT_EQ(options.publish_tls.certificate, "cert");
  EXPECT_EQ(options.publish_tls.key, "key");
  EXPECT_TRUE(options.insecure_loopback);
  EXPECT_THAT(options.rule_directories, ElementsAre("r1", "r2"));
  EXPECT_THAT(options.rule_ids, ElementsAre("a", "b"));
  EXPECT_EQ(options.reader, ReaderChoice::kAppliance);
  EXPECT_TRUE(options.insist_raw);
  EXPECT_EQ(options.threads, 3U);
  EXPECT_EQ(options.read_rate_bytes_per_second, 10U * 1024 * 1024);
  EXPECT_TRUE(options.fail_on_findings);
  EXPECT_EQ(options.min_confidence, Confidence::kHigh);
  EXPECT_FALSE(options.progress);
}

TEST(Scan, LeavesTheWordBehindARepeatableFlagsValueAsASource) {
  const auto options = Expect<ScanOptions>({"scan", "--rule", "a", "a.img", "b.img"});
  EXPECT_THAT(options.rule_ids, ElementsAre("a"));
  EXPECT_THAT(PathsOf(options.machines[0].sources), ElementsAre("a.img", "b.img"));
}

TEST(Scan, HasTheContractsDefaults) {
  const auto options = Expect<ScanOptions>({"scan", "a.img"});
  EXPECT_EQ(options.format, OutputFormat::kTable);
  EXPECT_EQ(options.min_confidence, Confidence::kMedium);
  EXPECT_EQ(options.reader, ReaderChoice::kAuto);
  EXPECT_FALSE(options.insist_raw);
  EXPECT_FALSE(options.snapshot_at.known());
  EXPECT_TRUE(options.progress);
  EXPECT_GE(options.threads, 1U);
  EXPECT_EQ(options.store_directory, DefaultStoreDirectory());
}

TEST(Scan, KeepsNothingWithStoreNone) {
  EXPECT_EQ(Expect<ScanOptions>({"scan", "a.img", "--store", "none"}).store_directory,
            std::nullopt);
}

TEST(Scan, PrefersTheFlagOverTheEnvironmentOverTheDefault) {
  const EnvironmentVariable store("KEYTRAIL_STORE", "/from/environment");
  EXPECT_EQ(Expect<ScanOptions>({"scan", "a.img"}).store_directory, "/from/environment");
  EXPECT_EQ(Expect<ScanOptions>({"scan", "a.img", "--store", "/from/flag"}).store_directory,
            "/from/flag");
}

TEST(UsageErrors, NameWhatExistsForValuesThatALaterVersionHas) {
  EXPECT_THAT(ExpectUsageError({"scan", "a", "--reader", "ext"}),
              HasSubstr("does not have it yet: give auto or directory or appliance"));
  EXPECT_THAT(ExpectUsageError({"scan", "a", "--format", "sarif"}),
              HasSubstr("does not have it yet: give table or jsonl or json"));
  EXPECT_THAT(ExpectUsageError({"scan", "a", "--source-format", "qcow2"}),
              HasSubstr("does not have it yet: give raw"));
  EXPECT_THAT(ExpectUsageError({"scan", "a", "--key", "all:f"}), HasSubstr("does not have it yet"));
  EXPECT_THAT(ExpectUsageError({"secrets", "--group-by", "fingerprint"}),
              HasSubstr("does not have it yet"));
  EXPECT_THAT(ExpectUsageError({"where", "-"}),
              HasSubstr("does not have this verb yet: it has scan"));
  EXPECT_THAT(ExpectUsageError({"paths", "--entry", "exposed"}), HasSubstr("give any"));
}

TEST(UsageErrors, AreOneSentenceEach) {
  const std::vector<std::vector<const char*>> bad = {
      {"scan"},
      {"scan", ""},
      {"scan", "=a"},
      {"scan", "a="},
      {"scan", "web=a", "b"},
      {"scan", "web=a", "--machine", "m"},
      {"scan", "a", "--format", "xml"},
      {"scan", "a", "--min-confidence", "sure"},
      {"scan", "a", "--threads", "0"},
      {"scan", "a", "--threads", "many"},
      {"scan", "a", "--read-rate", "10X"},
      {"scan", "a", "--read-rate", "99999999999999999999"},
      {"scan", "a", "--read-rate", "99999999999T"},
      {"scan", "a", "--snapshot-time", "yesterday"},
      {"scan", "a", "--no-such-flag"},
      {"scan", "a", "--store", ""},
      {"ls", "web=a", "db=b"},
      {"ls", "a", "--format", "json"},
      {"secrets", "--store", "none"},
      {"graph"},
      {"graph", "serve", "--listen", "0.0.0.0:1"},
      {"graph", "serve", "--store", "none"},
      {"nonsense\x1b[31m"},
      {"--nonsense"},
  };
  for (const auto& words : bad) {
    const std::string text = ExpectUsageError(words);
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  }
}

TEST(Clients, TakeAddressAndTls) {
  const auto options = Expect<SecretsOptions>({"secrets", "web", "--server", "db:443", "--ca", "a",
                                               "--cert", "b", "--key", "c", "--format", "json"});
  EXPECT_EQ(options.machine_id, "web");
  EXPECT_EQ(options.client.server, "db:443");
  EXPECT_EQ(options.client.tls.ca, "a");
  EXPECT_EQ(options.client.tls.certificate, "b");
  EXPECT_EQ(options.client.tls.key, "c");
  EXPECT_EQ(options.format, OutputFormat::kJson);
}

TEST(Clients, TakeTheirArgument) {
  EXPECT_EQ(Expect<KeysOptions>({"keys", "SHA256:x"}).public_key_fingerprint, "SHA256:x");
  EXPECT_EQ(Expect<MachinesOptions>({"machines", "web"}).machine_id, "web");
  EXPECT_EQ(Expect<CoverageOptions>({"coverage"}).machine_id, "");
  const auto paths = Expect<PathsOptions>(
      {"paths", "p1", "--include-unknown", "--all", "--entry", "any", "--target", "any"});
  EXPECT_EQ(paths.id, "p1");
  EXPECT_TRUE(paths.include_unknown);
}

TEST(GraphServe, ListensWithTlsOrInsecurelyOnRequest) {
  const auto secure = Expect<GraphServeOptions>(
      {"graph", "serve", "--listen", ":1", "--cert", "c", "--key", "k", "--store", "/s"});
  EXPECT_EQ(secure.listen_address, ":1");
  EXPECT_EQ(secure.store_directory, "/s");
  EXPECT_TRUE(Expect<GraphServeOptions>(
                  {"graph", "serve", "--listen", "127.0.0.1:0", "--insecure-loopback"})
                  .insecure_loopback);
}

TEST(Help, IsAnAnswerAndNotAnError) {
  for (const std::vector<const char*>& words :
       {std::vector<const char*>{"--help"}, std::vector<const char*>{"scan", "--help"}}) {
    const ParsedCommand command = ParseWords(words);
    const auto* answer = std::get_if<Answer>(&command);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->exit_code, kExitComplete);
    EXPECT_THAT(answer->text, HasSubstr("scan"));
  }
}

TEST(DefaultStore, FollowsTheXdgRuleForUsersAndVarLibForRoot) {
  if (::geteuid() == 0) {
    EXPECT_EQ(DefaultStoreDirectory(), "/var/lib/keytrail");
    return;
  }
  const EnvironmentVariable data_home("XDG_DATA_HOME", "/data");
  EXPECT_EQ(DefaultStoreDirectory(), "/data/keytrail");
}

TEST(ParseRules, TakesEachVerb) {
  using Action = RulesOptions::Action;
  EXPECT_EQ(Expect<RulesOptions>({"rules", "list"}).action, Action::kList);
  EXPECT_THAT(Expect<RulesOptions>({"rules", "explain", "a.b", "c.d"}).rule_ids,
              ElementsAre("a.b", "c.d"));
  const auto check = Expect<RulesOptions>(
      {"rules", "check", "a.yaml", "b.yaml", "--rule", "a.b", "--against", "/rules"});
  EXPECT_EQ(check.action, Action::kCheck);
  EXPECT_THAT(check.rule_files, ElementsAre("a.yaml", "b.yaml"));
  EXPECT_THAT(check.context_directories, ElementsAre("/rules"));
  const auto test = Expect<RulesOptions>(
      {"rules", "test", "--rule-file", "a.yaml", "--as", "/root/.netrc", "--keep-going", "-"});
  EXPECT_EQ(test.source, "-");
  EXPECT_EQ(test.as_path, "/root/.netrc");
  EXPECT_TRUE(test.keep_going);
  EXPECT_EQ(Expect<RulesOptions>({"rules", "bench"}).action, Action::kBench);
}

TEST(ParseRules, RefusesWhatHasNoMeaning) {
  for (const std::vector<const char*>& words : {std::vector<const char*>{"rules"},
                                                {"rules", "explain"},
                                                {"rules", "test"},
                                                {"rules", "list", "a.yaml"},
                                                {"rules", "check", "--format", "csv"}}) {
    const ParsedCommand command = ParseWords(words);
    const auto* answer = std::get_if<Answer>(&command);
    ASSERT_NE(answer, nullptr) << words.size();
    EXPECT_EQ(answer->exit_code, kExitUsage);
  }
}

TEST(ParseScan, RefusesABaselineWithoutAStore) {
  const ParsedCommand command =
      ParseWords({"scan", "/", "--store", "none", "--baseline", "old.jsonl"});
  ASSERT_NE(std::get_if<Answer>(&command), nullptr);
  EXPECT_THAT(std::get<Answer>(command).text, HasSubstr("cannot use a baseline with --store none"));
}

}  // namespace
}  // namespace keytrail::cli
