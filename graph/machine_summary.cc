#include "graph/machine_summary.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "graph/access/evaluate.h"
#include "graph/door_expiry.h"

namespace keytrail::graph {
namespace {

const std::string kFingerprintAttribute = "public_key_fingerprint";
const std::string kEncryptedAttribute = "encrypted";
constexpr std::string_view kPublicSuffixes[] = {".pub", "-cert.pub"};

using Place = std::pair<std::string_view, std::string_view>;  // path and volume

Place PlaceOf(const Fact& fact) { return {fact.path, fact.volume_id}; }

template <typename T>
T AttributeOr(const Attributes& attributes, const std::string& name, T fallback) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return fallback;
  const T* value = std::get_if<T>(&found->second);
  return value == nullptr ? fallback : *value;
}

access::ScannedVolume ScannedVolumeOf(const VolumeCoverage& coverage) {
  access::ScannedVolume volume{.volume_id = coverage.volume.id,
                               .uuid = coverage.volume.uuid,
                               .label = coverage.volume.label,
                               .mounted_at = coverage.volume.mounted_at,
                               .walked_to_end = coverage.walked_to_end,
                               .exceptions = {}};
  for (const WalkException& exception : coverage.exceptions) {
    volume.exceptions.push_back(exception.path);
  }
  return volume;
}

access::MachineFacts FactsOf(const MachineRecord& record, Timestamp now) {
  access::MachineFacts machine{
      .machine_id = record.machine.machine.id, .facts = {}, .volumes = {}, .now = now};
  machine.facts.reserve(record.facts.size());
  for (const Fact& fact : record.facts) machine.facts.push_back(&fact);
  std::ranges::sort(machine.facts, {}, [](const Fact* fact) { return std::string_view(fact->id); });
  for (const VolumeCoverage& coverage : record.coverage) {
    machine.volumes.push_back(ScannedVolumeOf(coverage));
  }
  return machine;
}

// Whether the finding is a private key that does not say its public half.
bool IsMuteKey(const Finding& finding) {
  return finding.family == SecretFamily::kKey &&
         !finding.attributes.contains(kFingerprintAttribute) &&
         finding.attributes.contains(kEncryptedAttribute);
}

}  // namespace

// Lifetime: what it is made of must stay until the summary is built.
class SummaryBuilder {
 public:
  SummaryBuilder(const MachineRecord& record, std::span<const Fact* const> facts,
                 const access::Evaluation& evaluation)
      : record_(record), facts_(facts), evaluation_(evaluation) {}

  std::shared_ptr<const MachineSummary> Build(Timestamp now) {
    summary_->machine_ = record_.machine;
    summary_->valid_until_ = NextChangeOf(record_.facts, now);
    summary_->truncated_ = evaluation_.truncated;
    summary_->doors_ = PackedDoors(evaluation_.doors, texts_);
    for (const Fact* fact : facts_) {
      std::visit([&](const auto& payload) { Add(*fact, payload); }, fact->payload);
    }
    summary_->host_names_.assign(host_names_.begin(), host_names_.end());
    summary_->addresses_.assign(addresses_.begin(), addresses_.end());
    summary_->hints_ = Hints();
    for (const RecordedFinding& row : record_.findings) {
      if (Counts(row)) AddHeldKey(row.finding);
    }
    summary_->texts_ = texts_.Build();
    SortAndShrink();
    return summary_;
  }

 private:
  MachineHints Hints() const {
    std::vector<const Fact*> facts;
    for (const Fact& fact : record_.facts) facts.push_back(&fact);
    return HintsOf(summary_->id(), record_.machine.machine.name, facts);
  }

  template <typename Payload>
  void Add(const Fact& /*fact*/, const Payload& /*payload*/) {}
  void Add(const Fact& /*fact*/, const HostNameFact& name) { host_names_.insert(name.name); }
  void Add(const Fact& /*fact*/, const AddressFact& own) { addresses_.insert(own.address); }
  void Add(const Fact& /*fact*/, const OperatingSystemFact& system) {
    summary_->operating_system_ = system.pretty_name.empty() ? system.id : system.pretty_name;
  }
  void Add(const Fact& fact, const AccountFact& account) {
    summary_->accounts_.push_back({.user = texts_.Add(account.name),
                                   .fact_id = texts_.Add(fact.id),
                                   .uid = account.uid,
                                   .gid = account.gid});
  }
  void Add(const Fact& fact, const PublicKeyFact& key) {
    summary_->public_halves_.push_back({.fingerprint = texts_.Add(key.public_key_fingerprint),
                                        .key_type = texts_.Add(key.key_type),
                                        .path = texts_.Add(fact.path),
                                        .volume_id = texts_.Add(fact.volume_id),
                                        .bits = key.bits});
    halves_.try_emplace({fact.path, fact.volume_id}, &key);
    if (key.certificate) summary_->certificates_.push_back(fact);
  }

