// Which bytes of a dirty ext3 or ext4 the appliance's kernel sees otherwise than they stand in the
// image: it replays the journal, into an overlay, when it mounts the snapshot of a running machine.
//
// The idea: every block that a replay can write stands as a tag in some descriptor block of the
// journal. All descriptor blocks are taken, those of old transactions too; so the answer may hold
// more than is replayed, never less (data journalling included). Cost: one read of the journal, of
// a dirty file system only. Source: Documentation/filesystems/ext4/journal.rst.
#pragma once

#include <vector>

#include "scanner/disk/mapped_content.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk {

enum class JournalState {
  kClean,     // nothing is replayed: the image is what the kernel sees
  kReplayed,  // `stale` holds all that is replayed
  kUnknown,   // something is replayed, and it cannot be said what
};

struct ExtJournal {
  JournalState state = JournalState::kClean;
  std::vector<probe::StaleRange> stale;  // bytes of the volume; sorted, apart from each other
};

// `volume` begins with an ext2, ext3 or ext4 file system. Anything that does not add up gives
// kUnknown.
ExtJournal LookAtExtJournal(const ExtentSource& volume);

}  // namespace keytrail::disk
