// Facts of one file inside the message of that file: what all share (volume, path, owners and modes
// of the file and of the directories above it) is sent once. Internal to wire/.
#pragma once

#include <vector>

#include "wire/convert.h"

namespace keytrail::wire {

// `proto` is a v1::FileResult or a v1::FileDoneFrame.
template <typename FileMessage>
void AddFacts(const std::vector<Fact>& facts, FileMessage& proto) {
  if (facts.empty()) return;
  *proto.mutable_permissions() = ToProto(facts.front().permissions);
  for (const Permissions& directory : facts.front().directories) {
    *proto.add_directories() = ToProto(directory);
  }
  for (const Fact& fact : facts) {
    v1::Fact& added = *proto.add_facts();
    added = ToProto(fact);
    added.clear_machine_id();
    added.clear_volume_id();
    added.clear_path();
    if (fact.permissions == facts.front().permissions &&
        fact.directories == facts.front().directories) {
      added.clear_permissions();
      added.clear_directories();
    }
  }
}

// The other way; volume and path are those of `proto`. Errors: kInvalidArgument.
template <typename FileMessage>
StatusOr<std::vector<Fact>> FactsOf(const FileMessage& proto) {
  std::vector<Permissions> directories;
  for (const v1::Permissions& directory : proto.directories()) {
    directories.push_back(FromProto(directory));
  }
  std::vector<Fact> facts;
  facts.reserve(static_cast<std::size_t>(proto.facts_size()));
  for (const v1::Fact& proto_fact : proto.facts()) {
    KT_ASSIGN_OR_RETURN(Fact fact, FromProto(proto_fact));
    fact.volume_id = proto.volume_id();
    fact.path = proto.path();
    if (!proto_fact.has_permissions()) {
      fact.permissions = FromProto(proto.permissions());
      fact.directories = directories;
    }
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace keytrail::wire
