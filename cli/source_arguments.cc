#include "cli/source_arguments.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::cli {
namespace {

struct NamedSource {
  std::string machine_id;
  std::string path;
};

bool ExistsAsPath(const std::string& argument) {
  std::error_code ignored;
  return std::filesystem::exists(argument, ignored);
}

// The two halves of ID=SOURCE, or nothing for a plain source.
std::optional<NamedSource> SplitNamed(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || ExistsAsPath(argument)) return std::nullopt;
  return NamedSource{.machine_id = argument.substr(0, equals), .path = argument.substr(equals + 1)};
}

// The last component of the absolute path, "/" for the root itself.
std::string BaseName(const std::string& path) {
  std::error_code failed;
  std::filesystem::path absolute = std::filesystem::absolute(path, failed);
  if (failed) absolute = path;
  absolute = absolute.lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  const std::string name = absolute.filename().string();
  return name.empty() ? "/" : name;
}

SourceSpec ToSource(const std::string& path) { return {.path = path, .display = path}; }

MachineSources OneMachine(const std::vector<std::string>& sources, const std::string& machine_id,
                          const std::string& machine_name) {
  MachineSources one;
  one.machine.unstable_id = machine_id.empty();
  one.machine.id = machine_id.empty() ? BaseName(sources.front()) : machine_id;
  one.machine.name = machine_name.empty() ? one.machine.id : machine_name;
  for (const std::string& source : sources) one.sources.push_back(ToSource(source));
  return one;
}

StatusOr<std::vector<MachineSources>> ByMachine(const std::vector<NamedSource>& named) {
  std::vector<MachineSources> machines;
  for (const NamedSource& source : named) {
    if (source.machine_id.empty() || source.path.empty()) {
      return MakeError(
          StatusCode::kInvalidArgument,
          fmt::format("cannot use the source '{}={}': one side of the equals sign is empty: give "
                      "ID=SOURCE",
                      EscapeForDisplay(source.machine_id), EscapeForDisplay(source.path)));
    }
    auto known = std::ranges::find_if(machines, [&](const MachineSources& machine) {
      return machine.machine.id == source.machine_id;
    });
    if (known == machines.end()) {
      machines.push_back(
          {.machine = {.id = source.machine_id, .name = source.machine_id}, .sources = {}});
      known = std::prev(machines.end());
    }
    known->sources.push_back(ToSource(source.path));
  }
  return machines;
}

}  // namespace

StatusOr<std::vector<MachineSources>> ResolveSources(const std::vector<std::string>& sources,
                                                     const std::string& machine_id,
                                                     const std::string& machine_name) {
  std::vector<NamedSource> named;
  for (const std::string& argument : sources) {
    if (argument.empty()) {
      return MakeError(StatusCode::kInvalidArgument,
                       "cannot use an empty source: there is nothing to open: give a path");
    }
    if (auto split = SplitNamed(argument)) named.push_back(*std::move(split));
  }
  if (named.empty()) return std::vector{OneMachine(sources, machine_id, machine_name)};
  if (named.size() != sources.size()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot tell which machine each source belongs to: some are given as "
                     "ID=SOURCE and some are not: give all of them as ID=SOURCE");
  }
  if (!machine_id.empty() || !machine_name.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot use --machine or --name with ID=SOURCE: the sources name their "
                     "machines already: leave the flags out");
  }
  return ByMachine(named);
}

}  // namespace keytrail::cli
