// A std::mutex that Clang's thread-safety analysis understands and ThreadSanitizer sees through.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define KT_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define KT_THREAD_ANNOTATION(x)
#endif
#define KT_GUARDED_BY(x) KT_THREAD_ANNOTATION(guarded_by(x))
#define KT_REQUIRES(...) KT_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define KT_EXCLUDES(...) KT_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace keytrail {

class KT_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() KT_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() KT_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  // For condition variables only.
  std::mutex& native() { return mutex_; }

 private:
  std::mutex mutex_;
};

class KT_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) KT_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() KT_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// A condition variable for Mutex. Wait functions are called with the mutex held, and return with it
// held.
class CondVar {
 public:
  template <typename Predicate>
  void Wait(Mutex& mutex, Predicate predicate) KT_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.native(), std::adopt_lock);
    condition_.wait(lock, predicate);
    lock.release();
  }
  // Returns the predicate's value when it came true or the time ran out.
  template <typename Duration, typename Predicate>
  bool WaitFor(Mutex& mutex, Duration duration, Predicate predicate) KT_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.native(), std::adopt_lock);
    const bool met = condition_.wait_for(lock, duration, predicate);
    lock.release();
    return met;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace keytrail
