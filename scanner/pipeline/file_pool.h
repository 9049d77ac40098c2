// Threads that each take batches of files from one bounded queue and hand every file to a worker of
// their own. What the queue holds is bounded, so a slow thread slows the walk, and memory does not
// grow with the disk.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/mutex.h"
#include "model/fact.h"
#include "model/reader.h"

namespace keytrail::pipeline {

struct PendingFile {
  FileEntry entry;
  std::unique_ptr<PendingContent> content;
  std::vector<Fact> facts = {};  // what the entry states without being read
};

// Add, Drain and the destructor are for one thread, the walker's.
class FilePool {
 public:
  using Handler = std::function<void(PendingFile)>;
  // Makes the handler of each thread, on that thread.
  using HandlerFactory = std::function<Handler()>;

  FilePool(std::size_t threads, HandlerFactory factory);
  // Handles what was added, then joins.
  ~FilePool();
  FilePool(const FilePool&) = delete;
  FilePool& operator=(const FilePool&) = delete;

  // Blocks while the queue is full.
  void Add(PendingFile file);
  // Queues what was added at once, for the files behind it to be taken by other threads.
  void Flush();
  // Blocks until every file added so far is done with.
  void Drain();

 private:
  using Batch = std::vector<PendingFile>;
  void Run();

  const HandlerFactory factory_;
  BoundedQueue<Batch> queue_;
  Batch batch_;  // the walker's, not yet queued
  Mutex mutex_;
  CondVar idle_;
  std::size_t batches_unfinished_ KT_GUARDED_BY(mutex_) = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace keytrail::pipeline
