// Who may run commands as whom, as sudoers(5) says it. Which commands stays in the worker.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Shape: one SudoRuleFact for each stretch of commands of a user specification that has one set of
// run-as users and one answer on passwords, in the order of the file, of which the last that
// matches counts. Aliases of the file are written out; one that another file defines stays a name.
// A rule holds for any host, for which machine this is is not known here. Of run-as lists the users
// are kept; stretches that change the group only give no fact, nor do those that only forbid.
// `Defaults` lines are passed over. A file in a directory sudoers.d with a dot in its name or a
// tilde at its end gives none: sudo does not read it.
std::vector<FactPayload> ParseSudoers(std::string_view path, std::string_view text);

}  // namespace keytrail::facts
