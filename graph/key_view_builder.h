// Puts the view of one key together from the places where its fingerprint stands.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "graph/contacts.h"
#include "graph/fingerprint_index.h"
#include "graph/joins.h"
#include "model/key.h"

namespace keytrail::graph {

class KeyViewBuilder {
 public:
  // `contacts` is asked where a holder's machine says something of others. `held`: where the
  // private key lies, at least one place. Lifetime: the summaries must outlive the builder.
  KeyViewBuilder(std::string_view fingerprint, std::span<const FingerprintPlace> held,
                 const KeyOptions& options, std::function<const Contacts&()> contacts);

  // Adds the account, unless the view has as many as it may.
  void AddDoor(Door door);
  void AddPublicHalf(const PublicHalf& half, const std::string& machine_id);

  // Authorities of which a certificate for the key lies beside it.
  std::vector<std::string> Authorities() const;
  // Adds what certificates beside the key open through a door of their authority.
  void AddAuthorityDoor(const Door& authority, Timestamp now);

  bool IsFull() const { return view_.accounts.size() >= options_.accounts_max; }
  KeyView Take();

 private:
  struct Holder {
    const MachineSummary* machine = nullptr;
    bool encrypted = true;  // in all places on it
  };
  struct HeldCertificate {
    const Fact* fact = nullptr;
    std::vector<Holder> holders;  // of the key and the certificate
  };
  // Copies of one certificate are one.
  using CertificateKey = std::tuple<std::string, std::uint64_t, std::uint64_t, std::uint64_t>;

  void AddHolder(const MachineSummary& machine, const HeldKey& key);
  void AddCertificate(const MachineSummary& machine, const HeldKey& key);
  void AddAccess(Door door, const std::vector<Holder>& holders);
  // Those whose verdicts are asked: all, or one of each sort where the others' are the same.
  std::vector<Holder> Judged(const Door& door, const std::vector<Holder>& holders) const;

  // Raises the evidence where a holder's machine knows the door's.
  void AddContact(Door& door) const;

  const KeyOptions options_;
  const std::function<const Contacts&()> contacts_;  // asked only where some holder has hints
  KeyView view_;
  std::vector<Holder> holders_;  // a machine each
  std::map<CertificateKey, HeldCertificate> certificates_;
};

}  // namespace keytrail::graph
