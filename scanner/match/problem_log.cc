#include "scanner/match/problem_log.h"

namespace keytrail::match {

TextPlace PlaceOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {};
  return {.line = static_cast<std::uint32_t>(mark.line + 1),
          .column = static_cast<std::uint32_t>(mark.column + 1)};
}

void ProblemLog::Note(const TextPlace& place, const std::string& what, const std::string& how) {
  problems_.push_back({.file = file_,
                       .line = place.line,
                       .column = place.column,
                       .rule_id = rule_id_,
                       .what = what,
                       .how = how});
}

bool ProblemLog::NoteIfError(const YAML::Node& at, const Status& status) {
  if (status.ok()) return true;
  const std::string message = MessageOf(status);
  const std::size_t colon = message.rfind(": ");
  Note(at, message.substr(0, colon), colon == std::string::npos ? "" : message.substr(colon + 2));
  return false;
}

}  // namespace keytrail::match
