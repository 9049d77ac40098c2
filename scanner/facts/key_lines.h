// Files of key lines that no fixed place gives away. AuthorizedKeysFile and TrustedUserCAKeys may
// name any path, and a disk of homes is scanned without the configuration that names it; so a text
// is known by what it holds: at least one line that sshd would take as a key.
//
// Cost: a search for the four letters that every base64 of a key begins with, over files of at most
// limits::kKeyLinesFileBytesMax outside of what packages install, in the chunk that is matched
// anyway. Measured over 63 MB of sources and documents in memory: 1.5 % of their scan, and nothing
// for what packages install, which is most of a system's disk. A rule of the matcher would have
// those four letters as its literal, and they stand in every binary.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Whether a file at `path`, a path as in WantsFile, may be one of key lines: neither too large, nor
// below what packages and containers install, nor one whose form is known by its name (*.pub,
// known_hosts). Below /etc/ssh every name may be one, but that of the host's own keys.
bool MayHoldKeyLines(std::string_view path, std::uint64_t file_bytes);

// Whether `text` holds what looks like a public key behind its type. May say yes where no line is a
// key; says no only where none is. Time: linear.
bool LooksLikeKeyLines(std::string_view text);

// The AuthorizedLineFacts of `text` where at least one of them is a line that sshd takes; else
// nothing, for lines of another form (known hosts, signers, logs) hold keys too.
std::vector<FactPayload> ParseKeyLines(std::string_view text);

}  // namespace keytrail::facts
