// Files that hold no secret but much that looks like one: lock files, minified code, checksums,
// certificates, identifiers, logs, translations, documentation.
#pragma once

#include <string>
#include <vector>

#include "scanner/match/example_template.h"

namespace keytrail::quality {

struct HarmlessFile {
  std::string path;
  std::string text;
};

// Each drawn from `composer`, which decides all values.
std::vector<HarmlessFile> HarmlessFiles(match::ExampleComposer& composer);

}  // namespace keytrail::quality
