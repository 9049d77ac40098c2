// Each row: the real sshd decides, and our evaluation of the same tree must say the same.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/names.h"
#include "tests/sshd_oracle/key_ring.h"
#include "tests/sshd_oracle/observation.h"
#include "tests/sshd_oracle/row.h"
#include "tests/sshd_oracle/sshd_root.h"

namespace keytrail::sshd_oracle {
namespace {

std::vector<Row> AllRows() {
  return Together({ConfigurationRows(), MatchRows(), AccountRows(), KeyFileRows(), LineRows(),
                   RootRows(), GradeRows(), CertificateRows(), KeyRows(), PamRows()});
}

class SshdOracle : public ::testing::TestWithParam<Row> {
 protected:
  // One for the program: what does not change is copied and generated once.
  struct Bench {
    SshdRoot root;
    KeyRing keys;
  };
  static void SetUpTestSuite() {
    if (Obstacle().empty()) bench_ = std::make_unique<Bench>();
  }
  static void TearDownTestSuite() { bench_.reset(); }

  void SetUp() override {
    if (const std::string obstacle = Obstacle(); !obstacle.empty()) GTEST_SKIP() << obstacle;
    const Row& row = GetParam();
    bench_->root.Reset(bench_->keys, row.key);
    bench_->root.Apply(bench_->keys.Fill(row.changes, row.key));
  }

  static Client ClientOf(const Row& row, const Seen& seen) {
    KeyRing& keys = bench_->keys;
    return {.key_file = keys.PrivateFile(row.key),
            .certificate_file = row.certificate ? keys.Certify(row.key, *row.certificate) : "",
            .account = row.account,
            .source = seen.source,
            .passphrase_program = keys.PassphraseProgram(),
            .options = row.client_options};
  }

  static void ExpectSeen(const Row& row, const Seen& seen) {
    const Observation observed =
        Observe(bench_->root.path(), row.server_arguments, ClientOf(row, seen));
    EXPECT_FALSE(observed.timed_out);
    EXPECT_EQ(NameOf(VerdictOf(observed)), NameOf(seen.verdict)) << "from " << seen.source;
    EXPECT_EQ(NameOf(GradeOf(observed)), NameOf(seen.grade)) << "from " << seen.source;
    if (HasFailure()) ADD_FAILURE() << observed.log;
  }

  static inline std::unique_ptr<Bench> bench_;
};

TEST_P(SshdOracle, DecidesAsTheRowExpects) {
  const Row& row = GetParam();
  std::vector<Seen> seen = row.seen;
  if (seen.empty()) seen.push_back({row.expected.verdict, row.expected.grade});
  for (const Seen& one : seen) ExpectSeen(row, one);
}

INSTANTIATE_TEST_SUITE_P(Rows, SshdOracle, ::testing::ValuesIn(AllRows()),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace keytrail::sshd_oracle
