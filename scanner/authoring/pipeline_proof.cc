#include "scanner/authoring/pipeline_proof.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "scanner/authoring/embeddings.h"
#include "scanner/authoring/mutations.h"
#include "scanner/authoring/text_scan.h"

namespace keytrail::authoring {
namespace {

constexpr std::size_t kSmallChunkBytes = 32 * 1024;

// A finding of `rule_id`, also when a more specific rule's stands in its place.
const WorkerFinding* FindingOf(const std::vector<WorkerFinding>& findings,
                               const std::string& rule_id) {
  for (const WorkerFinding& found : findings) {
    const auto& also = found.finding.also_matched;
    if (found.finding.rule_id == rule_id || std::ranges::find(also, rule_id) != also.end()) {
      return &found;
    }
  }
  return nullptr;
}

class Prover {
 public:
  Prover(const match::RulePack& pack, const std::shared_ptr<const match::RuleSet>& rules)
      : pack_(pack), scanner_(rules), small_chunks_(rules, kSmallChunkBytes) {}

  PipelineProof Prove(const std::vector<Rule>& rules) {
    for (const Rule& rule : rules) {
      const auto places = pack_.places.find(rule.id);
      if (places == pack_.places.end()) continue;
      rule_ = &rule;
      places_ = &places->second;
      for (std::size_t n = 0; n < rule.examples.size(); ++n) ProveExample(n);
      for (std::size_t n = 0; n < rule.negative_examples.size(); ++n) ProveNegative(n);
      ProveLostForms();
    }
    return std::move(proof_);
  }

 private:
  void Report(const match::TextPlace& place, const std::string& what, const std::string& how) {
    proof_.problems.push_back(match::ProblemAt(*places_, place, rule_->id, what, how));
  }

  void ProveExample(std::size_t number) {
    const RuleExample& example = rule_->examples[number];
    const std::string path = example.path.empty() ? ExamplePathOf(*rule_) : example.path;
    const std::vector<WorkerFinding> findings = scanner_.Scan(path, example.text);
    const WorkerFinding* found = FindingOf(findings, rule_->id);
    if (found == nullptr) {
      return Report(places_->examples[number],
                    fmt::format("example {} does not come through the pipeline", number + 1),
                    "'keytrail rules test' shows where it stops");
    }
    NoteCrossFires(number, findings);
    ProveEmbeddings(number, path, *found);
    if (!IsText(example.text)) return;  // it means something only as a whole
    ProveBoundary(number, path, *found);
    ProveMutations(number, path, *found);
  }

  void NoteCrossFires(std::size_t number, const std::vector<WorkerFinding>& findings) {
    const auto note = [&](const std::string& other, bool reported_instead) {
      if (other == rule_->id) return;
      proof_.cross_fires.push_back({.rule_id = rule_->id,
                                    .example = static_cast<std::uint32_t>(number + 1),
                                    .other_rule_id = other,
                                    .reported_instead = reported_instead});
    };
    for (const WorkerFinding& found : findings) {
      const auto& also = found.finding.also_matched;
      note(found.finding.rule_id, std::ranges::find(also, rule_->id) != also.end());
      for (const std::string& other : also) note(other, false);
    }
  }

  // The same secret, found by the same rule.
  bool IsFoundAgain(const std::vector<WorkerFinding>& findings, const WorkerFinding& found) const {
    return std::ranges::any_of(findings, [&](const WorkerFinding& other) {
      const auto& also = other.finding.also_matched;
      return other.secret_sha256 == found.secret_sha256 &&
             (other.finding.rule_id == rule_->id ||
              std::ranges::find(also, rule_->id) != also.end());
    });
  }

  void ProveBoundary(std::size_t number, const std::string& path, const WorkerFinding& found) {
    const std::string& text = rule_->examples[number].text;
    const auto middle =
        static_cast<std::size_t>(found.finding.byte_offset + found.finding.byte_length / 2);
    const std::string across = AcrossBoundary(text, middle, kSmallChunkBytes);
    if (IsFoundAgain(small_chunks_.Scan(path, across), found)) return;
    Report(places_->examples[number],
           fmt::format("example {} is lost at the boundary of two chunks, behind other lines",
                       number + 1),
           "do not let the pattern depend on the file's beginning");
  }

