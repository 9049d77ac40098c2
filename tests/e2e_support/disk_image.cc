#include "tests/e2e_support/disk_image.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/check.h"
#include "base/unique_fd.h"
#include "tests/support/command.h"

namespace keytrail::e2e {
namespace {

constexpr std::uint64_t kMebibyte = 1024ULL * 1024;
constexpr std::uint64_t kImageMebibytes = 64;
constexpr std::uint64_t kFileSystemMebibytes = 60;

}  // namespace

void MakeExt4Image(const std::string& image, const std::string& tree, PartitionTable table) {
  const UniqueFd fd(open(image.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600));
  KT_CHECK(fd.valid() && ftruncate(fd.get(), static_cast<off_t>(kImageMebibytes * kMebibyte)) == 0);
  const std::uint64_t offset = table == PartitionTable::kNone ? 0 : kMebibyte;
  if (table != PartitionTable::kNone) {
    const std::string label = table == PartitionTable::kMbr ? "dos" : "gpt";
    const std::string script =
        fmt::format("printf 'label: {}\\nstart=2048, size={}\\n' | sfdisk -q '{}'", label,
                    kFileSystemMebibytes * 2048, image);
    KT_CHECK(test_support::RunCommand({"sh", "-c", script}).exit_code == 0);
  }
  const auto made = test_support::RunCommand({"mke2fs", "-q", "-F", "-t", "ext4", "-d", tree, "-E",
                                              fmt::format("offset={}", offset), image,
                                              fmt::format("{}M", kFileSystemMebibytes)});
  KT_CHECK(made.exit_code == 0);
}

void Overwrite(const std::string& file, std::uint64_t offset, const std::string& bytes) {
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CLOEXEC));
  KT_CHECK(fd.valid() && pwrite(fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
                             static_cast<ssize_t>(bytes.size()));
}

}  // namespace keytrail::e2e
