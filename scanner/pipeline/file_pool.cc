#include "scanner/pipeline/file_pool.h"

#include <utility>

namespace keytrail::pipeline {
namespace {

constexpr std::size_t kBatchFiles = 32;
constexpr std::size_t kQueueBatches = 16;

}  // namespace

FilePool::FilePool(std::size_t threads, HandlerFactory factory)
    : factory_(std::move(factory)), queue_(kQueueBatches) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

FilePool::~FilePool() {
  Flush();
  queue_.Close();
}

void FilePool::Add(PendingFile file) {
  batch_.push_back(std::move(file));
  if (batch_.size() >= kBatchFiles) Flush();
}

void FilePool::Drain() {
  Flush();
  MutexLock lock(mutex_);
  idle_.Wait(mutex_, [this] { return batches_unfinished_ == 0; });
}

void FilePool::Flush() {
  if (batch_.empty()) return;
  {
    MutexLock lock(mutex_);
    ++batches_unfinished_;
  }
  queue_.Push(std::exchange(batch_, {}));
}

void FilePool::Run() {
  const Handler handler = factory_();
  while (auto batch = queue_.Pop()) {
    for (PendingFile& file : *batch) handler(std::move(file));
    batch.reset();
    MutexLock lock(mutex_);
    if (--batches_unfinished_ == 0) idle_.NotifyAll();
  }
}

}  // namespace keytrail::pipeline
