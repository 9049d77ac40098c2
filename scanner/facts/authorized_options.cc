#include "scanner/facts/authorized_options.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "scanner/facts/command_class.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kValueBytesMax = 1024;
constexpr std::size_t kHostBytesMax = 1024;  // NI_MAXHOST
constexpr std::size_t kOptionsMax = 256;
constexpr std::int64_t kTunnelMax = 0x7fffffff - 2;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, &Lower, &Lower);
}

// As strtonum() reads it: blanks and a plus may stand in front.
std::optional<std::int64_t> ParseNumber(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
  if (text.starts_with('+') && text.substr(1).find_first_of("+-") != 0) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Host patterns, addresses, names, dates, ports; nothing that a secret would be written in.
std::string KeptValue(std::string_view value) {
  const bool plain = value.size() <= kValueBytesMax && std::ranges::all_of(value, [](char c) {
                       return IsDigit(c) || IsLetter(c) ||
                              std::string_view(".:*?!,/_-@%[]").find(c) != std::string_view::npos;
                     });
  return plain ? std::string(value) : std::string();
}

bool IsTunnel(std::string_view value) {
  if (value.size() == 3 && StartsWithIgnoringCase(value, "any")) return true;
  const auto number = ParseNumber(value);
  return number && *number >= 0 && *number <= kTunnelMax;
}

// A port's number, or a service's name: whether that machine knows it is not known here.
bool IsPort(std::string_view port) {
  if (port == "*") return true;
  const auto number = ParseNumber(port);
  if (number) return *number > 0 && *number <= 65535;
  return !port.empty() && std::ranges::all_of(port, [](char c) {
    return IsDigit(c) || IsLetter(c) || std::string_view("-_.+").find(c) != std::string_view::npos;
  });
}

// "host:port", with an IPv6 address in brackets. Source: handle_permit() and hpdelim().
bool IsHostAndPort(std::string_view value) {
  std::size_t host_end = 0;
  if (value.starts_with('[')) {
    host_end = value.find(']');
    if (host_end == std::string_view::npos) return false;
    ++host_end;
  } else {
    host_end = std::min(value.find_first_of(":/"), value.size());
  }
  return host_end < kHostBytesMax && host_end < value.size() &&
         (value[host_end] == ':' || value[host_end] == '/') && IsPort(value.substr(host_end + 1));
}

bool IsHostAndPortOrPort(std::string_view value) {
  return value.find(':') == std::string_view::npos ? IsPort(value) : IsHostAndPort(value);
}

bool InRange(std::string_view digits, std::int64_t low, std::int64_t high) {
  const auto number = ParseNumber(digits);
  return number && *number >= low && *number <= high;
}

// YYYYMMDD[HHMM[SS]], in local time or with Z or UTC behind it. Source: parse_absolute_time() and
// strptime(3), which lets seconds run to 61.
bool IsAbsoluteTime(std::string_view value) {
  for (const std::string_view zone : {"Z", "UTC"}) {
    if (value.size() > zone.size() &&
        StartsWithIgnoringCase(value.substr(value.size() - zone.size()), zone)) {
      value.remove_suffix(zone.size());
      break;
    }
  }
  if (!std::ranges::all_of(value, &IsDigit)) return false;
  if (value.size() != 8 && value.size() != 12 && value.size() != 14) return false;
  return InRange(value.substr(0, 4), 1970, 9999) && InRange(value.substr(4, 2), 1, 12) &&
         InRange(value.substr(6, 2), 1, 31) &&
         (value.size() < 12 ||
          (InRange(value.substr(8, 2), 0, 23) && InRange(value.substr(10, 2), 0, 59))) &&
         (value.size() < 14 || InRange(value.substr(12, 2), 0, 61));
}

// The name in NAME=value; empty when it is none.
std::string_view EnvironmentName(std::string_view value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos) return {};
  const std::string_view name = value.substr(0, equals);
  const bool valid =
      std::ranges::all_of(name, [](char c) { return IsDigit(c) || IsLetter(c) || c == '_'; });
  return valid ? name : std::string_view();
}

