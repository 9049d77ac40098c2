#include "scanner/authoring/text_scan.h"

#include <utility>

#include "scanner/authoring/text_content.h"

namespace keytrail::authoring {

TextScanner::TextScanner(const std::shared_ptr<const match::RuleSet>& rules,
                         std::size_t chunk_bytes)
    : scanner_(rules, {.min_confidence = Confidence::kLow, .chunk_bytes = chunk_bytes}) {}

std::vector<WorkerFinding> TextScanner::Scan(const std::string& path, const std::string& text) {
  TextContent content(text);
  FileEntry entry;
  entry.path = path.starts_with('/') ? path : "/" + path;
  entry.type = FileType::kRegular;
  entry.size = text.size();
  return scanner_.Scan(entry, content, [](std::uint64_t) {}).findings;
}

}  // namespace keytrail::authoring
