// The decoders' fuzz targets as ordinary tests.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/digest.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/encode.h"

namespace keytrail::fuzz {
namespace {

using namespace test_support;  // NOLINT: the encoders are this file's vocabulary

constexpr std::uint64_t kSeed = 20261124;

std::string Text() {
  return "# settings\nurl = https://user:word@host.example/path?a=b&c=\"d\"\nname = value\n";
}

TEST(DecodeFuzz, TextDecodersGiveTheSameInChunksOfEverySize) {
  const std::vector<std::string> seeds = {
      EncodeBase64(Text() + Text()),
      Wrap(EncodeBase64(Text() + Text() + Text()), 64, "\r\n  "),
      "x " + EncodeBase32(Text()) + " " + EncodeHex(Text()),
      Widen(Text(), 2, true) + std::string(3, '\0') + Widen(Text(), 2, false),
      Widen(Text(), 4, true) + "~~~~" + Widen(Text(), 4, false),
      "\xff\xfe" + Widen(Text(), 2, true),
      EncodePercent(Text()) + std::string(600, '.') + EscapeXml(Text()),
      EscapeJson(EscapeJson(Text())) + std::string(600, '.') + EscapeUnicode(Text()),
      EncodeQuotedPrintable(Text() + std::string(300, 'x') + "\xe4" + Text())};
  Mutator mutator(kSeed);
  for (const std::string& seed : seeds) {
    for (int chunk = 0; chunk < 256; ++chunk) {
      FuzzTextDecoders(AsBytes(std::string(1, static_cast<char>(chunk)) + seed));
      const std::string damaged = mutator.Mutate(mutator.Mutate(seed));
      FuzzTextDecoders(AsBytes(std::string(1, static_cast<char>(chunk * 7)) + damaged));
    }
  }
  RecordProperty("seed", std::to_string(kSeed));
}

// A member of ar and of cpio, as their headers are written; zlib, a git pack and a PDF around it.
TEST(DecodeFuzz, MemberReadersSurviveDamage) {
  const std::string zlib =
      std::string("\x78\x01\x01\x05\x00\xfa\xff", 7) + "hello" + std::string("\x06\x2c\x02\x15", 4);
  const std::string cpio =
      "07070100000001000081A4000000000000000000000001000000000000000500000000"
      "000000000000000000000000000000020000000000000000";
  const std::vector<std::string> seeds = {
      "!<arch>\na.txt/          0           0     0     100644  5         `\nhello\n",
      cpio.substr(0, 110) + std::string("a\0hello\0\0\0", 10),
      zlib,
      std::string("PACK\0\0\0\2\0\0\0\1\x35", 13) + zlib,
      "%PDF-1.4\nstream\r\n" + zlib + "\nendstream",
      std::string("PK\3\4\x0a\0\0\0\0\0\0\0\0\0\x86\xa6\x10\x36\5\0\0\0\5\0\0\0\1\0\0\0", 30) +
          "ahello",
      std::string("\x1f\x8b\x08\0\0\0\0\0\0\3\x01\x05\x00\xfa\xff", 15) + "hello" +
          std::string("\x86\xa6\x10\x36\x05\0\0\0", 8)};
  Mutator mutator(kSeed);
  for (const std::string& seed : seeds) {
    for (int i = 0; i < 4000; ++i) {
      const std::string kind(1, static_cast<char>(i));
      FuzzMembers(AsBytes(kind + (i % 50 == 0 ? seed : mutator.Mutate(seed))));
    }
  }
  RecordProperty("seed", std::to_string(kSeed));
}

}  // namespace
}  // namespace keytrail::fuzz
