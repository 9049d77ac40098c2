#include "tests/quality/packed_form.h"

#include <archive.h>
#include <archive_entry.h>

#include <vector>

#include "base/check.h"

namespace keytrail::quality {
namespace {

// Format and filter of the writer.
void Configure(archive* writer, PackedForm form) {
  switch (form) {
    case PackedForm::kGzip:
    case PackedForm::kXz:
    case PackedForm::kZstd: KT_CHECK(archive_write_set_format_raw(writer) == ARCHIVE_OK); break;
    case PackedForm::kTar:
    case PackedForm::kTarGzip:
      KT_CHECK(archive_write_set_format_ustar(writer) == ARCHIVE_OK);
      break;
    case PackedForm::kZip: KT_CHECK(archive_write_set_format_zip(writer) == ARCHIVE_OK); break;
  }
  switch (form) {
    case PackedForm::kGzip:
    case PackedForm::kTarGzip: KT_CHECK(archive_write_add_filter_gzip(writer) == ARCHIVE_OK); break;
    case PackedForm::kXz: KT_CHECK(archive_write_add_filter_xz(writer) == ARCHIVE_OK); break;
    case PackedForm::kZstd: KT_CHECK(archive_write_add_filter_zstd(writer) == ARCHIVE_OK); break;
    case PackedForm::kTar:
    case PackedForm::kZip: break;
  }
}

}  // namespace

std::string NameOf(PackedForm form) {
  switch (form) {
    case PackedForm::kGzip: return "gzip";
    case PackedForm::kXz: return "xz";
    case PackedForm::kZstd: return "zstd";
    case PackedForm::kTar: return "tar";
    case PackedForm::kZip: return "zip";
    case PackedForm::kTarGzip: return "tar in gzip";
  }
  return "";
}

std::string Pack(PackedForm form, const std::string& text) {
  constexpr std::size_t kOverheadBytes = 64 * 1024;
  std::string packed(text.size() * 2 + kOverheadBytes, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  Configure(writer, form);
  KT_CHECK(archive_write_open_memory(writer, packed.data(), packed.size(), &used) == ARCHIVE_OK);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, "srv/app/member");
  archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  KT_CHECK(archive_write_header(writer, entry) == ARCHIVE_OK);
  KT_CHECK(archive_write_data(writer, text.data(), text.size()) ==
           static_cast<la_ssize_t>(text.size()));
  archive_entry_free(entry);
  KT_CHECK(archive_write_free(writer) == ARCHIVE_OK);
  packed.resize(used);
  return packed;
}

}  // namespace keytrail::quality
