#include "scanner/disk/survey.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"

namespace keytrail::disk {
namespace {

using Tags = std::map<std::string, std::string>;
using Disks = std::vector<SourceDisk>;

constexpr std::uint64_t kSectorBytes = 512;  // blkid's unit, whatever the disk's
constexpr std::size_t kEmptyCheckBytes = 1024 * 1024;

// Partitions that hold no files by nature, whatever lies in them.
// Source: UEFI specification and systemd's Discoverable Partitions Specification.
constexpr std::array kTypesWithoutFiles = {
    std::string_view("21686148-6449-6e6f-744e-656564454649"),  // BIOS boot
    std::string_view("e3c9e316-0b5c-4db8-817d-f92df00215ae"),  // Microsoft reserved
    std::string_view("9e1a2d38-c612-4316-aa26-8b49521e5a8b"),  // PowerPC PReP boot
    std::string_view("0x41"),                                  // PReP boot, MBR
};
constexpr std::array kExtendedTypes = {std::string_view("0x5"), std::string_view("0xf"),
                                       std::string_view("0x85")};

std::string TagOf(const Tags& tags, const std::string& name) {
  const auto found = tags.find(name);
  return found == tags.end() ? std::string() : found->second;
}

// blkid's export format puts a backslash before what a shell would take amiss.
std::string WithoutBackslashes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain.push_back(text[i]);
  }
  return plain;
}

