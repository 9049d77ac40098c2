#include "graph/access/door_judge.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "graph/access/authorities.h"
#include "graph/access/grade.h"
#include "graph/access/key_files.h"
#include "graph/access/line_gates.h"

namespace keytrail::access {
namespace {

bool HasKeysCommand(const GateContext& at) {
  const std::string command = at.config.Word("authorizedkeyscommand");
  return !command.empty() && command != "none";
}

LineUse UseOf(const Offer& offer) {
  return offer.kind == Offer::Kind::kLine ? LineUse::kPlainKey : LineUse::kCertificate;
}

// Of what several worlds say: the one that opens most.
Verdict VerdictOf(const std::vector<DoorOutcome>& outcomes) {
  const auto all = [&](Verdict verdict) {
    return std::ranges::all_of(outcomes, [verdict](const auto& o) { return o.verdict == verdict; });
  };
  for (const Verdict verdict : {Verdict::kAllowed, Verdict::kBlocked, Verdict::kUnknown}) {
    if (all(verdict)) return verdict;
  }
  const bool opens = std::ranges::any_of(outcomes, [](const DoorOutcome& o) {
    return o.verdict == Verdict::kAllowed || o.verdict == Verdict::kConditional;
  });
  return opens ? Verdict::kConditional : Verdict::kUnknown;
}

void AddOnce(const std::vector<std::string>& more, std::vector<std::string>& texts) {
  for (const std::string& text : more) {
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  }
}

// The conditions under which it opens: those of the world that needs the fewest.
std::vector<std::string> DescribeWorld(const std::vector<SourceCondition>& conditions,
                                       const std::vector<DoorOutcome>& outcomes, Verdict verdict) {
  std::vector<std::string> texts;
  if (verdict != Verdict::kConditional) return texts;
  std::uint32_t best = 0;
  int fewest = static_cast<int>(conditions.size()) + 1;
  for (std::uint32_t world = 0; world < outcomes.size(); ++world) {
    const bool opens = outcomes[world].verdict == Verdict::kAllowed ||
                       outcomes[world].verdict == Verdict::kConditional;
    if (!opens || std::popcount(world) >= fewest) continue;
    fewest = std::popcount(world);
    best = world;
  }
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const bool holds = ((best >> i) & 1U) != 0;
    const std::uint32_t flipped = best ^ (1U << i);
    if (outcomes[flipped].verdict != outcomes[best].verdict) {
      texts.push_back(Describe(conditions[i], holds));
    }
  }
  return texts;
}

// Why it is refused from elsewhere, where the source decides.
std::vector<std::string> SourceReasons(const std::vector<SourceCondition>& conditions,
                                       const std::vector<DoorOutcome>& outcomes, Verdict verdict) {
  std::vector<std::string> reasons;
  if (verdict != Verdict::kConditional) return reasons;
  for (std::uint32_t world = 0; world < outcomes.size(); ++world) {
    if (outcomes[world].verdict == Verdict::kBlocked) AddOnce(outcomes[world].reasons, reasons);
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const bool is_match = conditions[i].kind == SourceCondition::Kind::kAddress ||
                            conditions[i].kind == SourceCondition::Kind::kHost;
      const bool decides = outcomes[world ^ (1U << i)].verdict != outcomes[world].verdict;
      if (is_match && decides) AddOnce({"sshd.match.source"}, reasons);
    }
  }
  const bool source_blocks = std::ranges::any_of(
      outcomes, [](const DoorOutcome& o) { return o.verdict == Verdict::kBlocked; });
  return source_blocks ? reasons : std::vector<std::string>();
}

}  // namespace

Offer OfferOf(const FactAt<AuthorizedLineFact>& line, Offer::Kind kind) {
  return {.kind = kind,
          .key = {.fingerprint = line.payload->public_key_fingerprint,
                  .type = line.payload->key_type,
                  .bits = line.payload->bits},
          .path = line.path,
          .line = line.payload->line,
          .fact = line.fact};
}