  void ProveEmbeddings(std::size_t number, const std::string& path, const WorkerFinding& found) {
    const bool keeps_lines = !rule_->paths.empty();
    std::vector<std::string> lost;
    for (const Embedding& embedding : EmbeddingsOf(rule_->examples[number].text, keeps_lines)) {
      if (IsFoundAgain(scanner_.Scan(path, embedding.text), found)) continue;
      lost_forms_.insert(embedding.form);
      const bool is_known =
          std::ranges::find(rule_->lost_in, embedding.form) != rule_->lost_in.end();
      if (!is_known) lost.push_back(embedding.form);
    }
    if (lost.empty()) return;
    Report(places_->examples[number],
           fmt::format("example {} is lost in the form {}", number + 1, fmt::join(lost, ", ")),
           "let the pattern begin and end where these forms do, or say so under 'lost_in'");
  }

  // What `lost_in` says must be so, or it would hide a loss that comes later.
  void ProveLostForms() {
    for (const std::string& form : rule_->lost_in) {
      if (lost_forms_.contains(form)) continue;
      Report(places_->rule, fmt::format("no example is lost in the form {}", form),
             "take it out of 'lost_in'");
    }
    lost_forms_.clear();
  }

  void ProveMutations(std::size_t number, const std::string& path, const WorkerFinding& found) {
    // What a parser reads is no secret that could be replaced; where the text was decoded, the
    // place is that of the encoded run.
    if (!rule_->parser.empty() || !found.finding.decoded_by.empty()) return;
    const SecretPlace place{.offset = static_cast<std::size_t>(found.finding.byte_offset),
                            .size = static_cast<std::size_t>(found.finding.byte_length)};
    for (const Mutation& mutation : MutationsOf(rule_->examples[number].text, place, *rule_)) {
      const std::vector<WorkerFinding> findings = scanner_.Scan(path, mutation.text);
      const bool reported = std::ranges::any_of(findings, [&](const WorkerFinding& other) {
        return other.finding.rule_id == rule_->id && Overlaps(other.finding, place, mutation);
      });
      if (!reported) continue;
      return Report(places_->examples[number],
                    fmt::format("example {} is found with '{}' in place of its secret", number + 1,
                                EscapeForDisplay(mutation.stand_in)),
                    "add the validator placeholder, or a stop");
    }
  }

  static bool Overlaps(const Finding& finding, const SecretPlace& place, const Mutation& mutation) {
    return finding.byte_offset < place.offset + mutation.stand_in.size() &&
           place.offset < finding.byte_offset + finding.byte_length;
  }

  // The others are the matcher's to refuse, and proven there.
  void ProveNegative(std::size_t number) {
    if (rule_->parser.empty()) return;
    const std::string& text = rule_->negative_examples[number];
    const std::vector<WorkerFinding> findings = scanner_.Scan(ExamplePathOf(*rule_), text);
    if (FindingOf(findings, rule_->id) == nullptr) return;
    Report(places_->negative_examples[number],
           fmt::format("negative example {} comes through the pipeline", number + 1),
           "narrow the pattern, or add a validator");
  }

  const match::RulePack& pack_;
  TextScanner scanner_;
  TextScanner small_chunks_;
  PipelineProof proof_;

  // The rule at hand.
  const Rule* rule_ = nullptr;
  const match::RulePlaces* places_ = nullptr;
  std::set<std::string> lost_forms_;
};

}  // namespace

PipelineProof ProveInPipeline(const match::RulePack& pack,
                              const std::shared_ptr<const match::RuleSet>& rules) {
  return Prover(pack, rules).Prove(rules->rules());
}

}  // namespace keytrail::authoring
