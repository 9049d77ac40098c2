// A worker that misbehaves in the way that the job's first source names. Stands in for
// keytrail-worker in the tests of the supervisor: it speaks the same frames and scans nothing.

#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <variant>

#include "base/limits.h"
#include "base/version.h"
#include "wire/frame.h"
#include "wire/frame_stream.h"

namespace {

using namespace keytrail;

constexpr int kInputFd = 3;
constexpr int kOutputFd = 4;

void Send(const WorkerFrame& frame) {
  static_cast<void>(wire::WriteFrame(kOutputFd, wire::EncodeFrame(frame)));
}

HelloFrame Hello() {
  return {.protocol_version = 1,
          .worker_version = std::string(kVersion),
          .looked_for = {{"test.rule", 1, "test_secret"}}};
}

Volume TestVolume() {
  Volume volume;
  volume.id = "directory:0";
  volume.file_system = "directory";
  return volume;
}

FileDoneFrame FileWithFinding(std::uint64_t sequence, const std::string& path) {
  WorkerFinding found;
  found.finding.rule_id = "test.rule";
  found.finding.secret_type = "test_secret";
  found.secret_sha256[0] = 7;
  FileDoneFrame file;
  file.sequence = sequence;
  file.volume_id = TestVolume().id;
  file.path = path;
  file.findings.push_back(found);
  return file;
}

void EndVolume(std::uint64_t files) {
  VolumeCoverage coverage;
  coverage.volume = TestVolume();
  coverage.files_scanned = files;
  coverage.walked_to_end = true;
  Send(VolumeEndFrame{coverage});
}

// Waits for the acknowledgement of `sequence`; the supervisor closing its end counts as none.
bool WaitForAcknowledgement(wire::FrameReader& reader, std::uint64_t sequence) {
  while (true) {
    const auto payload = reader.Next();
    if (!payload.ok() || !payload->has_value()) return false;
    const auto frame = wire::DecodeSupervisorFrame(AsBytes(**payload));
    const auto* acknowledge = frame.ok() ? std::get_if<AcknowledgeFrame>(&*frame) : nullptr;
    if (acknowledge != nullptr && acknowledge->sequence >= sequence) return true;
  }
}

void Behave(const std::string& mode, wire::FrameReader& reader) {
  if (mode == "exit-at-once") _exit(9);
  Send(mode == "wrong-version" ? HelloFrame{1, "0.0.0", {}} : Hello());
  Send(VolumeBeginFrame{TestVolume()});
  Send(FileWithFinding(1, "/a"));
  if (!WaitForAcknowledgement(reader, 1)) _exit(8);
  if (mode == "crash") {
    signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit of it
    raise(SIGSEGV);
  }
  if (mode == "die-of-memory") raise(SIGKILL);
  if (mode == "hang") pause();
  if (mode == "garbage")
    static_cast<void>(wire::WriteFrame(kOutputFd, "\xff\xff\xff\xff not a frame"));
  if (mode == "oversize") static_cast<void>(write(kOutputFd, "\xff\xff\xff\x7f", 4));
  if (mode == "torn-frame") {
    static_cast<void>(write(kOutputFd, "\x40\0\0\0half", 8));
    _exit(0);
  }
  if (mode == "skip-a-sequence") Send(FileWithFinding(3, "/c"));
  if (mode == "unknown-volume") {
    FileDoneFrame file = FileWithFinding(2, "/b");
    file.volume_id = "directory:9";
    Send(file);
  }
  if (mode == "too-many-volumes") {
    for (std::size_t i = 0; i <= limits::kVolumesPerMachineMax; ++i) {
      Volume volume = TestVolume();
      volume.id += std::to_string(i);
      Send(VolumeBeginFrame{volume});
    }
  }
  if (mode != "well") pause();
  EndVolume(1);
  Send(ScanEndFrame{});
}

}  // namespace

int main() {
  wire::FrameReader reader(kInputFd);
  const auto payload = reader.Next();
  if (!payload.ok() || !payload->has_value()) return 7;
  const auto frame = wire::DecodeSupervisorFrame(AsBytes(**payload));
  if (!frame.ok() || !std::holds_alternative<JobFrame>(*frame)) return 6;
  Behave(std::get<JobFrame>(*frame).job.sources.at(0).path, reader);
  return 0;
}
