// A text as the only content of a compressed file or archive.
#pragma once

#include <array>
#include <string>

namespace keytrail::quality {

enum class PackedForm { kGzip, kXz, kZstd, kTar, kZip, kTarGzip };
inline constexpr std::array kPackedForms = {PackedForm::kGzip, PackedForm::kXz,
                                            PackedForm::kZstd, PackedForm::kTar,
                                            PackedForm::kZip,  PackedForm::kTarGzip};

std::string NameOf(PackedForm form);
std::string Pack(PackedForm form, const std::string& text);

}  // namespace keytrail::quality
