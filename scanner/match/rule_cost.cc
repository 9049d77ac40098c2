#include "scanner/match/rule_cost.h"

#include <algorithm>
#include <array>

#include "scanner/match/dialect.h"
#include "scanner/match/dialect_parser.h"
#include "scanner/match/example_template.h"

namespace keytrail::match {
namespace {

constexpr auto kPieces = std::to_array<const char*>({
    "the {{lower:7}} of a {{lower:4}} is {{lower:9}}. ",
    "const std::string {{lower:8}} = \"{{base62:20}}\";\n",
    "{{lower:6}}_secret_key: {{lower:4}}\n",
    "https://www.{{lower:8}}.org:8080/{{lower:12}}?a=b@c\n",
    "ssh://git@{{lower:8}}.org:22/{{lower:9}}.git\n",
    "-----BEGIN CERTIFICATE-----\n{{base64:64}}\n{{base64:64}}\n",
    "{{hex:64}}  ./{{lower:10}}\n",
    "{\"AccountName\": \"{{lower:8}}\", \"token\": null}\n",
    "postgres://{{lower:8}}/{{lower:6}}\n",
    "export {{lower:6}}=ghp_{{lower:10}}\n",
    "ssh-ed25519 {{base64:68}} {{lower:5}}@{{lower:6}}\n",
});

}  // namespace

std::string CostCorpus(std::size_t bytes) {
  ExampleComposer composer("corpus");
  std::string corpus;
  for (std::size_t i = 0; corpus.size() < bytes; ++i) {
    corpus += composer.Compose(kPieces[i % kPieces.size()]).value();
  }
  corpus.resize(bytes);
  return corpus;
}

StatusOr<std::uint32_t> LiteralBytesOf(const std::string& pattern) {
  KT_ASSIGN_OR_RETURN(const Expression expression, ParsePattern(pattern));
  return static_cast<std::uint32_t>(LongestLiteralOf(expression));
}

std::vector<double> CallbacksPerMegabyte(const SearchHits& search, std::size_t rules,
                                         const std::string& corpus) {
  std::vector<double> callbacks(rules);
  for (const SearchHit& hit : search.Find(corpus)) callbacks[hit.rule] += 1;
  for (double& count : callbacks) count *= 1e6 / static_cast<double>(corpus.size());
  return callbacks;
}

}  // namespace keytrail::match
