// What a file says about who may log in and who the machine is. Facts are parsed fields, never the
// file's text and never a conclusion: whether a line opens an account is decided elsewhere
// (graph/access), from the facts of the whole machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/fact.h"
#include "model/file.h"

namespace keytrail::facts {

// Whether ParseFacts has anything to say about the file at `path`, a path on its machine, or within
// its volume where the mount point is not known. The system's own files are taken at their exact
// places only, for those of a container or a chroot below would speak of another machine. Each
// place has its own bound of size; a file above that is not wanted.
bool WantsFile(std::string_view path, std::uint64_t file_bytes = 0);

// Whether the file at `path`, a path as in WantsFile, is one that decides who may log in.
bool DecidesLogin(std::string_view path);

// Whether the file at `path` decides who may log in and is too large to be taken in, which must be
// said: what it states is then not known.
bool ExceedsLimit(std::string_view path, std::uint64_t file_bytes);

// Shape: place by place in the order of the table, each in the order of the file; then what the
// file says where it is one of key lines (key_lines.h). At most limits::kFactsPerFileMax. Each
// carries the permissions of `entry` and of the directories above it; ids and machine are left
// empty. Broken lines are passed over. Time: linear in the file. Threads: any. Source: passwd(5),
// hostname(5), machine-id(5), os-release(5), sshd(8).
std::vector<Fact> ParseFacts(std::string_view path, std::span<const std::byte> bytes,
                             const FileEntry& entry);

}  // namespace keytrail::facts
