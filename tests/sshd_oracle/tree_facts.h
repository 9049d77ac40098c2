// What a scan states of a tree: its files through the directory reader and the parsers of facts, as
// the worker does it, without the way over the pipe and the record.
#pragma once

#include <string>
#include <vector>

#include "graph/access/evaluate.h"
#include "model/fact.h"

namespace keytrail::sshd_oracle {

class TreeFacts {
 public:
  // Walks the tree at `root`, all of it on one volume.
  explicit TreeFacts(const std::string& root);

  // Lifetime: that of this.
  const access::MachineFacts& machine() const { return machine_; }

 private:
  std::vector<Fact> facts_;
  access::MachineFacts machine_;
};

}  // namespace keytrail::sshd_oracle
