#include "scanner/secret/known_keys.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "model/ssh_key.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kFingerprintStart = "SHA256:";
constexpr std::string_view kBlobStart = "AAAA";
constexpr std::uintmax_t kListBytesMax = 16 * 1024 * 1024;

// Hands out the words of a line, one by one; empty at its end.
class LineWords {
 public:
  explicit LineWords(std::string_view line) : line_(line) {}

  std::string_view Next() {
    line_ = TrimBlanks(line_);
    const std::string_view word = line_.substr(0, line_.find_first_of(" \t"));
    line_.remove_prefix(word.size());
    return word;
  }

 private:
  std::string_view line_;
};

std::optional<Sha256Digest> DigestOfFingerprint(std::string_view fingerprint) {
  const auto bytes = Base64Decode(fingerprint.substr(kFingerprintStart.size()));
  Sha256Digest digest{};
  if (!bytes.ok() || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::transform(*bytes, digest.begin(),
                         [](std::byte byte) { return static_cast<std::uint8_t>(byte); });
  return digest;
}

// Of the key at or behind `word`: a fingerprint, or a type and a blob.
std::optional<Sha256Digest> DigestOfKey(std::string_view word, LineWords& words) {
  if (word.starts_with(kFingerprintStart)) return DigestOfFingerprint(word);
  while (!word.empty() && !word.starts_with(kBlobStart)) word = words.Next();
  const auto blob = Base64Decode(word);
  if (word.empty() || !blob.ok() || !ParseSshPublicBlob(*blob)) return std::nullopt;
  return Sha256(*blob);
}

StatusOr<std::string> ReadList(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) {
    return MakeError(StatusCode::kNotFound,
                     fmt::format("cannot read the list of known keys: {}: {}: give a file that is "
                                 "there",
                                 path, error.message()));
  }
  if (size > kListBytesMax) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot read the list of known keys: {}: it is larger than {} "
                                 "bytes: split it",
                                 path, kListBytesMax));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return MakeError(StatusCode::kPermissionDenied,
                     fmt::format("cannot read the list of known keys: {}: it cannot be opened: "
                                 "make it readable",
                                 path));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

StatusOr<KnownKeys> KnownKeys::Parse(std::string_view text, const std::string& file) {
  KnownKeys known;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = TrimBlanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    LineWords words(line);
    std::string_view word = words.Next();
    const KnownKeyUse use = word == "test" ? KnownKeyUse::kTest : KnownKeyUse::kAuthorised;
    if (word == "test" || word == "authorised") word = words.Next();
    const auto digest = DigestOfKey(word, words);
    if (!digest) {
      return MakeError(
          StatusCode::kInvalidArgument,
          fmt::format("{}:{}: no key on this line: write SHA256:… or a public key", file, number));
    }
    known.uses_.insert_or_assign(*digest, use);
  }
  return known;
}

StatusOr<KnownKeys> KnownKeys::Load(const std::vector<std::string>& files) {
  KnownKeys known;
  for (const std::string& path : files) {
    KT_ASSIGN_OR_RETURN(const std::string text, ReadList(path));
    KT_ASSIGN_OR_RETURN(KnownKeys listed, Parse(text, path));
    for (const auto& [digest, use] : listed.uses_) known.uses_.insert_or_assign(digest, use);
  }
  return known;
}

std::optional<KnownKeyUse> KnownKeys::Find(const Sha256Digest& digest) const {
  const auto found = uses_.find(digest);
  return found == uses_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace keytrail::secret
