// The verbs below `rules`.
#include <fmt/format.h>

#include "cli/option_values.h"
#include "cli/verb.h"

namespace keytrail::cli {
namespace {

class RulesVerb final : public Verb {
 public:
  RulesVerb(CLI::App* verb, RulesOptions::Action action) : Verb(verb) {
    options_.action = action;
    AddRepeated("--rules", options_.rule_directories,
                "Directory of rule packs instead of those that came along, repeatable");
    app()
        .add_option("--format", format_, "table, json or jsonl")
        ->type_name("FORMAT")
        ->envname("KEYTRAIL_FORMAT");
    using Action = RulesOptions::Action;
    if (action == Action::kExplain) {
      app().add_option("ID", options_.rule_ids, "The rules")->required()->type_name("");
    } else {
      AddRepeated("--rule", options_.rule_ids, "Only this rule, repeatable");
    }
    if (action == Action::kCheck || action == Action::kBench) {
      app()
          .add_option("FILE", options_.rule_files, "Rule files; nothing else is looked at then")
          ->type_name("");
    }
    if (action == Action::kTest) AddTestFlags();
    if (action == Action::kCheck) {
      AddRepeated("--against", options_.context_directories,
                  "Say also which rules of this directory fire on the examples, repeatable");
    }
    if (action != Action::kCheck) {
      app().add_flag("--keep-going", options_.keep_going,
                     "Use the rules that are sound when others are not");
    }
  }

 private:
  void AddRepeated(const std::string& flag, std::vector<std::string>& values,
                   const std::string& help) {
    app().add_option(flag, values, help)->allow_extra_args(false);
  }

  void AddTestFlags() {
    app()
        .add_option("SOURCE", options_.source, "A file, or - for standard input")
        ->required()
        ->type_name("");
    AddRepeated("--rule-file", options_.rule_files, "Only the rules of this file, repeatable");
    app()
        .add_option("--as", options_.as_path, "Take the text as if it lay there")
        ->type_name("PATH");
  }

  StatusOr<ParsedCommand> Build() const override {
    RulesOptions options = options_;
    KT_ASSIGN_OR_RETURN(options.format,
                        ParseFormat(format_, {OutputFormat::kTable, OutputFormat::kJsonLines,
                                              OutputFormat::kJson}));
    return options;
  }

  RulesOptions options_;
  std::string format_ = "table";
};

}  // namespace

std::vector<std::unique_ptr<Verb>> AddRulesVerbs(CLI::App& root) {
  CLI::App* rules = root.add_subcommand("rules", "The rules: what there is, and writing them");
  rules->require_subcommand(1);
  using Action = RulesOptions::Action;
  std::vector<std::unique_ptr<Verb>> verbs;
  const auto add = [&](const char* name, const char* help, Action action) {
    verbs.push_back(std::make_unique<RulesVerb>(rules->add_subcommand(name, help), action));
  };
  add("list", "Each rule in a line", Action::kList);
  add("explain", "All about a rule", Action::kExplain);
  add("check", "Prove rules by their examples, and say all that is wrong with them",
      Action::kCheck);
  add("test", "What becomes of each place of a text, stage by stage", Action::kTest);
  add("bench", "What each rule costs", Action::kBench);
  return verbs;
}

}  // namespace keytrail::cli
