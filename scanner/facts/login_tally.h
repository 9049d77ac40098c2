// Logins taken together by account, key and source, in bounded memory.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "model/fact.h"
#include "scanner/facts/login_message.h"

namespace keytrail::facts {

// Not for sharing between threads.
class LoginTally {
 public:
  // Counts one login, at a time that may be unknown.
  void Add(const AcceptedLogin& login, Timestamp at);

  // Counts those of `logins` as well.
  void Merge(const LoginFact& logins);

  // There were more combinations than limits::kFactsPerFileMax, and some are not counted.
  bool truncated() const { return truncated_; }

  // Shape: sorted by account, key and source. Leaves the tally empty.
  std::vector<LoginFact> Take();

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  std::map<Key, LoginFact> logins_;
  bool truncated_ = false;
};

}  // namespace keytrail::facts
