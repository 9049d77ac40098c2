#include "scanner/facts/login_tally.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

Timestamp Earlier(Timestamp a, Timestamp b) {
  if (!a.known() || !b.known()) return a.known() ? a : b;
  return std::min(a, b);
}

}  // namespace

void LoginTally::Add(const AcceptedLogin& login, Timestamp at) {
  Merge({.user = login.user,
         .public_key_fingerprint = login.public_key_fingerprint,
         .key_type = login.key_type,
         .source_address = login.source_address,
         .first_seen = at,
         .last_seen = at,
         .count = 1,
         .ca_fingerprint = login.ca_fingerprint});
}

void LoginTally::Merge(const LoginFact& logins) {
  const Key key = {logins.user, logins.public_key_fingerprint, logins.source_address,
                   logins.key_type, logins.ca_fingerprint};
  const auto found = logins_.find(key);
  if (found == logins_.end()) {
    truncated_ = truncated_ || logins_.size() >= limits::kFactsPerFileMax;
    if (logins_.size() < limits::kFactsPerFileMax) logins_.emplace(key, logins);
    return;
  }
  LoginFact& sum = found->second;
  sum.first_seen = Earlier(sum.first_seen, logins.first_seen);
  sum.last_seen = std::max(sum.last_seen, logins.last_seen);
  sum.count += logins.count;
}

std::vector<LoginFact> LoginTally::Take() {
  std::vector<LoginFact> taken;
  taken.reserve(logins_.size());
  for (auto& [key, logins] : logins_) taken.push_back(std::move(logins));
  logins_.clear();
  return taken;
}

}  // namespace keytrail::facts
