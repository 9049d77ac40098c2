// Texts through a FileScanner with the real rules.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scanner/pipeline/file_scanner.h"
#include "tests/pipeline/memory_content.h"
#include "tests/support/shipped_rules.h"

namespace keytrail::pipeline {

class ScanFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto obtained = test_support::ObtainShippedRules();
    ASSERT_TRUE(obtained.ok()) << obtained.status();
    rules_ = *obtained;
  }
  static void TearDownTestSuite() { rules_.reset(); }

  static FileScan ScanWith(const std::string& text, const FileScannerOptions& options,
                           const std::string& path = "/srv/app/file") {
    FileScanner scanner(rules_, options);
    FileEntry entry;
    entry.path = path;
    entry.size = text.size();
    entry.permissions.mode = 0644;
    test_support::MemoryContent content(text);
    return scanner.Scan(entry, content, [](std::uint64_t) {});
  }

  static FileScan Scan(const std::string& text, std::size_t chunk_bytes = 0,
                       const std::string& path = "/srv/app/file") {
    return ScanWith(text, {.min_confidence = Confidence::kMedium, .chunk_bytes = chunk_bytes},
                    path);
  }

  // How the one finding of `text` was seen.
  static std::vector<std::string> DecodedBy(const std::string& text) {
    const FileScan scan = Scan(text);
    if (scan.findings.size() != 1) {
      return {fmt::format("{} findings {}", scan.findings.size(), scan.reason)};
    }
    return scan.findings[0].finding.decoded_by;
  }

  static void ExpectSame(const FileScan& a, const FileScan& b, const std::string& where) {
    ASSERT_EQ(a.findings.size(), b.findings.size()) << where;
    EXPECT_EQ(a.reason, b.reason) << where;
    for (std::size_t i = 0; i < a.findings.size(); ++i) {
      const Finding& x = a.findings[i].finding;
      const Finding& y = b.findings[i].finding;
      EXPECT_EQ(a.findings[i].secret_sha256, b.findings[i].secret_sha256) << where;
      EXPECT_EQ(std::tie(x.rule_id, x.byte_offset, x.byte_length, x.line, x.column, x.decoded_by),
                std::tie(y.rule_id, y.byte_offset, y.byte_length, y.line, y.column, y.decoded_by))
          << where;
    }
  }

  static std::string Random(unsigned seed, std::string_view alphabet, std::size_t size) {
    std::mt19937 random(seed);
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text.push_back(alphabet[random() % alphabet.size()]);
    return text;
  }

  static std::string AwsProfile(const std::string& name, unsigned seed) {
    return fmt::format("[{}]\naws_access_key_id = AKIAR{}\naws_secret_access_key = {}\n", name,
                       Random(seed, kBase32, 15), Random(seed + 1, kAlphanumeric, 40));
  }

  static std::string DatabaseUrl(unsigned seed) {
    return fmt::format("postgres://app:{}@db{}.example.net:5432/orders",
                       Random(seed, kAlphanumeric, 16), seed);
  }

  static constexpr std::string_view kAlphanumeric =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  static constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  static inline std::shared_ptr<const match::RuleSet> rules_;
};

}  // namespace keytrail::pipeline