bool Offers::Add(Offer offer) {
  const bool is_new = seen_.emplace(offer.kind, offer.key.fingerprint).second;
  if (is_new) all_.push_back(std::move(offer));
  return is_new;
}

void ForEachWorld(std::vector<SourceCondition>& conditions,
                  const std::function<void(World&)>& judge) {
  // A condition found late doubles the worlds; those already seen are judged with it not holding.
  for (std::uint32_t world = 0; world < (1U << conditions.size()); ++world) {
    World one(conditions, world);
    judge(one);
  }
}

DoorJudge::DoorJudge(const MachineFacts& machine, const MachineView& view, const Server& server,
                     const Account& account, const EffectiveConfig* common)
    : machine_(machine), view_(view), server_(server), account_(account), common_(common) {}

const EffectiveConfig& DoorJudge::ConfigIn(World& world, EffectiveConfig& own) const {
  if (common_ != nullptr) return *common_;
  own =
      ConfigFor(server_.config, {.user = account_.passwd->name, .groups = account_.groups}, world);
  return own;
}

std::vector<Door> DoorJudge::DoorsFor(const Offer& offer,
                                      std::vector<SourceCondition> conditions) const {
  std::vector<Judged> worlds;
  ForEachWorld(conditions, [&](World& world) { worlds.push_back(JudgeIn(world, offer)); });
  return {MakeDoor(offer, worlds, conditions)};
}

DoorJudge::Judged DoorJudge::JudgeIn(World& world, const Offer& offer) const {
  EffectiveConfig own;
  const EffectiveConfig& config = ConfigIn(world, own);
  const GateContext at{.view = view_,
                       .server = server_,
                       .account = account_,
                       .config = config,
                       .world = world,
                       .now = machine_.now};
  Ruling base = server_.ruling;
  JudgeAccount(at, base);
  const bool is_authority = offer.kind != Offer::Kind::kLine;
  if (is_authority) {
    JudgeRevocation(at, offer.key.fingerprint, base);
  } else {
    JudgeKey(at, offer.key, base);
  }
  Judged judged = offer.kind == Offer::Kind::kAuthorityFile ? JudgeAuthorityFile(at, base, offer)
                                                            : JudgeLines(at, base, offer);
  judged.revokes_certificates = is_authority && RevokesCertificates(at);
  if (world.overflowed()) judged.ruling.Doubt("sshd.match");
  return judged;
}

// Lines are tried in order; the first that passes decides, and a refused one does not stop the
// search.
DoorJudge::Judged DoorJudge::JudgeLines(const GateContext& at, const Ruling& base,
                                        const Offer& offer) const {
  std::optional<Judged> best;
  for (const KeyPlace& place : AuthorizedKeysPlaces(at)) {
    for (const auto* line : view_.LinesOf(place.path, offer.key.fingerprint)) {
      Judged judged{.ruling = base,
                    .line = line,
                    .fact_ids = {line->fact->id},
                    .principals = {},
                    .revokes_certificates = false};
      JudgeKeyFile(at, *line->fact, line->path, judged.ruling);
      JudgeLine(at, *line->payload, UseOf(offer), judged.ruling);
      GradeLogin(at, LimitsOf(*line->payload), judged.ruling);
      judged.principals = PrincipalsOfLine(*line->payload, *account_.passwd);
      const bool better = !best || judged.ruling.verdict() < best->ruling.verdict();
      if (better) best = std::move(judged);
    }
  }
  const bool is_open_yet = !best || (best->ruling.blocked() && !IsBanner(*best->line->payload));
  if (is_open_yet && !base.blocked() && HasKeysCommand(at)) {
    // It may list the key whatever the files say.
    Judged dynamic{.ruling = base,
                   .line = nullptr,
                   .fact_ids = {offer.fact->id},
                   .principals = {},
                   .revokes_certificates = false};
    dynamic.ruling.Remark("dynamic");
    dynamic.ruling.Doubt("sshd.authorizedkeyscommand");
    return dynamic;
  }
  if (best) return *std::move(best);
  Judged nowhere{.ruling = base,
                 .line = nullptr,
                 .fact_ids = {offer.fact->id},
                 .principals = {},
                 .revokes_certificates = false};
  nowhere.ruling.Block("file.notconfigured");
  return nowhere;
}

