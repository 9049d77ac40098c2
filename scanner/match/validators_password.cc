// Passwords, and what stands where one would.
#include <array>

#include "scanner/match/placeholder.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// A URL's password counts when it is not its user's name and stands for itself.
bool IsUrlPassword(const Match& match, const std::string&) {
  const SecretBytes password = PercentDecode(TextOf(match, "secret"));
  const SecretBytes user = PercentDecode(TextOf(match, "user"));
  if (password.empty() || password.text_view() == user.text_view()) return false;
  const std::string_view host = TextOf(match, "host");
  // image:tag@sha256:… names a container image.
  if (host == "sha256" || host == "sha512") return false;
  return !IsPlaceholder(password.text_view());
}

// A password as it stands: no stand-in, and not the user's name.
bool IsPassword(const Match& match, const std::string&) {
  const std::string_view password = TextOf(match, "secret");
  return !IsPlaceholder(password) && password != TextOf(match, "user");
}

constexpr std::array kEntries = {
    ValidatorEntry{"url_password", IsUrlPassword},
    ValidatorEntry{"password", IsPassword},
};

}  // namespace

std::span<const ValidatorEntry> PasswordValidators() { return kEntries; }

}  // namespace keytrail::match
