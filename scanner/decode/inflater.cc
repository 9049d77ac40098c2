#include "scanner/decode/inflater.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace keytrail::decode {
namespace {

uInt ClampedSize(std::size_t bytes) {
  return static_cast<uInt>(std::min<std::size_t>(bytes, std::numeric_limits<uInt>::max()));
}

}  // namespace

Inflater::Inflater() : stream_(std::make_unique<z_stream_s>()) {
  KT_CHECK(inflateInit(stream_.get()) == Z_OK);
}

Inflater::~Inflater() { inflateEnd(stream_.get()); }

void Inflater::Begin() {
  KT_CHECK(inflateReset(stream_.get()) == Z_OK);
  at_end_ = false;
}

StatusOr<std::span<const std::byte>> Inflater::Read(ByteCursor& cursor,
                                                    std::span<std::byte> buffer) {
  z_stream_s& stream = *stream_;
  std::size_t filled = 0;
  while (!at_end_ && filled < buffer.size()) {
    KT_ASSIGN_OR_RETURN(const std::span<const std::byte> piece, cursor.Piece());
    // zlib's interface is not const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(piece.data()));
    stream.avail_in = ClampedSize(piece.size());
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data() + filled);
    stream.avail_out = ClampedSize(buffer.size() - filled);
    const uInt taken_from = stream.avail_in;
    const uInt room = stream.avail_out;
    const int result = inflate(&stream, Z_NO_FLUSH);
    cursor.Skip(taken_from - stream.avail_in);
    filled += room - stream.avail_out;
    at_end_ = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END) {
      return MakeError(StatusCode::kDataLoss, "a zlib stream is damaged or cut off");
    }
  }
  return std::span<const std::byte>(buffer.first(filled));
}

}  // namespace keytrail::decode
