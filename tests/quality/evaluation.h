// How well a scan of the labelled corpus did: recall, precision and F2 a rule, and recall a form.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/quality/corpus.h"
#include "tests/quality/findings.h"

namespace keytrail::quality {

struct Score {
  std::size_t planted = 0;
  std::size_t found = 0;
  std::size_t wrong = 0;  // reported where nothing was, or what the rule had to leave

  double recall() const;
  double precision() const;
  // Weighs recall twice as much as precision.
  double f2() const;
};

struct Evaluation {
  std::map<std::string, Score> by_rule;
  std::map<std::string, Score> by_form;
  Score all;
  std::vector<std::string> misses;  // a line each
  std::vector<std::string> wrong;
};

// A secret counts as found when its rule reported it, or stands behind the one that did.
// In harmless files only what is reported at medium confidence and above counts as wrong.
Evaluation Evaluate(const std::vector<LabelledFile>& files, const ScanReport& report);

}  // namespace keytrail::quality
