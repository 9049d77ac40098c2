// Gathers what is wrong with a rule file, with its places, so that its author hears all at once.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/status.h"
#include "model/rule_report.h"
#include "scanner/match/rule_pack.h"

namespace keytrail::match {

// Where `node` begins in its file.
TextPlace PlaceOf(const YAML::Node& node);

class ProblemLog {
 public:
  explicit ProblemLog(std::string file) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }
  std::size_t count() const { return problems_.size(); }

  // Whose problems are noted from now on; empty: the file's.
  void SetRule(std::string rule_id) { rule_id_ = std::move(rule_id); }

  void Note(const TextPlace& place, const std::string& what, const std::string& how);
  void Note(const YAML::Node& at, const std::string& what, const std::string& how) {
    Note(PlaceOf(at), what, how);
  }
  // An error whose message is `what: how to mend it`; nothing when `status` is none. Returns
  // whether it is none.
  bool NoteIfError(const YAML::Node& at, const Status& status);

  std::vector<RuleProblem> Take() { return std::exchange(problems_, {}); }

 private:
  const std::string file_;
  std::string rule_id_;
  std::vector<RuleProblem> problems_;
};

}  // namespace keytrail::match
