// Validators: what a confirmed pattern hit must still pass to count as a secret.
//
// Each is a pure, named function over one match, anchored on the captures it names and never on
// what stands around them; a rule lists them in order of cost. A match that one refuses is not
// dropped: it is reported as suppressed by that name, and counted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/match.h"

namespace keytrail::match {

// A validator with the argument that the rule gave it.
class Validator {
 public:
  // True when `match` stands.
  using Function = bool (*)(const Match& match, const std::string& argument);

  Validator(std::string_view name, Function function, std::string argument)
      : name_(name), function_(function), argument_(std::move(argument)) {}

  const std::string& name() const { return name_; }
  bool Accepts(const Match& match) const { return function_(match, argument_); }

 private:
  std::string name_;
  Function function_;
  std::string argument_;
};

// Finds the validator for "name" or "name:argument" as rules write it. Errors: kInvalidArgument,
// as `what: how to mend it`.
StatusOr<Validator> FindValidator(const std::string& text);

// All names, for messages and for the guide.
std::vector<std::string> ValidatorNames();

}  // namespace keytrail::match
