// Private keys of the less common forms through everything: rules, decoders, parsers, chunks.
#include <algorithm>

#include <gmock/gmock.h>

#include "tests/pipeline/scan_fixture.h"
#include "tests/support/encode.h"
#include "tests/support/key_texts.h"

namespace keytrail::pipeline {
namespace {

using namespace test_support;  // NOLINT: the writers are this file's vocabulary
using ::testing::ElementsAre;

class KeyForms : public ScanFixture {};

// "rule offset length line".
std::vector<std::string> Found(const FileScan& scan) {
  std::vector<std::string> found;
  for (const WorkerFinding& one : scan.findings) {
    const Finding& finding = one.finding;
    found.push_back(fmt::format("{} {} {} {}", finding.rule_id, finding.byte_offset,
                                finding.byte_length, finding.line));
  }
  return found;
}

TEST_F(KeyForms, AreFoundAtTheirPlaceInChunksOfEverySize) {
  for (const KeyText& form : KeyTexts()) {
    const std::string before = std::string(5000, ' ') + "\n";
    const std::string text = before + form.text + "\n";
    const std::size_t at = text.find(form.key);
    const auto lines = 1 + std::count(text.begin(), text.begin() + static_cast<int>(at), '\n');
    const std::string expected =
        fmt::format("{} {} {} {}", form.rule_id, at, form.key.size(), lines);
    for (const std::size_t chunk_bytes : {0, 64, 1000, 4096}) {
      EXPECT_THAT(Found(Scan(text, chunk_bytes)), ElementsAre(expected)) << chunk_bytes;
    }
  }
}

TEST_F(KeyForms, AreFoundThroughEncodings) {
  for (const KeyText& form : KeyTexts()) {
    const std::pair<std::string, std::string> encodings[] = {
        {"utf-16le", "\xff\xfe" + Widen(form.text, 2, true)},
        {"utf-16be", "\xfe\xff" + Widen(form.text, 2, false)},
        {"base64", "data:\n  key: " + EncodeBase64(form.text) + "\n"},
    };
    for (const auto& [name, text] : encodings) {
      const FileScan scan = Scan(text);
      ASSERT_EQ(scan.findings.size(), 1U) << form.rule_id << " " << name;
      EXPECT_EQ(scan.findings[0].finding.rule_id, form.rule_id);
      EXPECT_THAT(scan.findings[0].finding.decoded_by, ElementsAre(name)) << form.rule_id;
    }
  }
}

TEST_F(KeyForms, OfDerAreFoundInFilesAndInBase64WithoutMarkers) {
  const std::string der = Ed25519Der();
  EXPECT_THAT(Found(Scan(der)), ElementsAre("der.private-key 0 48 1"));
  EXPECT_THAT(DecodedBy("tls.key: " + EncodeBase64(der) + "\n"), ElementsAre("base64"));
}

}  // namespace
}  // namespace keytrail::pipeline
