// Which kind of forced command a line carries. The command itself stays in the worker, for it may
// hold a password.
#pragma once

#include <string_view>

namespace keytrail::facts {

// Returns "cloud_init_banner" (prints that root may not log in, and ends), "rrsync", "git_shell",
// "borg_serve", "internal_sftp" (sshd itself serves it, and no shell runs), or "other". A command
// with anything that a shell would act upon is "other", except in the exact forms that are known.
std::string_view CommandClass(std::string_view command);

}  // namespace keytrail::facts
