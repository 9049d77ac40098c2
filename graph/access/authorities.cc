#include "graph/access/authorities.h"

#include <algorithm>

#include "graph/access/key_files.h"
#include "graph/access/line_gates.h"
#include "graph/access/patterns.h"

namespace keytrail::access {

void AddAuthorityOffers(const GateContext& at, Offers& offers) {
  const std::string path = at.config.Word("trustedusercakeys");
  if (path.empty() || path == "none") return;
  for (const auto* line : at.view.At<AuthorizedLineFact>(path)) {
    if (!line->payload->options.empty() || line->payload->options_malformed) continue;
    offers.Add(OfferOf(*line, Offer::Kind::kAuthorityFile));
  }
  for (const auto* key : at.view.At<PublicKeyFact>(path)) {
    if (key->payload->is_certificate) continue;
    offers.Add({.kind = Offer::Kind::kAuthorityFile,
                .key = {.fingerprint = key->payload->public_key_fingerprint,
                        .type = key->payload->key_type,
                        .bits = key->payload->bits},
                .path = key->path,
                .line = 1,
                .fact = key->fact});
  }
}

bool TrustsAuthorityFile(const GateContext& at, const std::string& path) {
  const std::string trusted = at.config.Word("trustedusercakeys");
  return !trusted.empty() && trusted != "none" && at.view.Resolve(trusted) == path;
}

std::vector<std::string> PrincipalsOfAccount(const GateContext& at, Ruling& ruling) {
  const std::string command = at.config.Word("authorizedprincipalscommand");
  const bool has_command = !command.empty() && command != "none";
  if (has_command) ruling.Doubt("sshd.authorizedprincipalscommand");
  const std::string file = at.config.Word("authorizedprincipalsfile");
  if (file.empty() || file == "none") {
    return has_command ? std::vector<std::string>()
                       : std::vector<std::string>{at.account.passwd->name};
  }
  const std::string path = ExpandForAccount(file, at.account);
  std::vector<std::string> principals;
  const auto facts = at.view.At<PrincipalsFact>(path);
  for (const auto* fact : facts) {
    std::ranges::copy(fact->payload->principals, std::back_inserter(principals));
    if (fact->payload->has_options) {
      ruling.Require("cert.principals", "the options in " + path + " leave that much");
    }
  }
  if (!facts.empty()) return principals;
  if (!at.view.WasLookedAt(path)) {
    ruling.Doubt("sshd.authorizedprincipalsfile");
  } else if (!has_command) {
    ruling.Block("cert.noprincipal");
  }
  return principals;
}

std::vector<std::string> PrincipalsOfLine(const AuthorizedLineFact& line,
                                          const AccountFact& account) {
  const AuthorizedOption* option = FindOption(line, "principals");
  if (option == nullptr) return {account.name};
  std::vector<std::string> principals;
  for (const std::string_view name : SplitList(option->value)) principals.emplace_back(name);
  return principals;
}

bool AcceptsNoPrincipals(const Offer& offer, const std::vector<std::string>& principals,
                         const SshdVersion& version, const FactAt<AuthorizedLineFact>* line) {
  if (offer.kind != Offer::Kind::kAuthorityLine || line == nullptr) return false;
  const bool has_list = FindOption(*line->payload, "principals") != nullptr;
  return !principals.empty() && !has_list &&
         Has(version, Change::kPrincipalsAlwaysDemanded) != Tri::kYes;
}

}  // namespace keytrail::access
