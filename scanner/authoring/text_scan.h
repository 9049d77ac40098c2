// A text through the whole pipeline, as if it were a file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model/finding.h"
#include "scanner/match/rule_set.h"
#include "scanner/pipeline/file_scanner.h"

namespace keytrail::authoring {

class TextScanner {
 public:
  // `chunk_bytes` 0: as a scan does.
  explicit TextScanner(const std::shared_ptr<const match::RuleSet>& rules,
                       std::size_t chunk_bytes = 0);

  // What a scan of every confidence reports of `text` in the file at `path`.
  std::vector<WorkerFinding> Scan(const std::string& path, const std::string& text);

 private:
  pipeline::FileScanner scanner_;
};

}  // namespace keytrail::authoring
