#include "scanner/disk/directory_reader.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "scanner/disk/directory_walk.h"
#include "scanner/disk/errno_status.h"
#include "scanner/disk/source_kind.h"

namespace keytrail::disk {
namespace {

// One descriptor for each directory on the way down, and as many again for pending files.
constexpr rlim_t kOpenFilesWanted = 4 * limits::kPathDepthMax;

// The deepest tree allowed needs more than the customary soft limit of 1,024. Fails softly: a
// directory that cannot be opened then stands in the coverage.
void RaiseOpenFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kOpenFilesWanted) return;
  limit.rlim_cur = std::min(limit.rlim_max, kOpenFilesWanted);
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

class DirectoryReader final : public Reader {
 public:
  DirectoryReader(std::vector<SourceSpec> sources, std::string reader_reason)
      : sources_(std::move(sources)), reader_reason_(std::move(reader_reason)) {}

  Status Walk(WalkSink& sink) override {
    RaiseOpenFileLimit();
    std::vector<UniqueFd> roots;
    for (const SourceSpec& source : sources_) {
      KT_RETURN_IF_ERROR(CheckDirectorySource(source));
      UniqueFd root(::open(source.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!root.valid()) {
        return ErrnoStatus(errno, fmt::format("cannot open the directory {}", source.display));
      }
      roots.push_back(std::move(root));
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (!WalkSource(i, std::move(roots[i]), sink)) break;
    }
    return OkStatus();
  }

 private:
  // Returns false when the scan was cancelled.
  bool WalkSource(std::size_t index, UniqueFd root, WalkSink& sink) const {
    Volume volume;
    volume.id = fmt::format("directory:{}", index);
    volume.source = sources_[index].display;
    volume.file_system = "directory";
    volume.reader = "directory";
    volume.reader_reason = reader_reason_;
    sink.OnVolumeBegin(volume);
    const DirectoryWalk::Outcome outcome = DirectoryWalk(std::move(root), volume.id, sink).Run();
    sink.OnVolumeEnd(outcome.walked_to_end ? VolumeOutcome::kComplete : VolumeOutcome::kPartial,
                     outcome.reason, outcome.walked_to_end);
    return outcome.reason != "cancelled";
  }

  std::vector<SourceSpec> sources_;
  std::string reader_reason_;
};

}  // namespace

std::unique_ptr<Reader> NewDirectoryReader(std::vector<SourceSpec> sources,
                                           std::string reader_reason) {
  return std::make_unique<DirectoryReader>(std::move(sources), std::move(reader_reason));
}

}  // namespace keytrail::disk
