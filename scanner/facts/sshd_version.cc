#include "scanner/facts/sshd_version.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBanner = "OpenSSH_";
constexpr std::size_t kVersionBytesMax = 128;
constexpr std::uint32_t kNumberMax = 999;
constexpr std::string_view kVersionMarks = "._+~:- ";

// A number at the start of `text`, cut off it.
std::optional<std::uint32_t> TakeNumber(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > kNumberMax) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct Numbers {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::string_view rest;
};

// "9.2" at the start of `text`.
std::optional<Numbers> TakeNumbers(std::string_view text) {
  const auto major = TakeNumber(text);
  if (!major || !text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  const auto minor = TakeNumber(text);
  if (!minor) return std::nullopt;
  return Numbers{.major = *major, .minor = *minor, .rest = text};
}

// What is printable and plain at the start of `text`.
std::string_view PlainStart(std::string_view text) {
  const auto end = std::ranges::find_if(text, [](char c) {
    return !IsLetter(c) && !IsDigit(c) && kVersionMarks.find(c) == std::string_view::npos;
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string DistributionOf(std::string_view version) {
  static constexpr std::pair<std::string_view, const char*> kMarks[] = {
      {"ubuntu", "ubuntu"}, {"Ubuntu", "ubuntu"}, {"Raspbian", "raspbian"}, {"rpt", "raspbian"},
      {"Debian", "debian"}, {"+deb", "debian"},   {"~bpo", "debian"},       {"FreeBSD", "freebsd"},
  };
  for (const auto& [mark, distribution] : kMarks) {
    if (version.find(mark) != std::string_view::npos) return distribution;
  }
  return {};
}

// Behind the banner, of a portable version: a "p" and a number follow, then the text's end or more.
std::optional<SshdVersionFact> ReadBanner(std::string_view text) {
  const std::string_view version = PlainStart(text.substr(0, kVersionBytesMax));
  const auto numbers = TakeNumbers(version);
  if (!numbers) return std::nullopt;
  std::string_view rest = numbers->rest;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (!TakeNumber(rest)) return std::nullopt;
  }
  if (!rest.starts_with('p')) return std::nullopt;
  rest.remove_prefix(1);
  if (!TakeNumber(rest) || (!rest.empty() && rest.front() != ' ')) return std::nullopt;
  const bool text_goes_on = version.size() < text.size() && text[version.size()] >= ' ';
  if (text_goes_on) return std::nullopt;
  return SshdVersionFact{.source = "binary",
                         .major = numbers->major,
                         .minor = numbers->minor,
                         .package_version = std::string(Trim(version)),
                         .distribution = DistributionOf(version)};
}

std::optional<SshdVersionFact> FactOfPackage(const char* source, std::string_view version) {
  if (version.empty() || version.size() > kVersionBytesMax ||
      PlainStart(version).size() != version.size()) {
    return std::nullopt;
  }
  const std::size_t colon = version.find(':');
  const auto numbers =
      TakeNumbers(colon == std::string_view::npos ? version : version.substr(colon + 1));
  if (!numbers) return std::nullopt;
  return SshdVersionFact{.source = source,
                         .major = numbers->major,
                         .minor = numbers->minor,
                         .package_version = std::string(version),
                         .distribution = DistributionOf(version)};
}

// The value of a field "name" at the start of a line, or nothing.
std::optional<std::string_view> FieldValue(std::string_view line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  return Trim(line.substr(name.size()));
}

// What a stanza of dpkg's database says.
struct Stanza {
  bool is_server = false;
  bool is_installed = true;  // status.d has no such field
  std::string_view version;
};

void AddTo(std::vector<FactPayload>& facts, std::optional<SshdVersionFact> fact,
           const char* distribution) {
  if (!fact || !facts.empty()) return;
  if (fact->distribution.empty()) fact->distribution = distribution;
  facts.emplace_back(*std::move(fact));
}

}  // namespace

std::vector<FactPayload> ParseSshdProgram(std::string_view program) {
  for (std::size_t at = program.find(kBanner); at != std::string_view::npos;
       at = program.find(kBanner, at + kBanner.size())) {
    if (auto fact = ReadBanner(program.substr(at + kBanner.size()))) {
      return {*std::move(fact)};
    }
  }
  return {};
}

std::vector<FactPayload> ParseDpkgStatus(std::string_view text) {
  std::vector<FactPayload> facts;
  Stanza stanza;
  const auto finish = [&] {
    if (stanza.is_server && stanza.is_installed) {
      AddTo(facts, FactOfPackage("dpkg", stanza.version), "debian");
    }
    stanza = {};
  };
  Lines lines(text);
  while (const auto line = lines.Next()) {
    if (Trim(*line).empty()) finish();
    if (const auto package = FieldValue(*line, "Package:")) {
      stanza.is_server = *package == "openssh-server";
    } else if (const auto status = FieldValue(*line, "Status:")) {
      stanza.is_installed = status->ends_with(" installed");
    } else if (const auto version = FieldValue(*line, "Version:")) {
      stanza.version = *version;
    }
  }
  finish();
  return facts;
}

std::vector<FactPayload> ParseApkInstalled(std::string_view text) {
  std::vector<FactPayload> facts;
  bool is_server = false;
  std::string_view version;
  const auto finish = [&] {
    if (is_server) AddTo(facts, FactOfPackage("apk", version), "alpine");
    is_server = false;
    version = {};
  };
  Lines lines(text);
  while (const auto line = lines.Next()) {
    if (Trim(*line).empty()) finish();
    if (const auto package = FieldValue(*line, "P:")) {
      is_server = package->starts_with("openssh-server") &&
                  package->find("-common") == std::string_view::npos &&
                  package->find("-doc") == std::string_view::npos;
    } else if (const auto value = FieldValue(*line, "V:")) {
      version = *value;
    }
  }
  finish();
  return facts;
}

}  // namespace keytrail::facts
