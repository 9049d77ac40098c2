// Whether this host's KVM boots a guest. The device node alone says nothing: it may open, take a
// virtual machine, and never run a byte of it (nested clouds, containers).
#pragma once

#include <string>
#include <vector>

#include "model/job.h"

namespace keytrail::daemon {

struct AcceleratorAnswer {
  Accelerator accelerator = Accelerator::kTcg;
  // One clause for people: "KVM boots", "a kernel under KVM was silent for 5 seconds".
  std::string reason;
  // The answer comes from an earlier boot probe of this host's current boot.
  bool remembered = false;
};

// What the probe looks at and starts.
struct KvmProbeHost {
  std::string device = "/dev/kvm";
  std::string hypervisor = "/usr/bin/qemu-system-x86_64";
  std::vector<std::string> kernel_directories = {"/boot", "/lib/modules"};
  std::string boot_id_file = "/proc/sys/kernel/random/boot_id";
  int silence_milliseconds = 5000;
};

// Boots the host's own kernel under KVM and waits for a byte on its serial console. The answer is
// kept in `cache_file` (empty: nowhere) and holds until the host reboots; what keeps the probe from
// running (no readable kernel, no hypervisor) is not kept. Never fails: without KVM there is TCG.
// Takes up to five seconds when nothing is remembered. Threads: any.
AcceleratorAnswer ProbeAccelerator(const std::string& cache_file, const KvmProbeHost& host = {});

}  // namespace keytrail::daemon
