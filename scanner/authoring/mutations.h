// Examples whose secret is replaced by what stands in documentation and templates in its place: a
// rule must not report them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/rule.h"

namespace keytrail::authoring {

// Where the secret stands in a text.
struct SecretPlace {
  std::size_t offset = 0;
  std::size_t size = 0;
};

struct Mutation {
  std::string stand_in;  // what took the secret's place
  std::string text;
};

// Masks of the secret's own size (behind the rule's constant prefix, where the secret has it), and
// variables and words of any size.
std::vector<Mutation> MutationsOf(const std::string& text, const SecretPlace& secret,
                                  const Rule& rule);

}  // namespace keytrail::authoring
