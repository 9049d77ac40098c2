// Secrets through every encoding of text: found, said through what, and placed in the file's own
// bytes, wherever chunks begin.

#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pipeline/scan_fixture.h"
#include "tests/support/encode.h"

namespace keytrail::pipeline {
namespace {

using namespace test_support;  // NOLINT: the encoders are this file's vocabulary
using ::testing::ElementsAre;

struct Form {
  const char* name;
  std::function<std::string(const std::string&)> encode;
  std::size_t text_unit;  // 0: not linear
  std::size_t source_unit;
};

const std::vector<Form>& Forms() {
  static const std::vector<Form> kForms = {
      {"utf-16le", [](const std::string& text) { return Widen(text, 2, true); }, 1, 2},
      {"utf-16be", [](const std::string& text) { return Widen(text, 2, false); }, 1, 2},
      {"utf-32le", [](const std::string& text) { return Widen(text, 4, true); }, 1, 4},
      {"utf-32be", [](const std::string& text) { return Widen(text, 4, false); }, 1, 4},
      {"base64", EncodeBase64, 3, 4},
      {"base64", EncodeBase64Url, 3, 4},
      {"base64", [](const std::string& text) { return Wrap(EncodeBase64(text), 64, "\n"); }, 0, 0},
      {"base64", [](const std::string& text) { return Wrap(EncodeBase64(text), 76, "\r\n    "); },
       0, 0},
      {"base64", [](const std::string& text) { return Wrap(EncodeBase64(text), 76, "\\n"); }, 0, 0},
      {"base32", EncodeBase32, 5, 8},
      {"hex", [](const std::string& text) { return EncodeHex(text); }, 1, 2},
      {"hex", [](const std::string& text) { return EncodeHex(text, true); }, 1, 2},
      {"percent", EncodePercent, 0, 0},
      {"json", EscapeJson, 0, 0},
      {"json", EscapeUnicode, 0, 0},
      {"xml", EscapeXml, 0, 0},
      {"quoted-printable", EncodeQuotedPrintable, 0, 0}};
  return kForms;
}

class DecodingTest : public ScanFixture {
 protected:
  // A text that no rule finds anything in unless it is decoded: the token stands right behind a
  // line end, or where a line of 76 characters is broken.
  static std::string Secret(bool in_long_line = false) {
    const std::string token =
        "github_pat_" + Random(31, kAlphanumeric, 22) + "_" + Random(32, kAlphanumeric, 59);
    const std::string line = "# configuration of the application, and its settings";
    return line + (in_long_line ? " " : "\n") + token + "\nregion = eu-central-1\noutput = json\n";
  }

