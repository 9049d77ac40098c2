#include "scanner/match/engine.h"

#include <cstdint>

#include <fmt/format.h>

namespace keytrail::match {
namespace {

// Dot and lines are written out by the dialect; MULTILINE gives ^ and $ the meaning of (?m).
constexpr unsigned kFlags = HS_FLAG_DOTALL | HS_FLAG_MULTILINE;

StatusOr<hs_platform_info_t> Platform() {
  hs_platform_info_t platform{};
  if (hs_valid_platform() != HS_SUCCESS || hs_populate_platform(&platform) != HS_SUCCESS) {
    return MakeError(StatusCode::kFailedPrecondition,
                     "the pattern engine cannot run: the processor lacks SSSE3: use a host whose "
                     "processor has it");
  }
  return platform;
}

std::string DescribeRefusal(const DatabaseSource& source, const hs_compile_error_t* error) {
  const std::string reason = error == nullptr ? "no reason given" : error->message;
  const std::size_t position = error == nullptr || error->expression < 0
                                   ? SIZE_MAX
                                   : static_cast<std::size_t>(error->expression);
  if (position >= source.names.size()) {
    return fmt::format("the search engine refuses the rules together: {}: load fewer", reason);
  }
  return fmt::format("rule {}: the search engine refuses the pattern: {}: simplify it",
                     source.names[position], reason);
}

using CompileErrorHandle = CHandle<hs_compile_error_t, &hs_free_compile_error>;

}  // namespace

StatusOr<DatabaseHandle> CompileDatabase(const DatabaseSource& source) {
  KT_ASSIGN_OR_RETURN(const hs_platform_info_t platform, Platform());
  std::vector<const char*> expressions;
  std::vector<unsigned> ids;
  for (const std::string& expression : source.expressions) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(expression.c_str());
  }
  const std::vector<unsigned> flags(expressions.size(), kFlags);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t result = hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                                             static_cast<unsigned>(expressions.size()),
                                             HS_MODE_BLOCK, &platform, &database, &error);
  const CompileErrorHandle owned_error(error);
  if (result == HS_SUCCESS) return DatabaseHandle(database);
  return MakeError(StatusCode::kInvalidArgument, DescribeRefusal(source, owned_error.get()));
}

StatusOr<std::string> DescribePlatform() {
  KT_ASSIGN_OR_RETURN(const hs_platform_info_t platform, Platform());
  return fmt::format("hyperscan {} mode {} flags {} tune {} features {:x}", hs_version(),
                     HS_MODE_BLOCK, kFlags, platform.tune, platform.cpu_features);
}

}  // namespace keytrail::match
