// The content of a file that does not fit one round: the probe copies it piece by piece, while the
// reader of the content waits.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/status.h"
#include "model/reader.h"
#include "scanner/disk/probe_runner.h"
#include "scanner/disk/scratch_disk.h"

namespace keytrail::disk {

struct LaterFile {
  std::uint32_t volume = 0;
  std::string path;  // below the volume's root
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
};

class PendingLaterContent final : public PendingContent {
 public:
  // `runner` and `scratch` must outlive this and the content; nobody else may use them between Open
  // and the content's end (WalkSink::Drain sees to that).
  PendingLaterContent(ProbeRunner& runner, ScratchDisk& scratch, LaterFile file)
      : runner_(runner), scratch_(scratch), file_(std::move(file)) {}
  StatusOr<std::unique_ptr<FileContent>> Open() override;

 private:
  ProbeRunner& runner_;
  ScratchDisk& scratch_;
  LaterFile file_;
};

}  // namespace keytrail::disk
