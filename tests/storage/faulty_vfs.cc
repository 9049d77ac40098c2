#include "tests/storage/faulty_vfs.h"

#include <atomic>
#include <cstddef>
#include <limits>

#include "base/check.h"

namespace keytrail::storage {
namespace {

constexpr const char* kName = "faulty";

// SQLite's callbacks carry no pointer of ours, so this state is global; the tests use one at a
// time.
std::atomic<int> g_left{std::numeric_limits<int>::max()};

sqlite3_vfs* Inner() { return static_cast<sqlite3_vfs*>(sqlite3_vfs_find(kName)->pAppData); }

// The real file lies behind ours in the same allocation.
struct File {
  sqlite3_file base;
  sqlite3_io_methods methods;
};
sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(file) + sizeof(File));
}
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Real(file)->pMethods; }

bool Fails() { return g_left.fetch_sub(1) <= 1; }

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  return Fails() ? SQLITE_IOERR_WRITE : Methods(file).xWrite(Real(file), bytes, size, offset);
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Fails() ? SQLITE_IOERR_TRUNCATE : Methods(file).xTruncate(Real(file), size);
}
int Sync(sqlite3_file* file, int flags) {
  return Fails() ? SQLITE_IOERR_FSYNC : Methods(file).xSync(Real(file), flags);
}
int Close(sqlite3_file* file) { return Methods(file).xClose(Real(file)); }
int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  return Methods(file).xRead(Real(file), bytes, size, offset);
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Methods(file).xFileSize(Real(file), size);
}
int Lock(sqlite3_file* file, int lock) { return Methods(file).xLock(Real(file), lock); }
int Unlock(sqlite3_file* file, int lock) { return Methods(file).xUnlock(Real(file), lock); }
int CheckLock(sqlite3_file* file, int* held) {
  return Methods(file).xCheckReservedLock(Real(file), held);
}
int Control(sqlite3_file* file, int operation, void* argument) {
  return Methods(file).xFileControl(Real(file), operation, argument);
}
int SectorSize(sqlite3_file* file) { return Methods(file).xSectorSize(Real(file)); }
int Characteristics(sqlite3_file* file) { return Methods(file).xDeviceCharacteristics(Real(file)); }
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** mapped) {
  return Methods(file).xShmMap(Real(file), page, size, extend, mapped);
}
int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return Methods(file).xShmLock(Real(file), offset, count, flags);
}
void ShmBarrier(sqlite3_file* file) { Methods(file).xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) { return Methods(file).xShmUnmap(Real(file), remove); }

const sqlite3_io_methods kMethods = {
    2,        Close,     Read,    Write,      Truncate,        Sync,   FileSize, Lock,
    Unlock,   CheckLock, Control, SectorSize, Characteristics, ShmMap, ShmLock,  ShmBarrier,
    ShmUnmap, nullptr,   nullptr};

int OpenFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int result = Inner()->xOpen(Inner(), name, Real(file), flags, out_flags);
  file->pMethods = Real(file)->pMethods == nullptr ? nullptr : &kMethods;
  return result;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  sqlite3_vfs* inner = sqlite3_vfs_find(nullptr);
  auto* vfs = new sqlite3_vfs(*inner);
  vfs->zName = kName;
  vfs->pAppData = inner;
  vfs->szOsFile = static_cast<int>(sizeof(File)) + inner->szOsFile;
  vfs->xOpen = OpenFile;
  KT_CHECK(sqlite3_vfs_register(vfs, 1) == SQLITE_OK);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs* vfs = sqlite3_vfs_find(kName);
  sqlite3_vfs* inner = Inner();
  sqlite3_vfs_unregister(vfs);
  sqlite3_vfs_register(inner, 1);
  delete vfs;
}

void FaultyVfs::FailFrom(int operation) {
  g_left = operation == 0 ? std::numeric_limits<int>::max() : operation;
}

bool FaultyVfs::failed() const { return g_left <= 0; }

}  // namespace keytrail::storage
