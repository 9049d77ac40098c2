#include "tests/bench/reference.h"

#include <fcntl.h>
#include <fts.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/bounded_queue.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/unique_fd.h"

namespace keytrail::bench {
namespace {

using Batch = std::vector<std::string>;
constexpr std::size_t kBatchFiles = 32;
constexpr std::size_t kQueueBatches = 16;

int CountHit(unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
  ++*static_cast<std::uint64_t*>(context);
  return 0;
}

// One thread's open, read and match.
class FileReader {
 public:
  FileReader(ReferenceDepth depth, const hs_database_t* database)
      : depth_(depth), database_(database), buffer_(limits::kChunkBytes) {
    if (depth_ >= ReferenceDepth::kWalkReadAndMatch) {
      KT_CHECK(hs_alloc_scratch(database_, &scratch_) == HS_SUCCESS);
    }
  }
  ~FileReader() { hs_free_scratch(scratch_); }
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  void ReadFile(const std::string& path) {
    const UniqueFd fd(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd.valid()) return;
    ++work_.files;
    ssize_t count = 0;
    bool is_packed = false;
    bool is_first = true;
    while ((count = read(fd.get(), buffer_.data(), buffer_.size())) > 0) {
      work_.bytes += static_cast<std::uint64_t>(count);
      if (is_first) is_packed = IsPacked(static_cast<std::size_t>(count));
      is_first = false;
      Match(static_cast<unsigned>(count));
    }
    if (is_packed && depth_ == ReferenceDepth::kWalkReadUnpackAndMatch) Unpack(path);
  }
  const Work& work() const { return work_; }

 private:
  bool IsPacked(std::size_t count) const {
    return count > 2 && buffer_[0] == '\x1f' && buffer_[1] == '\x8b';
  }

  void Match(unsigned count) {
    if (scratch_ == nullptr) return;
    hs_scan(database_, buffer_.data(), count, 0, scratch_, CountHit, &work_.hits);
  }

  void Unpack(const std::string& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return;
    int count = 0;
    while ((count = gzread(file, buffer_.data(), static_cast<unsigned>(buffer_.size()))) > 0) {
      work_.unpacked_bytes += static_cast<std::uint64_t>(count);
      Match(static_cast<unsigned>(count));
    }
    gzclose(file);
  }

  const ReferenceDepth depth_;
  const hs_database_t* const database_;
  std::vector<char> buffer_;
  hs_scratch_t* scratch_ = nullptr;
  Work work_;
};

// Hands each regular file to `visit`, files of several links once.
template <typename Visit>
void WalkTree(const std::string& tree, Visit visit) {
  std::string root = tree;
  std::vector<char*> roots = {root.data(), nullptr};
  FTS* walk = fts_open(roots.data(), FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, nullptr);
  KT_CHECK(walk != nullptr);
  std::set<ino_t> linked;
  for (FTSENT* entry = fts_read(walk); entry != nullptr; entry = fts_read(walk)) {
    if (entry->fts_info != FTS_F) continue;
    const struct stat& info = *entry->fts_statp;
    if (info.st_nlink > 1 && !linked.insert(info.st_ino).second) continue;
    visit(entry->fts_path);
  }
  fts_close(walk);
}

}  // namespace

Work RunReference(const std::string& tree, std::size_t threads, ReferenceDepth depth,
                  const hs_database_t* database) {
  Work total;
  if (depth == ReferenceDepth::kWalk) {
    WalkTree(tree, [&](const char*) { ++total.files; });
    return total;
  }
  BoundedQueue<Batch> queue(kQueueBatches);
  std::vector<Work> done(threads);
  {
    std::vector<std::jthread> pool;
    for (std::size_t i = 0; i < threads; ++i) {
      pool.emplace_back([&, i] {
        FileReader reader(depth, database);
        while (auto batch = queue.Pop()) {
          for (const std::string& path : *batch) reader.ReadFile(path);
        }
        done[i] = reader.work();
      });
    }
    Batch batch;
    WalkTree(tree, [&](const char* path) {
      batch.emplace_back(path);
      if (batch.size() == kBatchFiles) queue.Push(std::exchange(batch, {}));
    });
    queue.Push(std::move(batch));
    queue.Close();
  }
  for (const Work& work : done) {
    total.files += work.files;
    total.bytes += work.bytes;
    total.unpacked_bytes += work.unpacked_bytes;
    total.hits += work.hits;
  }
  return total;
}

}  // namespace keytrail::bench