bool IsAnything(std::string_view) { return true; }
bool IsEnvironment(std::string_view value) { return !EnvironmentName(value).empty(); }
std::string KeptCommand(std::string_view value) { return std::string(CommandClass(value)); }
std::string KeptEnvironment(std::string_view value) { return KeptValue(EnvironmentName(value)); }

struct FlagOption {
  std::string_view name;
  bool negatable;
};
constexpr FlagOption kFlags[] = {
    {"restrict", false},       {"cert-authority", false},
    {"port-forwarding", true}, {"agent-forwarding", true},
    {"x11-forwarding", true},  {"touch-required", true},
    {"verify-required", true}, {"pty", true},
    {"user-rc", true},
};

struct ValueOption {
  std::string_view name;
  bool once;  // sshd refuses a second one
  bool (*valid)(std::string_view value);
  std::string (*kept)(std::string_view value);
};
constexpr ValueOption kValues[] = {
    {"command", true, &IsAnything, &KeptCommand},
    {"principals", true, &IsAnything, &KeptValue},
    {"from", true, &IsAnything, &KeptValue},
    {"expiry-time", false, &IsAbsoluteTime, &KeptValue},
    {"environment", false, &IsEnvironment, &KeptEnvironment},
    {"permitopen", false, &IsHostAndPort, &KeptValue},
    {"permitlisten", false, &IsHostAndPortOrPort, &KeptValue},
    {"tunnel", false, &IsTunnel, &KeptValue},
};

class OptionsParser {
 public:
  explicit OptionsParser(std::string_view text) : rest_(text) {}

  AuthorizedOptions Parse() {
    while (!rest_.empty() && !parsed_.malformed) {
      // Empty elements void nothing.
      if (rest_.front() == ',') {
        rest_.remove_prefix(1);
        continue;
      }
      const bool taken = parsed_.options.size() < kOptionsMax && (TakeFlag() || TakeValue());
      parsed_.malformed = !taken || (!rest_.empty() && rest_.front() != ',');
    }
    if (Has("principals") && !Has("cert-authority")) parsed_.malformed = true;
    return std::move(parsed_);
  }

 private:
  bool Has(std::string_view name) const {
    return std::ranges::find(parsed_.options, name, &AuthorizedOption::name) !=
           parsed_.options.end();
  }

  bool TakeFlag() {
    for (const FlagOption& flag : kFlags) {
      const bool negated = flag.negatable && StartsWithIgnoringCase(rest_, "no-");
      const std::string_view positive = rest_.substr(negated ? 3 : 0);
      if (!StartsWithIgnoringCase(positive, flag.name)) continue;
      rest_ = positive.substr(flag.name.size());
      parsed_.options.push_back({.name = (negated ? "no-" : "") + std::string(flag.name),
                                 .has_value = false,
                                 .value = {}});
      return true;
    }
    return false;
  }

  bool TakeValue() {
    for (const ValueOption& option : kValues) {
      if (!StartsWithIgnoringCase(rest_, option.name)) continue;
      const std::string_view behind = rest_.substr(option.name.size());
      if (!behind.starts_with('=')) continue;
      rest_ = behind.substr(1);
      const auto value = TakeQuoted();
      if (!value || !option.valid(*value) || (option.once && Has(option.name))) return false;
      parsed_.options.push_back(
          {.name = std::string(option.name), .has_value = true, .value = option.kept(*value)});
      return true;
    }
    return false;
  }

  // Source: opt_dequote(): quotes are a must, and only \" is an escape.
  std::optional<std::string> TakeQuoted() {
    if (!rest_.starts_with('"')) return std::nullopt;
    std::string value;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return value;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size() && rest_[i + 1] == '"') ++i;
      value.push_back(rest_[i]);
    }
    return std::nullopt;
  }

  std::string_view rest_;
  AuthorizedOptions parsed_;
};

}  // namespace

std::optional<std::size_t> AuthorizedOptionsEnd(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (!quoted && (c == ' ' || c == '\t')) return i;
    if (c == '\\' && i + 1 < line.size() && line[i + 1] == '"') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    }
  }
  if (quoted) return std::nullopt;
  return line.size();
}

AuthorizedOptions ParseAuthorizedOptions(std::string_view text) {
  return OptionsParser(text).Parse();
}

}  // namespace keytrail::facts
