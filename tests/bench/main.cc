// keytrail-bench: measures Keytrail against its limits. `./dev bench` runs it.

#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/bench/bench.h"

namespace {

constexpr int kPairs = 5;

std::string Prefix() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const std::string tree = argc > 2 ? argv[2] : "/usr";
  const std::string rules = Prefix() + "/share/keytrail/rules";
  if (what == "directory") {
    keytrail::bench::BenchDirectory(tree, rules, kPairs);
  } else if (what == "appliance") {
    keytrail::bench::BenchAppliance(tree, rules, Prefix() + "/libexec/keytrail/probe.img");
  } else if (what == "memory") {
    keytrail::bench::BenchMemory(Prefix() + "/bin/keytrail");
  } else {
    std::fputs("usage: keytrail-bench directory [TREE] | appliance [TREE] | memory\n", stderr);
    return 2;
  }
  return 0;
}