  void AddHeldKey(const Finding& finding) {
    const PublicKeyFact* beside = IsMuteKey(finding) ? Beside(finding) : nullptr;
    // Texts of the finding's attributes are copies, which the pool refers to until it is built.
    const std::string& fingerprint =
        beside != nullptr ? beside->public_key_fingerprint
                          : Keep(TextAttribute(finding.attributes, kFingerprintAttribute));
    if (fingerprint.empty()) return;
    const std::string& key_type =
        beside != nullptr ? beside->key_type : Keep(TextAttribute(finding.attributes, "key_type"));
    const auto bits =
        static_cast<std::uint32_t>(AttributeOr(finding.attributes, "bits", std::int64_t{0}));
    summary_->held_keys_.push_back(
        {.fingerprint = texts_.Add(fingerprint),
         .key_type = texts_.Add(key_type),
         .path = texts_.Add(finding.path),
         .volume_id = texts_.Add(finding.volume_id),
         .finding_id = texts_.Add(finding.id),
         .bits = beside != nullptr ? beside->bits : bits,
         .byte_offset = finding.byte_offset,
         .encrypted = AttributeOr(finding.attributes, kEncryptedAttribute, false),
         .known_public = AttributeOr(finding.attributes, "known_public", false)});
  }

  const PublicKeyFact* Beside(const Finding& finding) const {
    for (const std::string_view suffix : kPublicSuffixes) {
      const std::string path = finding.path + std::string(suffix);
      const auto found = halves_.find({path, finding.volume_id});
      if (found != halves_.end()) return found->second;
    }
    return nullptr;
  }

  const std::string& Keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  // What is looked up later is sorted for it.
  void SortAndShrink() {
    const TextPool& texts = summary_->texts_;
    std::ranges::stable_sort(summary_->accounts_, {},
                             [&](const auto& account) { return texts.At(account.user); });
    std::ranges::stable_sort(summary_->public_halves_, {}, [&](const auto& half) {
      return Place(texts.At(half.path), texts.At(half.volume_id));
    });
    std::ranges::stable_sort(summary_->certificates_, {}, PlaceOf);
    summary_->held_keys_.shrink_to_fit();
    summary_->public_halves_.shrink_to_fit();
    summary_->accounts_.shrink_to_fit();
  }

  const MachineRecord& record_;
  const std::span<const Fact* const> facts_;
  const access::Evaluation& evaluation_;
  std::shared_ptr<MachineSummary> summary_{new MachineSummary()};
  TextPoolBuilder texts_;
  std::deque<std::string> kept_;
  std::map<Place, const PublicKeyFact*> halves_;
  std::set<std::string> host_names_;
  std::set<std::string> addresses_;
};

std::shared_ptr<const MachineSummary> MachineSummary::Make(const MachineRecord& record,
                                                           Timestamp now) {
  const access::MachineFacts machine = FactsOf(record, now);
  const access::Evaluation evaluation = access::Evaluate(machine);
  return SummaryBuilder(record, machine.facts, evaluation).Build(now);
}

HeldKey MachineSummary::HeldKeyAt(std::size_t index) const {
  const PackedKey& key = held_keys_[index];
  return {.fingerprint = texts_.At(key.fingerprint),
          .key_type = texts_.At(key.key_type),
          .path = texts_.At(key.path),
          .volume_id = texts_.At(key.volume_id),
          .finding_id = texts_.At(key.finding_id),
          .byte_offset = key.byte_offset,
          .bits = key.bits,
          .encrypted = key.encrypted,
          .known_public = key.known_public};
}

PublicHalf MachineSummary::PublicHalfAt(std::size_t index) const {
  const PackedHalf& half = public_halves_[index];
  return {.fingerprint = texts_.At(half.fingerprint),
          .key_type = texts_.At(half.key_type),
          .path = texts_.At(half.path),
          .volume_id = texts_.At(half.volume_id),
          .bits = half.bits};
}

std::vector<AccountIds> MachineSummary::IdsOf(std::string_view user) const {
  std::vector<AccountIds> all;
  const auto user_of = [this](const PackedAccount& account) { return texts_.At(account.user); };
  for (const PackedAccount& account : std::ranges::equal_range(accounts_, user, {}, user_of)) {
    all.push_back({.uid = account.uid,
                   .gid = account.gid,
                   .fact_id = std::string(texts_.At(account.fact_id))});
  }
  return all;
}

const Fact* MachineSummary::CertificateAt(std::string_view volume_id, std::string_view path) const {
  const auto found = std::ranges::lower_bound(certificates_, Place(path, volume_id), {}, PlaceOf);
  const bool is_there = found != certificates_.end() && PlaceOf(*found) == Place(path, volume_id);
  return is_there ? &*found : nullptr;
}

std::string MachineSummary::FingerprintOf(const Finding& finding) const {
  if (!IsMuteKey(finding)) return TextAttribute(finding.attributes, kFingerprintAttribute);
  const auto place_of = [this](const PackedHalf& half) {
    return Place(texts_.At(half.path), texts_.At(half.volume_id));
  };
  for (const std::string_view suffix : kPublicSuffixes) {
    const std::string path = finding.path + std::string(suffix);
    const Place place(path, finding.volume_id);
    const auto half = std::ranges::lower_bound(public_halves_, place, {}, place_of);
    if (half != public_halves_.end() && place_of(*half) == place) {
      return std::string(texts_.At(half->fingerprint));
    }
  }
  return {};
}

}  // namespace keytrail::graph