std::optional<std::uint64_t> NumberOf(const Tags& tags, const std::string& name) {
  const std::string text = TagOf(tags, name);
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// The partition's bytes on its source; nothing when the numbers cannot be.
std::optional<Slice> SliceOf(const Tags& tags, std::size_t source) {
  const auto first = NumberOf(tags, "PART_ENTRY_OFFSET");
  const auto count = NumberOf(tags, "PART_ENTRY_SIZE");
  constexpr std::uint64_t kSectorsMax = INT64_MAX / kSectorBytes / 2;
  if (!first.has_value() || !count.has_value() || *first > kSectorsMax || *count > kSectorsMax) {
    return std::nullopt;
  }
  return Slice{.source = source, .offset = *first * kSectorBytes, .bytes = *count * kSectorBytes};
}

bool IsMember(const std::string& type) { return type.ends_with("_member"); }

// Whether the slice begins with nothing but zeros.
bool IsEmpty(const Slice& slice, const Disks& disks) {
  std::vector<std::byte> head(std::min<std::uint64_t>(kEmptyCheckBytes, slice.bytes));
  const auto bytes = disks[slice.source].image->Read(slice.offset, head);
  return bytes.ok() && std::ranges::all_of(*bytes, [](std::byte b) { return b == std::byte{0}; });
}

BlockVolume Describe(const std::string& device, const Tags& tags) {
  BlockVolume volume;
  volume.device = device;
  volume.type = TagOf(tags, "TYPE");
  volume.label = WithoutBackslashes(TagOf(tags, "LABEL"));
  volume.uuid = WithoutBackslashes(TagOf(tags, "UUID"));
  volume.partition_uuid = TagOf(tags, "PART_ENTRY_UUID");
  volume.partition_label = WithoutBackslashes(TagOf(tags, "PART_ENTRY_NAME"));
  volume.partition = static_cast<std::uint32_t>(NumberOf(tags, "PART_ENTRY_NUMBER").value_or(0));
  return volume;
}

class Surveyor {
 public:
  Surveyor(Guest& guest, const Disks& disks) : guest_(guest), disks_(disks) {}

  StatusOr<std::vector<BlockVolume>> Run() {
    KT_ASSIGN_OR_RETURN(const auto physical, guest_.PhysicalVolumes());
    physical_volumes_.insert(physical.begin(), physical.end());
    KT_ASSIGN_OR_RETURN(raid_devices_, guest_.RaidDevices());
    for (std::size_t i = 0; i < disks_.size(); ++i) KT_RETURN_IF_ERROR(AddDisk(i));
    KT_ASSIGN_OR_RETURN(std::vector<std::string> crossing, guest_.LogicalVolumes());
    crossing.insert(crossing.end(), raid_devices_.begin(), raid_devices_.end());
    for (const std::string& device : crossing) KT_RETURN_IF_ERROR(AddCrossing(device));
    NumberDuplicates();
    return std::move(volumes_);
  }

 private:
  Status AddDisk(std::size_t index) {
    const std::string& disk = guest_.SourceDevice(index);
    KT_ASSIGN_OR_RETURN(const auto partitions, guest_.PartitionsOf(disk));
    if (partitions.empty()) return AddWholeDisk(index);
    const std::size_t first = volumes_.size();
    for (const std::string& partition : partitions) {
      KT_RETURN_IF_ERROR(AddPartition(index, partition));
    }
    const auto holds_nothing = [](const BlockVolume& volume) {
      return volume.fate == VolumeOutcome::kIgnored && volume.type.empty();
    };
    const auto begin = volumes_.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::all_of(begin, volumes_.end(), holds_nothing)) AddNothing(index);
    return OkStatus();
  }

  // Says of a disk as a whole that no file system is on it.
  void AddNothing(std::size_t index) {
    BlockVolume volume;
    volume.device = guest_.SourceDevice(index);
    volume.id = fmt::format("disk{}", index);
    volume.source = disks_[index].spec.display;
    volume.fate = VolumeOutcome::kUnsupported;
    volume.reason = "no file system was found on this disk";
    volumes_.push_back(std::move(volume));
  }

  Status AddWholeDisk(std::size_t index) {
    const std::string& disk = guest_.SourceDevice(index);
    KT_ASSIGN_OR_RETURN(const Tags tags, guest_.Identify(disk));
    if (TagOf(tags, "TYPE").empty()) {
      AddNothing(index);
      return OkStatus();
    }
    BlockVolume volume = Describe(disk, tags);
    volume.id = volume.uuid.empty() ? fmt::format("disk{}", index) : "uuid:" + volume.uuid;
    volume.source = disks_[index].spec.display;
    volume.slice = Slice{.source = index, .offset = 0, .bytes = disks_[index].bytes};
    Decide(tags, volume);
    volumes_.push_back(std::move(volume));
    return OkStatus();
  }

  Status AddPartition(std::size_t index, const std::string& partition) {
    KT_ASSIGN_OR_RETURN(const Tags tags, guest_.Identify(partition));
    if (std::ranges::count(kExtendedTypes, TagOf(tags, "PART_ENTRY_TYPE")) > 0 &&
        TagOf(tags, "PART_ENTRY_SCHEME") == "dos") {
      return OkStatus();
    }
    BlockVolume volume = Describe(partition, tags);
    volume.id = volume.uuid.empty() ? fmt::format("disk{}:partition{}", index, volume.partition)
                                    : "uuid:" + volume.uuid;
    volume.source = disks_[index].spec.display;
    volume.slice = SliceOf(tags, index);
    Decide(tags, volume);
    volumes_.push_back(std::move(volume));
    return OkStatus();
  }

  Status AddCrossing(const std::string& device) {
    KT_ASSIGN_OR_RETURN(const Tags tags, guest_.Identify(device));
    BlockVolume volume = Describe(device, tags);
    volume.id = volume.uuid.empty() ? "device:" + device : "uuid:" + volume.uuid;
    std::vector<std::string> displays;
    for (const SourceDisk& disk : disks_) displays.push_back(disk.spec.display);
    volume.source = fmt::format("{}", fmt::join(displays, ", "));
    Decide(tags, volume);
    volumes_.push_back(std::move(volume));
    return OkStatus();
  }

  void Decide(const Tags& tags, BlockVolume& volume) const {
    const bool assembled = volume.type == "LVM2_member" ? physical_volumes_.contains(volume.device)
                                                        : !raid_devices_.empty();
    Classification classification = Classify(tags, assembled);
    if (classification.fate == VolumeOutcome::kUnsupported && volume.type.empty() &&
        volume.slice.has_value() && IsEmpty(*volume.slice, disks_)) {
      classification = {.fate = VolumeOutcome::kIgnored, .reason = "empty"};
    }
    volume.fate = classification.fate;
    volume.reason = std::move(classification.reason);
  }

  // Copies of one file system share a UUID; identities must differ.
  void NumberDuplicates() {
    std::map<std::string, int> seen;
    for (BlockVolume& volume : volumes_) {
      const int count = ++seen[volume.id];
      if (count > 1) volume.id += fmt::format("#{}", count);
    }
  }

  Guest& guest_;
  const Disks& disks_;
  std::set<std::string> physical_volumes_;
  std::vector<std::string> raid_devices_;
  std::vector<BlockVolume> volumes_;
};

}  // namespace

Classification Classify(const Tags& tags, bool assembled) {
  const std::string type = TagOf(tags, "TYPE");
  if (std::ranges::count(kTypesWithoutFiles, TagOf(tags, "PART_ENTRY_TYPE")) > 0) {
    return {.fate = VolumeOutcome::kIgnored, .reason = "a boot or reserved partition"};
  }
  if (type.empty()) {
    return {.fate = VolumeOutcome::kUnsupported, .reason = "no known file system"};
  }
  if (type == "swap") return {.fate = VolumeOutcome::kIgnored, .reason = "swap space"};
  if (type == "crypto_LUKS" || type == "BitLocker") {
    return {.fate = VolumeOutcome::kLocked,
            .reason = fmt::format("encrypted ({}), and no key was given", type)};
  }
  if (!IsMember(type)) return {};
  if (assembled) {
    return {.fate = VolumeOutcome::kIgnored, .reason = fmt::format("an assembled {}", type)};
  }
  return {.fate = VolumeOutcome::kUnsupported,
          .reason = fmt::format("a {} that could not be assembled", type)};
}

StatusOr<std::vector<BlockVolume>> SurveyVolumes(Guest& guest, const Disks& disks) {
  return Surveyor(guest, disks).Run();
}

}  // namespace keytrail::disk
