// One verb of the command line while it is being read: its flags, and how they become a value. Not
// for use outside cli's parsing; everybody else sees cli/options.h.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/status.h"
#include "cli/options.h"

namespace keytrail::cli {

class Verb {
 public:
  // `app` belongs to the root and must outlive this.
  explicit Verb(CLI::App* app) : app_(app) {}
  virtual ~Verb() = default;
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;

  bool was_given() const { return app_->parsed(); }
  // Errors: kInvalidArgument, with the sentence for the user.
  StatusOr<ParsedCommand> Finish() const;

 protected:
  virtual StatusOr<ParsedCommand> Build() const = 0;

  CLI::App& app() { return *app_; }
  // A flag that the contract knows and this version refuses. Hidden from the help.
  void AddLaterFlag(const std::string& flag);

 private:
  CLI::App* app_;
  std::vector<std::pair<std::string, CLI::Option*>> later_flags_;
};

// All verbs of this version, added to `root`.
std::vector<std::unique_ptr<Verb>> AddVerbs(CLI::App& root);

// scan and ls live in a file of their own.
std::unique_ptr<Verb> AddScanVerb(CLI::App& root);
std::unique_ptr<Verb> AddListVerb(CLI::App& root);

// As are the verbs below `rules`.
std::vector<std::unique_ptr<Verb>> AddRulesVerbs(CLI::App& root);

}  // namespace keytrail::cli
