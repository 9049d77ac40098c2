// A labelled corpus: every example of every rule in every form in which files hold it, the rules'
// negative examples, and files that hold no secret but much that looks like one.
//
// Made from the rules themselves, so it guards against regress and says nothing about the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/rule.h"

namespace keytrail::quality {

enum class Label {
  kSecret,     // the rule must report it
  kLookalike,  // the rule must not
  kHarmless    // no rule must
};

struct LabelledFile {
  std::string path;  // below the corpus
  std::string rule_id;
  Label label = Label::kHarmless;
  std::string form;  // "as is", "UTF-16LE", "gzip", …
};

// Writes the corpus below `directory`, which exists and is empty. Equal seeds make equal corpora.
std::vector<LabelledFile> WriteCorpus(const std::vector<Rule>& rules, std::uint64_t seed,
                                      const std::string& directory);

}  // namespace keytrail::quality
