// Connections to one database file, for any number of threads: each user takes one, and nobody
// waits for another's query. Writers wait for each other in SQLite.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "storage/database.h"

namespace keytrail::storage {

class ConnectionPool {
 public:
  // A connection on loan; goes back when the lease goes. Must not outlive the pool.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Database> database)
        : pool_(&pool), database_(std::move(database)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (database_ != nullptr) pool_->Return(std::move(database_));
    }
    Database& operator*() const { return *database_; }
    Database* operator->() const { return database_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Database> database_;
  };

  // `first` is an open connection to the file whose further connections are made on demand.
  explicit ConnectionPool(std::unique_ptr<Database> first) : path_(first->path()) {
    idle_.push_back(std::move(first));
  }

  // Threads: any. Errors: as Database::Open.
  StatusOr<Lease> Take() KT_EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Database> database = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(database));
      }
    }
    KT_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(path_));
    return Lease(*this, std::move(database));
  }

 private:
  static constexpr std::size_t kIdleMax = 8;

  void Return(std::unique_ptr<Database> database) KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (idle_.size() < kIdleMax) idle_.push_back(std::move(database));
  }

  const std::string path_;
  Mutex mutex_;
  std::vector<std::unique_ptr<Database>> idle_ KT_GUARDED_BY(mutex_);
};

}  // namespace keytrail::storage
