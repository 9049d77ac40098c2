#include "scanner/facts/ssh_certificate.h"

#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "model/ssh_key.h"
#include "model/ssh_wire.h"
#include "scanner/facts/command_class.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::uint32_t kUserCertificate = 1;
constexpr std::uint32_t kHostCertificate = 2;
constexpr std::size_t kPrincipalsMax = 256;
constexpr std::size_t kOptionsMax = 256;
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::string_view kNameMarks = "._@+-%:/* \\$";
constexpr std::string_view kAddressMarks = ".:,/!*?[]%-";

using Bytes = std::span<const std::byte>;

std::string Kept(Bytes bytes, std::string_view marks) {
  const std::string_view text = AsText(bytes);
  return text.size() <= kTextBytesMax && IsPlain(text, marks) ? std::string(text) : std::string();
}

std::optional<std::uint64_t> ReadLong(SshReader& reader) {
  const auto high = reader.Number();
  const auto low = reader.Number();
  if (!high || !low) return std::nullopt;
  return std::uint64_t{*high} << 32 | *low;
}

std::optional<std::vector<std::string>> ReadPrincipals(Bytes list) {
  std::vector<std::string> principals;
  SshReader reader(list);
  while (!reader.at_end()) {
    const auto principal = reader.String();
    if (!principal || principals.size() == kPrincipalsMax) return std::nullopt;
    principals.push_back(Kept(*principal, kNameMarks));
  }
  return principals;
}

// The one string that the data of an option holds; nothing when it is otherwise.
std::optional<Bytes> OptionText(Bytes data) {
  SshReader reader(data);
  const auto text = reader.String();
  return reader.at_end() ? text : std::nullopt;
}

void NoteCriticalOption(SshCertificate& certificate, std::string_view name, Bytes data) {
  const auto text = OptionText(data);
  if (name == "force-command" && text) {
    certificate.has_force_command = true;
    certificate.force_command_class = CommandClass(AsText(*text));
  } else if (name == "source-address" && text) {
    certificate.source_addresses = Kept(*text, kAddressMarks);
    if (certificate.source_addresses.empty()) certificate.has_unknown_critical = true;
  } else if (name != "verify-required" || !data.empty()) {
    certificate.has_unknown_critical = true;
  }
}

bool ReadCriticalOptions(SshCertificate& certificate, Bytes list) {
  SshReader reader(list);
  for (std::size_t count = 0; !reader.at_end(); ++count) {
    const auto name = reader.String();
    const auto data = reader.String();
    if (!name || !data || count == kOptionsMax) return false;
    NoteCriticalOption(certificate, AsText(*name), *data);
  }
  return true;
}

bool ReadExtensions(SshCertificate& certificate, Bytes list) {
  SshReader reader(list);
  while (!reader.at_end()) {
    const auto name = reader.String();
    const auto data = reader.String();
    if (!name || !data || certificate.extensions.size() == kOptionsMax) return false;
    certificate.extensions.push_back(Kept(*name, kNameMarks));
  }
  return true;
}

}  // namespace

std::optional<SshCertificate> ParseCertificateStatement(Bytes statement) {
  SshReader reader(statement);
  const auto serial = ReadLong(reader);
  const auto type = reader.Number();
  const auto key_id = reader.String();
  const auto principals_list = reader.String();
  const auto valid_after = ReadLong(reader);
  const auto valid_before = ReadLong(reader);
  const auto critical = reader.String();
  const auto extensions = reader.String();
  const auto reserved = reader.String();
  const auto authority = reader.String();
  const auto signature = reader.String();
  if (!serial || !type || !key_id || !principals_list || !valid_after || !valid_before ||
      !critical || !extensions || !reserved || !authority || !signature || !reader.at_end()) {
    return std::nullopt;
  }
  auto principals = ReadPrincipals(*principals_list);
  if (!principals || (*type != kUserCertificate && *type != kHostCertificate) ||
      !ParseSshPublicBlob(*authority)) {
    return std::nullopt;
  }
  SshCertificate certificate{.is_host = *type == kHostCertificate,
                             .serial = *serial,
                             .ca_fingerprint = Sha256Fingerprint(*authority),
                             .principals = *std::move(principals),
                             .valid_after = *valid_after,
                             .valid_before = *valid_before,
                             .force_command_class = {},
                             .source_addresses = {},
                             .extensions = {}};
  if (!ReadCriticalOptions(certificate, *critical) || !ReadExtensions(certificate, *extensions)) {
    return std::nullopt;
  }
  return certificate;
}

}  // namespace keytrail::facts
