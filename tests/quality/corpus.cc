#include "tests/quality/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "scanner/authoring/embeddings.h"
#include "scanner/match/example_template.h"
#include "tests/quality/harmless.h"
#include "tests/quality/packed_form.h"

namespace keytrail::quality {
namespace {

namespace fs = std::filesystem;

class CorpusWriter {
 public:
  CorpusWriter(std::uint64_t seed, const std::string& directory)
      : directory_(directory), composer_(fmt::format("corpus {}", seed)) {}

  void AddRule(const Rule& rule) {
    for (std::size_t i = 0; i < rule.examples.size(); ++i) AddExample(rule, i);
    for (std::size_t i = 0; i < rule.negative_examples.size(); ++i) {
      Write({.path = fmt::format("lookalike/{}/{}/{}", rule.id, i, ExamplePathOf(rule)),
             .rule_id = rule.id,
             .label = Label::kLookalike,
             .form = "as is"},
            rule.negative_examples[i]);
    }
  }

  void AddHarmless() {
    for (HarmlessFile& file : HarmlessFiles(composer_)) {
      Write({.path = "harmless/" + file.path, .rule_id = "", .label = Label::kHarmless, .form = ""},
            file.text);
    }
  }

  std::vector<LabelledFile> Take() { return std::move(files_); }

 private:
  void AddExample(const Rule& rule, std::size_t index) {
    const RuleExample& example = rule.examples[index];
    const std::string whole = example.path.empty() ? ExamplePathOf(rule) : example.path;
    const std::string path = whole.substr(std::min(whole.find_first_not_of('/'), whole.size()));
    const auto add = [&](const std::string& form, const std::string& text) {
      Write({.path = fmt::format("secret/{}/{}/{}/{}", rule.id, index, form, path),
             .rule_id = rule.id,
             .label = Label::kSecret,
             .form = form},
            text);
    };
    add("as is", example.text);
    for (const auto& [name, text] : authoring::EmbeddingsOf(example.text, !rule.paths.empty())) {
      add(name, text);
    }
    if (!rule.paths.empty()) return;
    if (authoring::IsText(example.text)) {
      add("among text", Prose() + example.text + "\n" + Prose());
    }
    for (const PackedForm form : kPackedForms) add(NameOf(form), Pack(form, example.text));
  }

  std::string Prose() {
    std::string text;
    for (int line = 0; line < 40; ++line) {
      text += composer_.Compose("{{lower:7}} {{lower:3}} {{lower:9}} {{lower:5}}.\n").value();
    }
    return text;
  }

  void Write(LabelledFile file, const std::string& bytes) {
    const fs::path path = fs::path(directory_) / file.path;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    files_.push_back(std::move(file));
  }

  const std::string directory_;
  match::ExampleComposer composer_;
  std::vector<LabelledFile> files_;
};

}  // namespace

std::vector<LabelledFile> WriteCorpus(const std::vector<Rule>& rules, std::uint64_t seed,
                                      const std::string& directory) {
  CorpusWriter writer(seed, directory);
  for (const Rule& rule : rules) writer.AddRule(rule);
  writer.AddHarmless();
  return writer.Take();
}

}  // namespace keytrail::quality
