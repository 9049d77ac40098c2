#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {

std::vector<Row> Together(const std::vector<std::vector<Row>>& groups) {
  std::vector<Row> all;
  for (const std::vector<Row>& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace keytrail::sshd_oracle