  static std::vector<Sha256Digest> Secrets(const std::string& text);
};

// The place that an encoding gives the bytes [begin, end) of what was encoded at `run`.
decode::SourceRange PlaceOf(const Form& form, std::size_t run, std::size_t begin, std::size_t end) {
  return {run + begin / form.text_unit * form.source_unit,
          run + (end + form.text_unit - 1) / form.text_unit * form.source_unit};
}

TEST_F(DecodingTest, FindsASecretThroughEachEncodingAnywhereInAFile) {
  for (const Form& form : Forms()) {
    const std::string secret = Secret(form.name == std::string("quoted-printable"));
    const FileScan plain = Scan(secret);
    ASSERT_EQ(plain.findings.size(), 1u);
    for (const std::string& before :
         {std::string(), std::string("the key: \" \1"), std::string(70'003, '.') + '\1'}) {
      const std::string text = before + form.encode(secret) + "\"\n" + std::string(3000, '.');
      const FileScan scan = Scan(text);
      ASSERT_EQ(scan.findings.size(), 1u) << form.name << " behind " << before.size();
      const Finding& finding = scan.findings[0].finding;
      EXPECT_THAT(finding.decoded_by, ElementsAre(form.name));
      EXPECT_EQ(scan.findings[0].secret_sha256, plain.findings[0].secret_sha256) << form.name;
      EXPECT_TRUE(scan.read_to_end) << scan.reason;
      if (form.text_unit == 0) continue;
      const Finding& bare = plain.findings[0].finding;
      const auto place =
          PlaceOf(form, before.size(), bare.byte_offset, bare.byte_offset + bare.byte_length);
      EXPECT_EQ(finding.byte_offset, place.begin) << form.name;
      EXPECT_EQ(finding.byte_offset + finding.byte_length, place.end) << form.name;
    }
  }
}

TEST_F(DecodingTest, FindsTheSameAtEveryChunkSize) {
  std::string text = "first\n";
  for (const Form& form : Forms()) text += form.encode(Secret()) + "\"\n\n ~~~~ \n";
  const FileScan whole = Scan(text);
  ASSERT_GE(whole.findings.size(), Forms().size());
  for (const std::size_t chunk_bytes :
       {1u, 2u, 3u, 7u, 16u, 31u, 32u, 33u, 64u, 100u, 511u, 512u, 513u, 1000u, 4096u}) {
    const FileScan chunked = Scan(text, chunk_bytes);
    ExpectSame(whole, chunked, fmt::format("chunks of {}", chunk_bytes));
  }
}

TEST_F(DecodingTest, NamesLineAndColumnOfTheEncodedBytes) {
  const std::string text = "one\ntwo\nxx " + EncodeBase64(Secret()) + "\n";
  for (const std::size_t chunk_bytes : {0u, 1u, 50u}) {
    const FileScan scan = Scan(text, chunk_bytes);
    ASSERT_EQ(scan.findings.size(), 1u);
    const Finding& finding = scan.findings[0].finding;
    EXPECT_EQ(finding.line, 3u);
    EXPECT_EQ(finding.column, finding.byte_offset - 8 + 1);
  }
}

TEST_F(DecodingTest, NamesEncodingsFromTheOutsideIn) {
  const auto base64 = [](const std::string& text) { return EncodeBase64(text); };
  const auto utf16 = [](const std::string& text) { return Widen(text, 2, true); };
  EXPECT_THAT(DecodedBy(base64(utf16(Secret()))), ElementsAre("base64", "utf-16le"));
  EXPECT_THAT(DecodedBy(utf16(base64(Secret()))), ElementsAre("utf-16le", "base64"));
  EXPECT_THAT(DecodedBy(base64(base64(base64(Secret())))),
              ElementsAre("base64", "base64", "base64"));
  EXPECT_THAT(DecodedBy(EscapeUnicode(EscapeUnicode(Secret()))), ElementsAre("json", "json"));
  EXPECT_THAT(DecodedBy(EncodePercent(EscapeXml(Secret()))), ElementsAre("percent", "xml"));
  EXPECT_THAT(DecodedBy(EscapeXml(EncodeQuotedPrintable(Secret(true)))),
              ElementsAre("xml", "quoted-printable"));
  EXPECT_THAT(DecodedBy(EncodeHex(EncodeBase32(Secret()))), ElementsAre("hex", "base32"));
}

TEST_F(DecodingTest, ReportsWhatIsSeenAsItIsAndDecodedOnce) {
  // Inside strings of JSON inside JSON, a secret without escapes of its own is seen three times.
  const std::string url = DatabaseUrl(5);
  std::string text = "{\"a\": \"{\\\"b\\\": \\\"c\\\", \\\"url\\\": \\\"x " + url + " \\\"}\"}";
  const FileScan scan = Scan(text);
  ASSERT_EQ(scan.findings.size(), 1u);
  EXPECT_TRUE(scan.findings[0].finding.decoded_by.empty());
}

// The digests of what is found in `text`, the same at every chunk size.
std::vector<Sha256Digest> DecodingTest::Secrets(const std::string& text) {
  const FileScan whole = Scan(text);
  for (const std::size_t chunk_bytes : {1u, 33u, 512u}) {
    ExpectSame(whole, Scan(text, chunk_bytes), fmt::format("chunks of {}", chunk_bytes));
  }
  std::vector<Sha256Digest> secrets;
  for (const WorkerFinding& found : whole.findings) secrets.push_back(found.secret_sha256);
  return secrets;
}

TEST_F(DecodingTest, FindsASecretBetweenTwoEscapedQuotes) {
  const std::string code = "app.use(cookieParser(\"" + Random(41, kAlphanumeric, 16) + "\"));";
  ASSERT_EQ(Secrets(code).size(), 1u);
  EXPECT_EQ(Secrets("{\"code\": \"" + EscapeJson(code) + "\"}"), Secrets(code));
}

TEST_F(DecodingTest, ReadsALongTokenToItsEnd) {
  const std::string token = "{\"refreshToken\": \"0.A" + Random(42, kAlphanumeric, 85) +
                            ".AgABAAEAAA" + Random(43, kAlphanumeric, 700) + "\"}";
  ASSERT_EQ(Secrets(token).size(), 1u);
  EXPECT_EQ(Secrets("<add value=\"" + EscapeXml(token) + "\" />"), Secrets(token));
}

TEST_F(DecodingTest, TakesWhatIsMeantForTheSecretAndNotHowItIsWritten) {
  const std::string lines =
      "spring.datasource.url=jdbc:postgresql://db.example.net/orders\n"
      "spring.datasource.password=" +
      Random(44, kAlphanumeric, 14) + "\nmode=plain\n";
  ASSERT_EQ(Secrets(lines).size(), 1u);
  EXPECT_EQ(Secrets("{\"file\": \"" + EscapeJson(lines) + "\"}"), Secrets(lines));
}

TEST_F(DecodingTest, UndoesEscapesOfTwoKindsThatStandSideBySide) {
  const std::string begin = Random(45, kAlphanumeric, 9);
  const std::string end = Random(46, kAlphanumeric, 9);
  const std::string plain = "{\"DbPassword\":\"" + begin + "&" + end + "\"}";
  ASSERT_EQ(Secrets(plain).size(), 1u);
  EXPECT_EQ(Secrets("<a data-settings=\"{&quot;DbPassword&quot;:&quot;" + begin + "\\u0026" + end +
                    "&quot;}\">"),
            Secrets(plain));
}

TEST_F(DecodingTest, FindsTwoSecretsInOneRunAsTwo) {
  const std::string text = EncodeBase64(Secret() + "\nurl = " + DatabaseUrl(9) + "\n");
  EXPECT_EQ(Scan(text).findings.size(), 2u);
}

TEST_F(DecodingTest, FindsASecretBehindALongRunOfText) {
  const std::string text = Widen(std::string(900'000, 'a') + "\n" + Secret(), 2, true);
  for (const std::size_t chunk_bytes : {0u, 100'000u}) {
    const FileScan scan = Scan(text, chunk_bytes);
    ASSERT_EQ(scan.findings.size(), 1u);
    EXPECT_EQ(scan.findings[0].finding.line, 3u);
  }
}

}  // namespace
}  // namespace keytrail::pipeline
