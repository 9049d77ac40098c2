// One door: one key at one account, through all gates, for every way in which what a disk does not
// tell may turn out.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/access/account_gates.h"
#include "graph/access/evaluate.h"
#include "graph/access/key_gates.h"

namespace keytrail::access {

// A key that may open an account, and how it is offered there.
struct Offer {
  enum class Kind {
    kLine,           // a key on a line
    kAuthorityLine,  // an authority on a line: who holds it signs for the account
    kAuthorityFile   // an authority in TrustedUserCAKeys
  };
  Kind kind = Kind::kLine;
  OfferedKey key;
  std::string path;        // of kAuthorityFile: the file
  std::uint32_t line = 0;  // the same
  const Fact* fact = nullptr;
};

Offer OfferOf(const FactAt<AuthorizedLineFact>& line, Offer::Kind kind);

// Each key once for each way in which it is offered.
class Offers {
 public:
  // False when it was there.
  bool Add(Offer offer);
  const std::vector<Offer>& all() const { return all_; }

 private:
  std::vector<Offer> all_;
  std::set<std::pair<Offer::Kind, std::string>> seen_;
};

// Calls `judge` for every set of conditions that may hold, those that it comes to ask for included.
void ForEachWorld(std::vector<SourceCondition>& conditions,
                  const std::function<void(World&)>& judge);

class DoorJudge {
 public:
  // All must outlive the judge. `common`: the configuration of every account and source, where no
  // Match tells them apart; else null.
  DoorJudge(const MachineFacts& machine, const MachineView& view, const Server& server,
            const Account& account, const EffectiveConfig* common);

  // `own` keeps it where it is not the common one, and must outlive what is returned.
  const EffectiveConfig& ConfigIn(World& world, EffectiveConfig& own) const;

  // The door of the offer; none where no world has it. `conditions`: those that the account's
  // configuration asks for.
  std::vector<Door> DoorsFor(const Offer& offer, std::vector<SourceCondition> conditions) const;

 private:
  struct Judged {
    Ruling ruling;
    const FactAt<AuthorizedLineFact>* line = nullptr;  // that decided; null where none did
    std::vector<std::string> fact_ids;                 // beside the account's and the server's
    std::vector<std::string> principals;
    bool revokes_certificates = false;
  };

  Judged JudgeIn(World& world, const Offer& offer) const;
  Judged JudgeLines(const GateContext& at, const Ruling& base, const Offer& offer) const;
  Judged JudgeAuthorityFile(const GateContext& at, const Ruling& base, const Offer& offer) const;
  Door MakeDoor(const Offer& offer, const std::vector<Judged>& worlds,
                const std::vector<SourceCondition>& conditions) const;

  const MachineFacts& machine_;
  const MachineView& view_;
  const Server& server_;
  const Account& account_;
  const EffectiveConfig* common_;
};

}  // namespace keytrail::access
