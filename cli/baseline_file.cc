#include "cli/baseline_file.h"

#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "cli/json_value.h"

namespace keytrail::cli {
namespace {

Status Refuse(const std::string& file, std::size_t line, const std::string& why) {
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("cannot use the baseline {}:{}: {}: give what 'keytrail scan "
                               "--format jsonl' printed",
                               EscapeForDisplay(file), line, why));
}

std::string TextOf(const Json& object, const char* key) {
  const auto value = object.find(key);
  return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

// A path that is not UTF-8 stands in path_bytes as it is.
std::string PathOf(const Json& object) {
  const std::string encoded = TextOf(object, "path_bytes");
  if (encoded.empty()) return TextOf(object, "path");
  const auto bytes = Base64Decode(encoded);
  if (!bytes.ok()) return "";
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

}  // namespace

StatusOr<daemon::Baseline> ReadBaseline(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot use the baseline {}: it cannot be read: check the path "
                                 "and your rights",
                                 EscapeForDisplay(file)));
  }
  daemon::Baseline baseline;
  std::string text;
  for (std::size_t line = 1; std::getline(stream, text); ++line) {
    if (text.empty()) continue;
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object()) return Refuse(file, line, "it is no JSON object");
    if (TextOf(object, "kind") != "finding") continue;
    const std::string id = TextOf(object, "id");
    const std::string fingerprint = TextOf(object, "fingerprint");
    if (id.empty() || fingerprint.empty()) {
      return Refuse(file, line, "a finding without id or fingerprint");
    }
    baseline.finding_ids.insert(id);
    baseline.fingerprints_at_paths.emplace(fingerprint, PathOf(object));
  }
  return baseline;
}

}  // namespace keytrail::cli
