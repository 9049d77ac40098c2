#include "storage/record_schema.h"

#include <array>

namespace keytrail::storage {
namespace {

// Scans are ordered by (snapshot time, scan id), which is written into each row that a scan dates,
// as a pair of columns: NAME_ns and NAME_scan. Times are nanoseconds since the Unix epoch, UTC.
constexpr std::array<Migration, 2> kMigrations = {Migration{R"(
-- One row: what changes with every change.
CREATE TABLE record (
  -- Always 1.
  only INTEGER PRIMARY KEY CHECK (only = 1),
  -- Grows with each transaction that changed something; who derives from the record compares it.
  generation INTEGER NOT NULL
) STRICT;
INSERT INTO record (only, generation) VALUES (1, 0);

-- How far each scanner's stream was applied.
CREATE TABLE publishers (
  -- The scanner's own id.
  scanner_id TEXT NOT NULL CHECK (scanner_id <> ''),
  -- Its epoch; numbering is per (scanner_id, epoch).
  epoch INTEGER NOT NULL,
  -- Sequence of the last record applied.
  applied_sequence INTEGER NOT NULL CHECK (applied_sequence >= 1),
  PRIMARY KEY (scanner_id, epoch)
) STRICT, WITHOUT ROWID;

-- Machines that were ever scanned.
CREATE TABLE machines (
  -- The id given by whoever asked for the scan.
  machine_id TEXT PRIMARY KEY CHECK (machine_id <> ''),
  -- As the newest scan named it.
  name TEXT NOT NULL,
  -- 1 when nobody gave an id and the source's base name stands in.
  unstable_id INTEGER NOT NULL CHECK (unstable_id IN (0, 1)),
  -- Snapshot time of the oldest scan.
  first_seen_ns INTEGER NOT NULL,
  -- The newest scan that began.
  seen_ns INTEGER NOT NULL,
  seen_scan TEXT NOT NULL,
  -- The newest scan that said it saw all disks and ended well; volumes it did not list are orphaned.
  all_disks_ns INTEGER,
  all_disks_scan TEXT,
  -- The newest scan with a full rule pack that ended well, and what it looked for; types that it
  -- does not know have left the pack.
  full_pack_ns INTEGER,
  full_pack_scan TEXT,
  full_pack_look INTEGER REFERENCES looks (look_id)
) STRICT, WITHOUT ROWID;

-- What scans look for; equal ones share a row.
CREATE TABLE looks (
  look_id INTEGER PRIMARY KEY,
  -- SHA-256 over the floor, the flag and the rules, in hexadecimal.
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  -- Confidence below which nothing is reported: 0 low, 1 medium, 2 high.
  min_confidence INTEGER NOT NULL CHECK (min_confidence BETWEEN 0 AND 2),
  -- 1 when it has all rules of the packs.
  full_pack INTEGER NOT NULL CHECK (full_pack IN (0, 1))
) STRICT;

-- The rules of a look.
CREATE TABLE look_rules (
  look_id INTEGER NOT NULL REFERENCES looks (look_id),
  rule_id TEXT NOT NULL,
  -- What the rule finds.
  secret_type TEXT NOT NULL,
  PRIMARY KEY (look_id, rule_id)
) STRICT, WITHOUT ROWID;

-- Every scan that published something.
CREATE TABLE scans (
  scan_key INTEGER PRIMARY KEY,
  machine_id TEXT NOT NULL REFERENCES machines (machine_id),
  scan_id TEXT NOT NULL CHECK (scan_id <> ''),
  -- When it began by its scanner's clock; 0 when not known.
  started_at_ns INTEGER NOT NULL,
  -- Time of the snapshot, else when its first record was received.
  snapshot_at_ns INTEGER NOT NULL,
  -- What it looked for.
  look_id INTEGER NOT NULL REFERENCES looks (look_id),
  -- 1 when its disks are all that the machine has.
  all_disks INTEGER NOT NULL CHECK (all_disks IN (0, 1)),
  -- An encoded Scan once it has ended; NULL while it runs, and for ever when it was interrupted.
  done BLOB,
  UNIQUE (machine_id, scan_id)
) STRICT;

-- Volumes that a scan listed, with what was read of them.
CREATE TABLE volumes (
  volume_key INTEGER PRIMARY KEY,
  machine_id TEXT NOT NULL REFERENCES machines (machine_id),
  -- Identity within the machine.
  volume_id TEXT NOT NULL CHECK (volume_id <> ''),
  -- The newest scan that saw it.
  listed_ns INTEGER NOT NULL,
  listed_scan TEXT NOT NULL,
  UNIQUE (machine_id, volume_id)
) STRICT;

-- What each scan read of each volume.
CREATE TABLE coverage (
  volume_key INTEGER NOT NULL REFERENCES volumes (volume_key),
  scan_key INTEGER NOT NULL REFERENCES scans (scan_key),
  -- The scan's place in the order.
  scan_ns INTEGER NOT NULL,
  scan_scan TEXT NOT NULL,
  -- An encoded Volume.
  body BLOB NOT NULL,
  PRIMARY KEY (volume_key, scan_key)
) STRICT, WITHOUT ROWID;

-- Walks over a volume's metadata that reached its end: a file that such a walk does not except was
-- read to its end, or is not there. Only those that can still matter are kept.
CREATE TABLE walks (
  walk_key INTEGER PRIMARY KEY,
  volume_key INTEGER NOT NULL REFERENCES volumes (volume_key),
  look_id INTEGER NOT NULL REFERENCES looks (look_id),
  walk_ns INTEGER NOT NULL,
  walk_scan TEXT NOT NULL,
  UNIQUE (volume_key, look_id, walk_ns, walk_scan)
) STRICT;

-- Files, and directories with all that is below, of which a walk says nothing.
CREATE TABLE walk_exceptions (
  walk_key INTEGER NOT NULL REFERENCES walks (walk_key) ON DELETE CASCADE,
  path BLOB NOT NULL,
  PRIMARY KEY (walk_key, path)
) STRICT, WITHOUT ROWID;

-- Files of which a scan had something to say.
CREATE TABLE files (
  file_key INTEGER PRIMARY KEY,
  volume_key INTEGER NOT NULL REFERENCES volumes (volume_key),
  -- Bytes, as the disk has them.
  path BLOB NOT NULL CHECK (length(path) > 0),
  UNIQUE (volume_key, path)
) STRICT;

-- The newest scan that read a file to its end, for each thing to look for.
CREATE TABLE file_covers (
  file_key INTEGER NOT NULL REFERENCES files (file_key),
  look_id INTEGER NOT NULL REFERENCES looks (look_id),
  cover_ns INTEGER NOT NULL,
  cover_scan TEXT NOT NULL,
  PRIMARY KEY (file_key, look_id)
) STRICT, WITHOUT ROWID;

-- Files that a scan did not read to their end, until its walk ends: they are exceptions of it.
CREATE TABLE partial_reads (
  scan_key INTEGER NOT NULL REFERENCES scans (scan_key),
  file_key INTEGER NOT NULL REFERENCES files (file_key),
  PRIMARY KEY (scan_key, file_key)
) STRICT, WITHOUT ROWID;

-- Secrets with their places, open and closed.
CREATE TABLE findings (
  -- hash(machine id, volume id, path, secret type, fingerprint, ordinal in the file).
  finding_id TEXT PRIMARY KEY CHECK (finding_id <> ''),
  file_key INTEGER NOT NULL REFERENCES files (file_key),
  -- That of the file.
  volume_key INTEGER NOT NULL REFERENCES volumes (volume_key),
  rule_id TEXT NOT NULL CHECK (rule_id <> ''),
  secret_type TEXT NOT NULL CHECK (secret_type <> ''),
  -- 0 low, 1 medium, 2 high.
  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 2),
  -- hmac:<key id>:<hex>; equal secrets have equal ones.
  fingerprint TEXT NOT NULL,
  byte_offset INTEGER NOT NULL,
  -- Snapshot time of the oldest scan that saw it.
  first_seen_ns INTEGER NOT NULL,
  -- The newest scan that saw it.
  seen_ns INTEGER NOT NULL,
  seen_scan TEXT NOT NULL,
  -- 1 when a newer scan looked for it and did not see it.
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  -- An encoded Finding as that scan saw it, without machine, volume, path and scan.
  body BLOB NOT NULL
) STRICT;
CREATE INDEX findings_by_file ON findings (file_key);
CREATE INDEX findings_by_volume ON findings (volume_key, closed);
CREATE INDEX findings_by_fingerprint ON findings (fingerprint);

-- What files state, as of the newest scan that read them; nothing older is kept.
CREATE TABLE facts (
  -- hash(machine id, volume id, path, kind, ordinal in the file).
  fact_id TEXT PRIMARY KEY CHECK (fact_id <> ''),
  file_key INTEGER NOT NULL REFERENCES files (file_key),
  -- That of the file.
  volume_key INTEGER NOT NULL REFERENCES volumes (volume_key),
  -- Enumerator of FactKind.
  kind INTEGER NOT NULL CHECK (kind >= 0),
  -- The newest scan that saw it.
  seen_ns INTEGER NOT NULL,
  seen_scan TEXT NOT NULL,
  -- An encoded Fact, without machine, volume and path.
  body BLOB NOT NULL
) STRICT;
CREATE INDEX facts_by_file ON facts (file_key);
CREATE INDEX facts_by_volume ON facts (volume_key);
)"},
                                                  Migration{R"(
-- The record's generation with the newest change of the machine, of whatever kind; 0 before it was
-- kept.
ALTER TABLE machines ADD COLUMN changed_generation INTEGER NOT NULL DEFAULT 0;
CREATE INDEX machines_by_change ON machines (changed_generation);
)"}};

}  // namespace

std::span<const Migration> RecordMigrations() { return kMigrations; }

}  // namespace keytrail::storage
