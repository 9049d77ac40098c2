#include "scanner/match/dialect.h"

#include <gtest/gtest.h>
#include <hs/hs.h>
#include <re2/re2.h>

#include "scanner/match/engine.h"
#include "scanner/match/rule_file.h"

namespace keytrail::match {
namespace {

struct Refusal {
  std::string pattern;
  std::string reason;  // a part of the message
};

void ExpectRefused(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    const StatusOr<CompiledPattern> compiled = CompilePattern(refusal.pattern);
    ASSERT_FALSE(compiled.ok()) << refusal.pattern;
    EXPECT_EQ(compiled.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(MessageOf(compiled.status()).find(refusal.reason), std::string::npos)
        << refusal.pattern << ": " << compiled.status();
  }
}

TEST(Dialect, RefusesWhatTheEnginesDifferOn) {
  ExpectRefused({
      {"^key", "'^' without (?m) at character 1"},
      {"key$", "'$' without (?m) at character 4"},
      {R"(\Akey)", R"(escape '\A' at character 1)"},
      {R"(key\z)", R"(escape '\z')"},
      {R"(key\Z)", R"(escape '\Z')"},
      {R"([^\v])", R"(escape '\v')"},
      {R"(a\vb)", R"(escape '\v')"},
      {R"((?i)k\xe9y)", "from 80 on under (?i)"},
      {R"((?i)[a-\xff])", "from 80 on under (?i)"},
      {R"((?i:[\x80]))", "from 80 on under (?i)"},
      {"a(?=b)", "a kind that the dialect does not have"},
      {"(?!b)a", "a kind that the dialect does not have"},
      {"(?<=b)a", "a kind that the dialect does not have"},
      {"(?<name>a)", "a kind that the dialect does not have"},
      {"(?x)a b", "a kind that the dialect does not have"},
      {"(?U)a{1,2}", "a kind that the dialect does not have"},
      {R"((a)\1)", R"(escape '\1')"},
      {R"(\p{L})", R"(escape '\p')"},
      {R"(\Qa.b\E)", R"(escape '\Q')"},
      {R"(\Ca)", R"(escape '\C')"},
      {R"(\a)", R"(escape '\a')"},
      {"a(?m)^b", "(?m)^ inside the pattern"},
      {R"((?m)\b^a)", "(?m)^ inside the pattern"},
      {R"((?m)a$\b)", "(?m)$ inside the pattern"},
      {"(?m)a$b", "(?m)$ inside the pattern"},
      {"(?m)(?:^a){2}", "(?m)^ inside the pattern"},
      {"caf\xc3\xa9", "byte c3 in the pattern at character 4"},
  });
}

TEST(Dialect, RefusesWhatItCannotBound) {
  ExpectRefused({
      {"ke*y", "unbounded repeat '*'"},
      {"ke+y", "unbounded repeat '+'"},
      {"ke{2,}y", "unbounded repeat '{n,}'"},
      {"(?:a{1,50}b){1,40}", "multiply to 2000"},
      {"a{1,1001}", "out of range"},
      {"a{3,2}", "out of range"},
      {"a{0}", "out of range"},
      {"(?:a{1000}){1}b{1000}[cd]{1000}e{1000}f{1000}", "5000 bytes wide"},
      {"a?", "matches nothing"},
      {"(?:ab|c?)", "matches nothing"},
      {R"(\b)", "matches nothing"},
      {std::string(40, '(') + "a" + std::string(40, ')'), "groups too deep"},
      {std::string(10'000, 'a'), "pattern too long"},
  });
}

TEST(Dialect, RefusesWhatIsIllFormed) {
  ExpectRefused({
      {"", "empty pattern"},
      {R"(\x4)", R"(a bad \x)"},
      {R"(\x{41})", R"(a bad \x)"},
      {R"(ab\)", "a lone backslash"},
      {"[[:alpha:]]", "'[' inside a class"},
      {"[]a]", "']' inside a class"},
      {"[z-a]", "a bad range"},
      {R"([\d-z])", "a bad range"},
      {"[abc", "without ']'"},
      {R"([^\x00-\xff])", "a class of no bytes"},
      {"(ab", "without ')'"},
      {"ab)", "without '('"},
      {"(?P<Name>a)", "a bad capture name"},
      {"(?P<secret>a)(?P<secret>b)", "capture 'secret' twice"},
      {"(?P<a>(?P<a>b))", "capture 'a' inside itself"},
      {"(?:(?P<secret>a)){2}", "capture 'secret' inside a repeat"},
      {"*a", "a repeat of nothing"},
      {"(?:){2}a", "a repeat of nothing"},
      {R"((?:\b){2}a)", "a repeat of nothing"},
      {"a{2}{3}", "a repeat of a repeat"},
      {"a?+", "a repeat of a repeat"},
      {"a{x}", "a bad repeat"},
      {"a}", "a lone bracket"},
      {"a]", "a lone bracket"},
      {"a\nb", "byte 0a in the pattern at character 2"},
  });
}

TEST(Dialect, AcceptsWhatItHas) {
  for (const std::string pattern :
       {"a", "a|b", "(a)", "(?:a|b){1,3}?", R"([\w.\-]{2,5})", R"([^\s"'])", "(?m)^a$",
        R"((?i)key(?-i)[\x80-\xff])", "(?i:a)B", "(?s).", "[a-]", R"([\^\[\]\\])",
        R"(\{\}\(\)\*\.\/)", "(?:a{1000}){1}", R"(\Ba\b)", R"((?i)[^a])", "(?P<x>a)|(?P<x>b)"}) {
    const StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    EXPECT_TRUE(compiled.ok()) << pattern << ": " << compiled.status();
  }
}

struct Form {
  std::string pattern;
  std::string confirmation;
  std::string search;
};

TEST(Dialect, WritesBothFormsInExplicitBytes) {
  const std::vector<Form> forms = {
      {"ab", R"(\x61\x62)", R"(\x61\x62)"},
      {"(?i)a1", R"([\x41\x61]\x31)", R"([\x41\x61]\x31)"},
      {R"(\s)", R"([\x09-\x0a\x0c-\x0d\x20])", R"([\x09-\x0a\x0c-\x0d\x20])"},
      {R"(\S)", R"([\x00-\x08\x0b\x0e-\x1f\x21-\xff])", R"([\x00-\x08\x0b\x0e-\x1f\x21-\xff])"},
      {".", R"([\x00-\x09\x0b-\xff])", R"([\x00-\x09\x0b-\xff])"},
      {"(?s).", R"([\x00-\xff])", R"([\x00-\xff])"},
      {"a{2,9}", R"(\x61{2,9})", R"(\x61{2})"},
      {"ab{0,9}?", R"(\x61\x62{0,9}?)", R"(\x61)"},
      {"ab?c?", R"(\x61\x62?\x63?)", R"(\x61)"},
      {R"(a{2,9}\b)", R"(\x61{2,9}\b)", R"(\x61{2,9}\b)"},
      {"a(?:bc){2,3}", R"(\x61(?:\x62\x63){2,3})", R"(\x61(?:\x62\x63){1}\x62\x63)"},
      {"a(?:b{1,5}|c{2,5}d{0,3})", R"(\x61(?:\x62{1,5}|\x63{2,5}\x64{0,3}))",
       R"(\x61(?:\x62|\x63{2}))"},
      {"a(?:b|c?)", R"(\x61(?:\x62|\x63?))", R"(\x61)"},
      {"(?P<secret>ab{1,3})", R"((\x61\x62{1,3}))", R"(\x61\x62)"},
      {"(?m)^a$", R"((?m:^)\x61(?m:$))", R"(^\x61$)"},
  };
  for (const Form& form : forms) {
    const StatusOr<CompiledPattern> compiled = CompilePattern(form.pattern);
    ASSERT_TRUE(compiled.ok()) << form.pattern << ": " << compiled.status();
    EXPECT_EQ(compiled->confirmation, form.confirmation) << form.pattern;
    EXPECT_EQ(compiled->search, form.search) << form.pattern;
  }
}

TEST(Dialect, NamesTheCapturesInTheOrderOfTheirGroups) {
  const StatusOr<CompiledPattern> compiled =
      CompilePattern("(?:(?P<secret>a(?P<user>b))|(?P<user>c)(?P<secret>d))(e)");
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_EQ(compiled->capture_names,
            (std::vector<std::string>{"secret", "user", "user", "secret"}));
}

TEST(Dialect, MeasuresWidthsAsHyperscanDoes) {
  StatusOr<std::vector<Rule>> rules = LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  std::vector<std::string> patterns = {"a", "a|bcd", "a{2,7}b", "(?:ab?){3}", "(?m)^a|bc$"};
  constexpr std::uint64_t kAssertionBytesMax = 1;
  for (const Rule& rule : *rules) patterns.push_back(rule.pattern);
  for (const std::string& pattern : patterns) {
    const StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    ASSERT_TRUE(compiled.ok()) << pattern << ": " << compiled.status();
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    ASSERT_EQ(hs_expression_info(compiled->search.c_str(), HS_FLAG_DOTALL | HS_FLAG_MULTILINE,
                                 &info, &error),
              HS_SUCCESS)
        << pattern;
    // Hyperscan also counts the byte that an assertion inside may demand; a wider window of starts
    // loses nothing.
    const bool asserts = pattern.find("\\b") != std::string::npos;
    EXPECT_LE(compiled->search_width.min, info->min_width) << pattern;
    EXPECT_GE(compiled->search_width.min + (asserts ? kAssertionBytesMax : 0), info->min_width)
        << pattern;
    EXPECT_EQ(compiled->search_width.max, info->max_width) << pattern;
    std::free(info);
  }
}

// Every byte value against the classes that the engines read differently.
TEST(Dialect, BothEnginesAgreeOnEveryByte) {
  for (const std::string pattern : {R"(\s)", R"(\S)", R"([^\s])", R"(\w)", R"(\W)", R"(\d)",
                                    R"(\D)", ".", "(?s).", "[^x]", R"(\x0b)", R"(\xff)"}) {
    const StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    ASSERT_TRUE(compiled.ok()) << pattern;
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    const re2::RE2 confirmation(compiled->confirmation, options);
    const re2::RE2 original(pattern, options);
    const StatusOr<DatabaseHandle> database = CompileDatabase({.expressions = {compiled->search}});
    ASSERT_TRUE(database.ok()) << database.status();
    hs_scratch_t* scratch = nullptr;
    ASSERT_EQ(hs_alloc_scratch(database->get(), &scratch), HS_SUCCESS);
    const ScratchHandle owned(scratch);
    for (int byte = 0; byte < 256; ++byte) {
      const char text = static_cast<char>(byte);
      bool fired = false;
      const auto on_hit = [](unsigned, unsigned long long, unsigned long long, unsigned,
                             void* flag) {
        *static_cast<bool*>(flag) = true;
        return 0;
      };
      ASSERT_EQ(hs_scan(database->get(), &text, 1, 0, scratch, on_hit, &fired), HS_SUCCESS);
      const re2::StringPiece piece(&text, 1);
      const bool matched = re2::RE2::PartialMatch(piece, confirmation);
      EXPECT_EQ(fired, matched) << pattern << " on byte " << byte;
      EXPECT_EQ(matched, re2::RE2::PartialMatch(piece, original)) << pattern << " on " << byte;
    }
  }
}

}  // namespace
}  // namespace keytrail::match
