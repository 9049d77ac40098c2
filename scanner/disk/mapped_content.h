// The content of a file whose extents are known: runs of bytes on something that can be read, and
// zeros between them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/status.h"
#include "model/reader.h"
#include "scanner/disk/image_file.h"
#include "scanner/disk/probe/stream_format.h"
#include "scanner/disk/scratch_disk.h"

namespace keytrail::disk {

// Where extents' places are counted from.
class ExtentSource {
 public:
  virtual ~ExtentSource() = default;
  // Returns the filled part of `buffer`. Threads: any. Errors: kUnavailable.
  virtual StatusOr<std::span<const std::byte>> Read(std::uint64_t place,
                                                    std::span<std::byte> buffer) const = 0;
};

// A volume's slice of an image.
class SliceSource final : public ExtentSource {
 public:
  SliceSource(std::shared_ptr<const ImageFile> image, std::uint64_t offset)
      : image_(std::move(image)), offset_(offset) {}
  StatusOr<std::span<const std::byte>> Read(std::uint64_t place,
                                            std::span<std::byte> buffer) const override {
    return image_->Read(offset_ + place, buffer);
  }

 private:
  std::shared_ptr<const ImageFile> image_;
  std::uint64_t offset_;
};

// The scratch disk's content area.
class ScratchSource final : public ExtentSource {
 public:
  // `scratch` must outlive this.
  explicit ScratchSource(const ScratchDisk& scratch) : scratch_(scratch) {}
  StatusOr<std::span<const std::byte>> Read(std::uint64_t place,
                                            std::span<std::byte> buffer) const override {
    return scratch_.ReadContent(place, buffer);
  }

 private:
  const ScratchDisk& scratch_;
};

class MappedContent final : public FileContent {
 public:
  // `extents` are sorted, do not overlap, and end by `size`.
  MappedContent(std::shared_ptr<const ExtentSource> source, std::uint64_t size,
                std::vector<probe::Extent> extents)
      : source_(std::move(source)), size_(size), extents_(std::move(extents)) {}

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override;
  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override;

 private:
  // Moves next_ to the first extent that ends behind `offset`.
  void Advance(std::uint64_t offset);

  std::shared_ptr<const ExtentSource> source_;
  std::uint64_t size_;
  std::vector<probe::Extent> extents_;
  std::size_t next_ = 0;
};

class PendingMappedContent final : public PendingContent {
 public:
  PendingMappedContent(std::shared_ptr<const ExtentSource> source, std::uint64_t size,
                       std::vector<probe::Extent> extents)
      : source_(std::move(source)), size_(size), extents_(std::move(extents)) {}
  StatusOr<std::unique_ptr<FileContent>> Open() override {
    return std::make_unique<MappedContent>(std::move(source_), size_, std::move(extents_));
  }

 private:
  std::shared_ptr<const ExtentSource> source_;
  std::uint64_t size_;
  std::vector<probe::Extent> extents_;
};

}  // namespace keytrail::disk
