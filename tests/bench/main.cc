// keytrail-bench: measures Keytrail against its limits. `./dev bench` runs it.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/bench/bench.h"

namespace {

constexpr int kPairs = 5;
constexpr std::size_t kMachines = 100'000;

std::string Prefix() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "all";
  const std::string tree = argc > 2 ? argv[2] : "/usr";
  // tar-out takes minutes for each gigabyte where guests are emulated.
  const std::string appliance_tree = argc > 2 ? argv[2] : "/usr/share";
  const std::string rules = Prefix() + "/share/keytrail/rules";
  const bool all = what == "all";
  if (!all && what != "directory" && what != "appliance" && what != "memory" && what != "rules" &&
      what != "access") {
    std::fputs(
        "usage: keytrail-bench [all|directory|appliance|memory] [TREE]\n"
        "       keytrail-bench access [MACHINES [STORE]]\n"
        "       keytrail-bench rules [SYSTEM_TREE [SOURCE_TREE]]\n",
        stderr);
    return 2;
  }
  if (all || what == "rules") {
    keytrail::bench::BenchRules({.rules = rules,
                                 .system_tree = all ? "/usr" : tree,
                                 .source_tree = argc > 3 ? argv[3] : "/usr/include",
                                 .pairs = kPairs});
    keytrail::bench::BenchStart(
        {.rules = rules, .keytrail_program = Prefix() + "/bin/keytrail", .pairs = kPairs});
  }
  if (all || what == "directory") keytrail::bench::BenchDirectory(tree, rules, kPairs);
  if (all || what == "access") {
    const std::size_t machines = !all && argc > 2 ? std::strtoull(argv[2], nullptr, 10) : kMachines;
    keytrail::bench::BenchAccess(machines, !all && argc > 3 ? argv[3] : "");
  }
  if (all || what == "memory") keytrail::bench::BenchMemory(Prefix() + "/bin/keytrail");
  if (all || what == "appliance") {
    keytrail::bench::BenchAppliance(appliance_tree, rules,
                                    Prefix() + "/libexec/keytrail/probe.img");
  }
  return 0;
}
