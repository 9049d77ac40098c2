// Which hosts a command reaches by SSH: ssh, scp, sftp, rsync, mosh, sshfs, ssh-copy-id, autossh,
// also behind sudo, env, sshpass and the like. The command itself is never kept.
#pragma once

#include <vector>

#include "model/fact.h"
#include "scanner/facts/shell_words.h"

namespace keytrail::facts {

// Shape: one use for each destination, with a count of 1; none for other commands, and none for a
// destination that is not plainly a host, or whose account is not plainly a name. A key's path or a
// jump that is not plain is left out.
// Source: ssh(1), scp(1), sftp(1), rsync(1), mosh(1), sshfs(1), ssh-copy-id(1), autossh(1).
std::vector<SshUseFact> ReadSshUses(const Words& command);

}  // namespace keytrail::facts