DoorJudge::Judged DoorJudge::JudgeAuthorityFile(const GateContext& at, const Ruling& base,
                                                const Offer& offer) const {
  Judged judged{.ruling = base,
                .line = nullptr,
                .fact_ids = {offer.fact->id},
                .principals = {},
                .revokes_certificates = false};
  if (!TrustsAuthorityFile(at, offer.path)) judged.ruling.Block("file.notconfigured");
  judged.principals = PrincipalsOfAccount(at, judged.ruling);
  if (at.account.passwd->uid == 0 && RootLoginOf(at) == RootLogin::kWithCommandOnly) {
    judged.ruling.Require("sshd.root", "the certificate forces a command");
  }
  GradeLogin(at, {}, judged.ruling);
  return judged;
}

Door DoorJudge::MakeDoor(const Offer& offer, const std::vector<Judged>& worlds,
                         const std::vector<SourceCondition>& conditions) const {
  std::vector<DoorOutcome> outcomes;
  for (const Judged& judged : worlds) {
    outcomes.push_back({.verdict = judged.ruling.verdict(),
                        .grade = judged.ruling.grade(),
                        .reasons = judged.ruling.reasons()});
  }
  // What is shown is the world that opens most.
  const auto shown = std::ranges::min_element(worlds, {}, [](const Judged& judged) {
    return std::pair(judged.ruling.verdict(), judged.ruling.grade());
  });
  Door door;
  door.machine_id = machine_.machine_id;
  door.user = account_.passwd->name;
  door.public_key_fingerprint = offer.key.fingerprint;
  door.key_type = offer.key.type;
  door.verdict = VerdictOf(outcomes);
  door.grade = shown->ruling.verdict() == Verdict::kBlocked ? Grade::kNone : shown->ruling.grade();
  door.via = offer.kind == Offer::Kind::kLine ? "line" : "authority";
  door.authorized_keys_path = shown->line != nullptr ? shown->line->path : offer.path;
  door.authorized_keys_line = shown->line != nullptr ? shown->line->payload->line : offer.line;
  door.evidence = door.verdict == Verdict::kAllowed || door.verdict == Verdict::kConditional
                      ? Evidence::kAuthorised
                      : Evidence::kDeclared;
  door.reasons = shown->ruling.reasons();
  door.not_evaluated =
      shown->ruling.blocked() ? std::vector<std::string>() : shown->ruling.not_evaluated();
  if (door.verdict != Verdict::kBlocked) door.conditions = shown->ruling.conditions();
  AddOnce(DescribeWorld(conditions, outcomes, door.verdict), door.conditions);
  AddOnce(SourceReasons(conditions, outcomes, door.verdict), door.reasons);
  const bool source_decides = std::ranges::any_of(
      outcomes, [&](const DoorOutcome& outcome) { return outcome != outcomes.front(); });
  if (source_decides) {
    door.source_conditions = conditions;
    door.outcomes = std::move(outcomes);
  }
  door.fact_ids = account_.fact_ids;
  AddOnce(server_.fact_ids, door.fact_ids);
  AddOnce(server_.config.fact_ids, door.fact_ids);
  AddOnce(shown->fact_ids, door.fact_ids);
  std::ranges::sort(door.fact_ids);
  door.principals = shown->principals;
  door.revokes_certificates = shown->revokes_certificates;
  door.accepts_no_principals =
      AcceptsNoPrincipals(offer, shown->principals, server_.version, shown->line);
  return door;
}

}  // namespace keytrail::access
