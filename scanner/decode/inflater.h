// One zlib stream at a time, out of a cursor.
#pragma once

#include <memory>
#include <span>

#include "base/status.h"
#include "scanner/decode/byte_cursor.h"

struct z_stream_s;

namespace keytrail::decode {

// Threads: one.
class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // A new stream begins.
  void Begin();

  // Fills `buffer` from the stream, less only at its end; the cursor then stands right behind it.
  // Errors: kDataLoss, those of the cursor.
  StatusOr<std::span<const std::byte>> Read(ByteCursor& cursor, std::span<std::byte> buffer);

 private:
  const std::unique_ptr<z_stream_s> stream_;
  bool at_end_ = true;
};

}  // namespace keytrail::decode
