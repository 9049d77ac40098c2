// Owner of a C library's handle; pointer-sized, because the deleter is a type and not a value.
#pragma once

#include <memory>

namespace keytrail {

template <auto kFree>
struct CHandleDeleter {
  template <typename T>
  void operator()(T* handle) const {
    static_cast<void>(kFree(handle));
  }
};

// Declared once beside each wrapper: using DatabaseHandle = CHandle<sqlite3, &sqlite3_close_v2>;
template <typename T, auto kFree>
using CHandle = std::unique_ptr<T, CHandleDeleter<kFree>>;

}  // namespace keytrail
