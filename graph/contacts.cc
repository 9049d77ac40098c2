#include "graph/contacts.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "graph/host_names.h"

namespace keytrail::graph {
namespace {

bool IsWildcard(std::string_view name) {
  return name.starts_with('!') || name.find_first_of("*?") != std::string_view::npos;
}

// The same for entries that mean the same.
std::string TextOf(const KnownHostFact& entry) {
  std::string text = entry.public_key_fingerprint;
  for (const std::string* part : {&entry.hash_salt, &entry.hash}) text.append("\n").append(*part);
  for (const std::string& name : entry.names) text.append("\n").append(name);
  return text;
}

KnownHostFact EntryOf(std::vector<std::string> names) {
  KnownHostFact entry;
  entry.names = std::move(names);
  return entry;
}

bool Owns(const KnownMachine& machine, const std::string& host_key) {
  return std::ranges::binary_search(machine.host_key_fingerprints, host_key);
}

std::vector<std::string> Intersection(const std::vector<std::string>& a,
                                      const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

using Counts = std::unordered_map<std::string, std::size_t>;

std::size_t CountOf(const Counts& counts, const std::string& text) {
  const auto found = counts.find(text);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

// Asks each name and each known host once, and shares the answers: first all machines are made
// known, then all hints are put as questions, then the answers are given out.
class ContactMaker {
 public:
  ContactMaker(std::span<const MachineHints* const> machines, const ContactOptions& options)
      : machines_(machines.begin(), machines.end()),
        options_(options),
        answers_left_(options.answers_max) {
    std::ranges::sort(machines_, {}, [](const MachineHints* m) { return m->self.machine_id; });
  }

  Contacts Make() {
    for (const MachineHints* machine : machines_) AddKnown(*machine);
    DropCommon();
    for (const MachineHints* machine : machines_) AddQuestions(*machine);
    Answer();
    std::ranges::stable_sort(made_.contacts_, {}, [](const Contact& contact) {
      return std::tie(contact.from_machine_id, contact.targets);
    });
    return std::move(made_);
  }

 private:
  struct Question {
    KnownHostFact entry;
    std::size_t targets = 0;
    bool has_targets = false;
    bool is_by_name = false;  // no host key says it
  };

  void AddKnown(const MachineHints& machine) {
    KnownMachine known = machine.self;
    for (std::string& name : known.names) name = CanonicalHost(name);
    std::erase_if(known.names, [](const std::string& n) { return n.empty() || IsLoopback(n); });
    std::ranges::sort(known.names);
    known.names.erase(std::unique(known.names.begin(), known.names.end()), known.names.end());
    for (const std::string& name : known.names) ++names_[name];
    for (const std::string& key : known.host_key_fingerprints) ++host_keys_[key];
    made_.machine_ids_.push_back(known.machine_id);
    made_.truncated_ = made_.truncated_ || machine.truncated;
    known_.push_back(std::move(known));
  }

  // What so many machines have tells none of them.
  void DropCommon() {
    const auto drop = [this](const Counts& counts, std::vector<std::string>& texts) {
      const auto removed = std::erase_if(texts, [&](const std::string& text) {
        return CountOf(counts, text) > options_.machines_of_one_name_max;
      });
      made_.truncated_ = made_.truncated_ || removed > 0;
    };
    for (KnownMachine& machine : known_) {
      drop(names_, machine.names);
      drop(host_keys_, machine.host_key_fingerprints);
    }
    made_.sets_with_.resize(known_.size());
  }

  void AddQuestions(const MachineHints& machine) {
    for (const MetHost& met : machine.known_hosts) {
      auto entry = Reduce(met.entry, machine.self);
      if (!entry) continue;
      Contact contact;
      contact.how = "known_hosts";
      contact.fact_ids = {met.fact_id};
      Ask(machine, *std::move(entry), std::move(contact));
    }
    for (const Destination& destination : machine.destinations) {
      auto entry = Reduce(EntryOf(destination.names), machine.self);
      if (!entry) continue;
      Contact contact;
      contact.how = destination.how;
      contact.user = destination.user;
      contact.identity_files = destination.identity_files;
      contact.fact_ids = destination.fact_ids;
      Ask(machine, *std::move(entry), std::move(contact));
    }
  }

  // What of an entry can join; nothing where it means the machine itself. Patterns that stand for
  // any name say nothing of the hosts that were met.
  static std::optional<KnownHostFact> Reduce(const KnownHostFact& entry, const KnownMachine& self) {
    KnownHostFact reduced;
    reduced.public_key_fingerprint = entry.public_key_fingerprint;
    reduced.hash_salt = entry.hash_salt;
    reduced.hash = entry.hash;
    bool is_loopback = false;
    for (const std::string& name : entry.names) {
      std::string host = IsWildcard(name) ? name : CanonicalHost(name);
      const bool is_met_pattern = IsWildcard(name) && !entry.public_key_fingerprint.empty();
      is_loopback = is_loopback || IsLoopback(host);
      if (!is_met_pattern && !IsLoopback(host)) reduced.names.push_back(std::move(host));
    }
    const bool is_self = is_loopback && Owns(self, entry.public_key_fingerprint);
    const bool says_nothing =
        reduced.names.empty() && reduced.hash.empty() && reduced.public_key_fingerprint.empty();
    if (is_self || says_nothing) return std::nullopt;
    return reduced;
  }

  void Ask(const MachineHints& machine, KnownHostFact entry, Contact contact) {
    const auto [place, is_new] = question_of_.try_emplace(TextOf(entry), questions_.size());
    if (is_new) questions_.push_back({.entry = std::move(entry)});
    contact.from_machine_id = machine.self.machine_id;
    contact.targets = place->second;
    made_.contacts_.push_back(std::move(contact));
  }

  // How many machines an answer may have, as far as it is not bounded by tries.
  std::uint64_t CostOf(const KnownHostFact& entry) const {
    std::uint64_t cost = 1 + CountWithin(host_keys_, entry.public_key_fingerprint);
    for (const std::string& name : entry.names) {
      cost += IsWildcard(name) ? known_.size() : CountWithin(names_, name);
    }
    return cost;
  }

  std::size_t CountWithin(const Counts& counts, const std::string& text) const {
    const std::size_t count = CountOf(counts, text);
    return count > options_.machines_of_one_name_max ? 0 : count;
  }

  // Whether every machine's names are to be tried.
  bool IsDear(const KnownHostFact& entry) const {
    return !entry.hash.empty() && CountWithin(host_keys_, entry.public_key_fingerprint) == 0;
  }

  void Answer() {
    std::vector<Question*> asked;
    for (Question& question : questions_) {
      const std::uint64_t cost = CostOf(question.entry);
      made_.truncated_ = made_.truncated_ || cost > answers_left_;
      if (cost > answers_left_) continue;
      answers_left_ -= cost;
      asked.push_back(&question);
    }
    std::ranges::stable_partition(asked, [&](const Question* q) { return !IsDear(q->entry); });
    std::vector<const KnownHostFact*> entries;
    entries.reserve(asked.size());
    for (const Question* question : asked) entries.push_back(&question->entry);
    const KnownHostMeanings meanings = ResolveKnownHosts(known_, entries, options_.tries_max);
    made_.truncated_ = made_.truncated_ || meanings.truncated;
    for (std::size_t i = 0; i < asked.size(); ++i) SetTargets(meanings.entries[i], *asked[i]);
    GiveOut();
  }

  // The machines that have the key, of those the ones that are called so; else by name alone.
  void SetTargets(const KnownHostMeaning& meaning, Question& question) {
    std::vector<std::string> targets =
        Intersection(meaning.machines_by_key, meaning.machines_by_name);
    if (targets.empty()) targets = meaning.machines_by_key;
    question.is_by_name = targets.empty();
    if (targets.empty()) targets = meaning.machines_by_name;
    question.has_targets = !targets.empty();
    if (question.has_targets) question.targets = SetOf(targets);
  }

  std::size_t SetOf(const std::vector<std::string>& targets) {
    std::vector<Contacts::MachineIndex> indices;
    for (const std::string& id : targets) {
      const auto found = std::ranges::lower_bound(made_.machine_ids_, id);
      indices.push_back(static_cast<Contacts::MachineIndex>(found - made_.machine_ids_.begin()));
    }
    const auto [place, is_new] = set_of_.try_emplace(indices, made_.target_sets_.size());
    if (!is_new) return place->second;
    for (const auto index : indices) made_.sets_with_[index].push_back(place->second);
    made_.target_sets_.push_back(std::move(indices));
    return place->second;
  }

  void GiveOut() {
    std::erase_if(made_.contacts_,
                  [&](const Contact& contact) { return !questions_[contact.targets].has_targets; });
    for (Contact& contact : made_.contacts_) {
      const Question& question = questions_[contact.targets];
      contact.ambiguous_network = question.is_by_name && MayBeElsewhere(question);
      contact.targets = question.targets;
    }
  }

  // Whether a name by itself may be another machine's: which one a hash was made of is not told.
  bool MayBeElsewhere(const Question& question) const {
    if (!question.entry.hash.empty()) return true;
    if (std::ranges::any_of(question.entry.names, IsOfOneNetwork)) return true;
    const auto& targets = made_.target_sets_[question.targets];
    return !question.entry.public_key_fingerprint.empty() &&
           std::ranges::any_of(targets, [&](auto machine) {
             return !known_[machine].host_key_fingerprints.empty();
           });
  }

  std::vector<const MachineHints*> machines_;  // sorted by id
  const ContactOptions options_;
  std::uint64_t answers_left_;
  std::vector<KnownMachine> known_;
  Counts names_;      // machines that have each
  Counts host_keys_;  // machines that have each
  std::vector<Question> questions_;
  std::unordered_map<std::string, std::size_t> question_of_;
  std::map<std::vector<Contacts::MachineIndex>, std::size_t> set_of_;
  Contacts made_;
};

Contacts Contacts::Make(std::span<const MachineHints* const> machines,
                        const ContactOptions& options) {
  return ContactMaker(machines, options).Make();
}

std::vector<std::string> Contacts::TargetsOf(const Contact& contact) const {
  std::vector<std::string> ids;
  for (const MachineIndex machine : target_sets_.at(contact.targets)) {
    ids.push_back(machine_ids_[machine]);
  }
  return ids;
}

std::vector<const Contact*> Contacts::Between(std::string_view from_machine_id,
                                              std::string_view to_machine_id) const {
  const auto to = std::ranges::lower_bound(machine_ids_, to_machine_id);
  if (to == machine_ids_.end() || *to != to_machine_id) return {};
  const auto order = [](const Contact& contact) {
    return std::pair(std::string_view(contact.from_machine_id), contact.targets);
  };
  std::vector<const Contact*> between;
  for (const std::size_t set : sets_with_[static_cast<std::size_t>(to - machine_ids_.begin())]) {
    for (const Contact& contact :
         std::ranges::equal_range(contacts_, std::pair(from_machine_id, set), {}, order)) {
      between.push_back(&contact);
    }
  }
  return between;
}

ContactEvidence EvidenceFor(const Door& door, const KeyHolder& holder, const Contacts& contacts) {
  ContactEvidence evidence = {.evidence = door.evidence, .fact_ids = {}};
  if (door.evidence != Evidence::kAuthorised) return evidence;
  for (const Contact* contact : contacts.Between(holder.machine_id, door.machine_id)) {
    const bool is_its_user = !contact->user || *contact->user == door.user;
    const bool is_its_key =
        contact->identity_files.empty() ||
        std::ranges::any_of(contact->identity_files,
                            [&](const std::string& file) { return NamesKeyAt(file, holder.path); });
    if (!is_its_user || !is_its_key) continue;
    evidence.evidence = Evidence::kContact;
    for (const std::string& id : contact->fact_ids) {
      if (evidence.fact_ids.size() == kContactFactsMax) break;
      evidence.fact_ids.push_back(id);
    }
  }
  std::ranges::sort(evidence.fact_ids);
  evidence.fact_ids.erase(std::unique(evidence.fact_ids.begin(), evidence.fact_ids.end()),
                          evidence.fact_ids.end());
  return evidence;
}

}  // namespace keytrail::graph
