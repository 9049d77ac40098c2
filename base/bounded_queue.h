// The one queue between threads: bounded, and its shutdown is part of the contract.
//
// Push blocks while the queue is full; Pop blocks while it is empty. After Close, Push refuses and
// Pop still hands out what is left, then nothing. After Cancel, what is left is dropped and both
// sides return at once.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/mutex.h"

namespace keytrail {

template <typename T>
class BoundedQueue {
 public:
  // `items_max` is at least one.
  explicit BoundedQueue(std::size_t items_max) : items_max_(items_max) {}

  // Returns false, and drops the item, when the queue was closed or cancelled. Threads: any.
  bool Push(T item) KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] { return closed_ || items_.size() < items_max_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    changed_.NotifyAll();
    return true;
  }

  // Returns nothing when the queue is closed and drained, or cancelled. Threads: any.
  std::optional<T> Pop() KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    changed_.NotifyAll();
    return item;
  }

  void Close() KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    changed_.NotifyAll();
  }

  void Cancel() KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    items_.clear();
    changed_.NotifyAll();
  }

 private:
  const std::size_t items_max_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<T> items_ KT_GUARDED_BY(mutex_);
  bool closed_ KT_GUARDED_BY(mutex_) = false;
};

}  // namespace keytrail
