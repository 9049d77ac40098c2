#include "scanner/authoring/embeddings.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "scanner/authoring/mutations.h"

namespace keytrail::authoring {
namespace {

std::string FormOf(const std::vector<Embedding>& embeddings, const std::string& form) {
  for (const Embedding& embedding : embeddings) {
    if (embedding.form == form) return embedding.text;
  }
  return "";
}

TEST(Embeddings, EscapeWhatEachFormMustEscape) {
  const auto embeddings = EmbeddingsOf("a=\"b\\c\" <&>", false);
  EXPECT_NE(FormOf(embeddings, "json").find(R"(a=\"b\\c\" <&>)"), std::string::npos);
  EXPECT_NE(FormOf(embeddings, "xml").find("a=&quot;b\\c&quot; &lt;&amp;&gt;"), std::string::npos);
}

TEST(Embeddings, EncodeAsMuchAsADecoderTakes) {
  const std::string line = "password = 'not short at all'\n";
  EXPECT_NE(FormOf(EmbeddingsOf(line, false), "base64").find(Base64Encode(AsBytes(line))),
            std::string::npos);
  EXPECT_GT(FormOf(EmbeddingsOf("a=b", false), "base64").size(), line.size());
}

TEST(Embeddings, KeepLinesWhereALineIsAllThatMeansSomething) {
  for (const Embedding& embedding : EmbeddingsOf("a\nb\n", true)) {
    EXPECT_TRUE(embedding.form == "crlf" || embedding.form == "utf-16") << embedding.form;
  }
  EXPECT_EQ(FormOf(EmbeddingsOf("a\nb\n", true), "crlf"), "a\r\nb\r\n");
  EXPECT_EQ(FormOf(EmbeddingsOf("a", true), "utf-16"), std::string("\xff\xfe\x61\0", 4));
}

TEST(Embeddings, PutWhatIsNoTextIntoBase64Only) {
  const std::string bytes("\x05\x02\0\0 and further bytes of a binary file", 41);
  const auto embeddings = EmbeddingsOf(bytes, false);
  ASSERT_EQ(embeddings.size(), 1U);
  EXPECT_NE(FormOf(embeddings, "base64").find(Base64Encode(AsBytes(bytes))), std::string::npos);
  EXPECT_TRUE(EmbeddingsOf(bytes, true).empty());
}

TEST(Embeddings, PutTheByteAtTheBoundary) {
  for (const std::size_t boundary : {10U, 100U, 4096U}) {
    for (const std::size_t offset : {0U, 1U, 9U}) {
      const std::string whole = AcrossBoundary("0123456789", offset, boundary);
      EXPECT_EQ(whole.at(boundary), "0123456789"[offset]);
      EXPECT_TRUE(whole.ends_with("\n0123456789") || whole == "0123456789") << boundary << offset;
    }
  }
}

TEST(Mutations, ReplaceTheSecretAndNothingElse) {
  Rule rule;
  rule.constant_prefix = "acme_";
  const auto mutations = MutationsOf("k=acme_1234;", {.offset = 2, .size = 9}, rule);
  EXPECT_GT(mutations.size(), 8U);
  EXPECT_EQ(mutations[0].text, "k=acme_xxxx;");
  for (const Mutation& mutation : mutations) {
    EXPECT_EQ(mutation.text, "k=" + mutation.stand_in + ";");
  }
}

}  // namespace
}  // namespace keytrail::authoring
