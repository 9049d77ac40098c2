// Private keys of the less common forms, as their tools write them, with made-up secrets.
#pragma once

#include <string>
#include <vector>

namespace keytrail::test_support {

struct KeyText {
  std::string parser;   // that reads it
  std::string rule_id;  // that finds it
  std::string text;
  std::string key;         // the part of the text that is the key
  std::size_t anchor = 0;  // where in the text the rule has its parser look
};

// PuTTY (both versions), ssh.com, JSON Web Key, age, WireGuard.
std::vector<KeyText> KeyTexts();

// An Ed25519 key in PKCS #8, without armour.
std::string Ed25519Der();

// Made-up bytes, the same for the same size.
std::string RandomBytes(std::size_t size);

// `fields` as strings of the SSH wire format, one behind the other.
std::string SshStrings(const std::vector<std::string>& fields);

}  // namespace keytrail::test_support
