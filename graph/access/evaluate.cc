#include "graph/access/evaluate.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "graph/access/account_gates.h"
#include "graph/access/authorities.h"
#include "graph/access/door_judge.h"
#include "graph/access/key_files.h"
#include "graph/access/line_gates.h"
#include "graph/access/logins.h"
#include "graph/access/server.h"
#include "graph/access/windows_lines.h"

namespace keytrail::access {
namespace {

// Where sshd looks unless it is told otherwise: lines there are shown even where it is.
constexpr std::string_view kDefaultPlaces[] = {"/.ssh/authorized_keys", "/.ssh/authorized_keys2"};

// A hostile machine may state long lists of patterns and many accounts; an ordinary one needs less
// than a thousandth of this.
constexpr std::uint64_t kWorkMax = 2'000'000'000;

std::uint64_t PatternBytesOf(const MachineView& view, const Server& server) {
  std::uint64_t bytes = 1;
  for (const Setting& setting : server.config.settings) {
    for (const std::string& argument : setting.arguments) bytes += argument.size() + 1;
  }
  for (const MatchBlock& block : server.config.blocks) {
    for (const MatchCriterion& criterion : block) bytes += criterion.pattern.size() + 1;
  }
  for (const auto& at : view.All<HostAccessFact>()) bytes += 64 * at.payload->rules.size();
  return bytes;
}

class MachineJudge {
 public:
  explicit MachineJudge(const MachineFacts& machine)
      : machine_(machine),
        view_(machine),
        server_(ReadServer(view_)),
        pattern_bytes_(PatternBytesOf(view_, server_)) {}

  Evaluation Judge() {
    if (server_.is_windows) {
      AddAll(WindowsDoors(machine_.machine_id, view_));
      return std::move(evaluation_);
    }
    const std::vector<Account> accounts = CollectAccounts(view_);
    std::vector<SourceCondition> none;
    World anywhere(none, 0);
    const EffectiveConfig common = ConfigFor(server_.config, {}, anywhere);
    common_ = server_.config.blocks.empty() ? &common : nullptr;
    for (const Account& account : accounts) JudgeAccountKeys(account);
    AddLogins(view_, machine_.machine_id, accounts, evaluation_.doors);
    std::ranges::sort(evaluation_.doors, [](const Door& a, const Door& b) {
      return std::tie(a.user, a.authorized_keys_path, a.authorized_keys_line,
                      a.public_key_fingerprint, a.via,
                      a.fact_ids) < std::tie(b.user, b.authorized_keys_path, b.authorized_keys_line,
                                             b.public_key_fingerprint, b.via, b.fact_ids);
    });
    return std::move(evaluation_);
  }

 private:
  void AddAll(std::vector<Door> doors) {
    for (Door& door : doors) {
      if (evaluation_.doors.size() == kDoorsPerMachineMax) {
        evaluation_.truncated = true;
        return;
      }
      evaluation_.doors.push_back(std::move(door));
    }
  }

  void JudgeAccountKeys(const Account& account) {
    work_ += CostOf(account);
    if (work_ > kWorkMax) {
      evaluation_.truncated = true;
      return;
    }
    const DoorJudge judge(machine_, view_, server_, account, common_);
    Offers offers;
    std::vector<SourceCondition> conditions;
    ForEachWorld(conditions, [&](World& world) {
      EffectiveConfig own;
      const EffectiveConfig& config = judge.ConfigIn(world, own);
      const GateContext at{.view = view_,
                           .server = server_,
                           .account = account,
                           .config = config,
                           .world = world,
                           .now = machine_.now};
      for (const KeyPlace& place : AuthorizedKeysPlaces(at)) {
        if (!place.was_looked_at) evaluation_.unseen_homes.insert(account.passwd->name);
        CollectOffers(place.path, offers);
      }
      AddAuthorityOffers(at, offers);
    });
    for (const std::string_view place : kDefaultPlaces) {
      CollectOffers(view_.Resolve(account.passwd->home + std::string(place)), offers);
    }
    for (const Offer& offer : offers.all()) {
      work_ += CostOf(account) << conditions.size();
      if (work_ > kWorkMax) {
        evaluation_.truncated = true;
        return;
      }
      AddAll(judge.DoorsFor(offer, conditions));
    }
  }

  void CollectOffers(const std::string& path, Offers& offers) const {
    for (const auto* line : view_.At<AuthorizedLineFact>(path)) {
      offers.Add(OfferOf(*line, Offer::Kind::kLine));
      const bool is_authority = FindOption(*line->payload, "cert-authority") != nullptr;
      if (is_authority) offers.Add(OfferOf(*line, Offer::Kind::kAuthorityLine));
    }
  }

  // What judging one key may take, in comparisons of bytes: patterns against names.
  std::uint64_t CostOf(const Account& account) const {
    std::uint64_t name_bytes = account.passwd->name.size() + 1;
    for (const std::string& group : account.groups) name_bytes += group.size() + 1;
    return pattern_bytes_ * name_bytes;
  }

  const MachineFacts& machine_;
  const MachineView view_;
  const Server server_;
  const std::uint64_t pattern_bytes_;
  std::uint64_t work_ = 0;
  const EffectiveConfig* common_ = nullptr;
  Evaluation evaluation_;
};

}  // namespace

Evaluation Evaluate(const MachineFacts& machine) { return MachineJudge(machine).Judge(); }

}  // namespace keytrail::access
