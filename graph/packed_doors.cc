#include "graph/packed_doors.h"

#include <optional>

namespace keytrail::graph {
namespace {

constexpr std::uint32_t kNoGrade = 0xff;

std::uint32_t PackGrade(const std::optional<Grade>& grade) {
  return grade ? static_cast<std::uint32_t>(*grade) : kNoGrade;
}

std::optional<Grade> UnpackGrade(std::uint32_t word) {
  if (word == kNoGrade) return std::nullopt;
  return static_cast<Grade>(word);
}

class Packer {
 public:
  Packer(std::vector<std::uint32_t>& words, TextPoolBuilder& texts)
      : words_(words), texts_(texts) {}

  void Put(std::uint32_t word) { words_.push_back(word); }
  void Put(const std::string& text) { words_.push_back(texts_.Add(text)); }
  void Put(const SourceCondition& condition) {
    Put(static_cast<std::uint32_t>(condition.kind));
    Put(condition.list);
    Put(condition.by_name ? 1U : 0U);
  }
  void Put(const DoorOutcome& outcome) {
    Put(static_cast<std::uint32_t>(outcome.verdict));
    Put(PackGrade(outcome.grade));
    PutAll(outcome.reasons);
  }
  template <typename Item>
  void PutAll(const std::vector<Item>& items) {
    Put(static_cast<std::uint32_t>(items.size()));
    for (const Item& item : items) Put(item);
  }

 private:
  std::vector<std::uint32_t>& words_;
  TextPoolBuilder& texts_;
};

// Reads what Packer wrote, in the same order.
class Unpacker {
 public:
  Unpacker(const std::uint32_t* word, const TextPool& texts) : word_(word), texts_(texts) {}

  std::uint32_t Word() { return *word_++; }
  template <typename Enum>
  Enum As() {
    return static_cast<Enum>(Word());
  }
  void Take(std::string& text) { text = texts_.At(Word()); }
  void Take(SourceCondition& condition) {
    condition.kind = As<SourceCondition::Kind>();
    Take(condition.list);
    condition.by_name = Word() != 0;
  }
  void Take(DoorOutcome& outcome) {
    outcome.verdict = As<Verdict>();
    outcome.grade = UnpackGrade(Word());
    TakeAll(outcome.reasons);
  }
  template <typename Item>
  void TakeAll(std::vector<Item>& items) {
    items.resize(Word());
    for (Item& item : items) Take(item);
  }

 private:
  const std::uint32_t* word_;
  const TextPool& texts_;
};

}  // namespace

PackedDoors::PackedDoors(std::span<const Door> doors, TextPoolBuilder& texts) {
  begins_.reserve(doors.size());
  Packer packer(words_, texts);
  for (const Door& door : doors) {
    begins_.push_back(static_cast<std::uint32_t>(words_.size()));
    packer.Put(door.public_key_fingerprint);  // first: see FingerprintAt
    packer.Put(door.user);
    packer.Put(door.key_type);
    packer.Put(static_cast<std::uint32_t>(door.verdict));
    packer.Put(PackGrade(door.grade));
    packer.PutAll(door.reasons);
    packer.PutAll(door.not_evaluated);
    packer.PutAll(door.conditions);
    packer.Put(static_cast<std::uint32_t>(door.evidence));
    packer.Put(door.via);
    packer.Put(door.authorized_keys_path);
    packer.Put(door.authorized_keys_line);
    packer.PutAll(door.fact_ids);
    packer.PutAll(door.source_conditions);
    packer.PutAll(door.outcomes);
    packer.PutAll(door.principals);
    packer.Put(door.accepts_no_principals ? 1U : 0U);
    packer.Put(door.revokes_certificates ? 1U : 0U);
  }
  words_.shrink_to_fit();
}

std::string_view PackedDoors::FingerprintAt(std::size_t index, const TextPool& texts) const {
  return texts.At(words_[begins_[index]]);
}

Door PackedDoors::DoorAt(std::size_t index, const std::string& machine_id,
                         const TextPool& texts) const {
  Unpacker unpacker(words_.data() + begins_[index], texts);
  Door door;
  door.machine_id = machine_id;
  unpacker.Take(door.public_key_fingerprint);
  unpacker.Take(door.user);
  unpacker.Take(door.key_type);
  door.verdict = unpacker.As<Verdict>();
  door.grade = UnpackGrade(unpacker.Word());
  unpacker.TakeAll(door.reasons);
  unpacker.TakeAll(door.not_evaluated);
  unpacker.TakeAll(door.conditions);
  door.evidence = unpacker.As<Evidence>();
  unpacker.Take(door.via);
  unpacker.Take(door.authorized_keys_path);
  door.authorized_keys_line = unpacker.Word();
  unpacker.TakeAll(door.fact_ids);
  unpacker.TakeAll(door.source_conditions);
  unpacker.TakeAll(door.outcomes);
  unpacker.TakeAll(door.principals);
  door.accepts_no_principals = unpacker.Word() != 0;
  door.revokes_certificates = unpacker.Word() != 0;
  return door;
}

}  // namespace keytrail::graph
