#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {

std::vector<Row> CertificateRows() { return {}; }

}  // namespace keytrail::sshd_oracle
