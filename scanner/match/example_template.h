// Example texts of rules, with made-up values in place of secrets.
//
// A complete token in a rule file would look real to every scanner, ours included. So an example
// says what to put there, and the value is composed when the file is loaded: always the same one,
// drawn from a generator seeded with the rule's id.
//
//   {{base62:36}}         36 characters; also hex, upper, lower, digits, base32, base64, base64url
//   {{base32a:16}}        base32 that begins as the body of an AWS access key id with an account
//   does
//   {{github:30}}         30 base62 characters and their checksum, as GitHub makes them
//   {{base64bytes:64}}    that many bytes in base64, padded
//   {{pack:x302e_32}}     bytes put together: after x as the hex says, else that many made-up ones
//   {{base64pack:x30_32}} the same in base64, padded
//   {{age:32}}            an age identity of that many bytes
//   {{azure_devops_pat:52}}, {{azure_devops_app:52}}  an Azure DevOps token with its checksum
//   {{key=base64:40}}     the same, and remembered under a name
//   {{=key}}              the remembered value again
//   {{checked:begin}}acme_{{body=base62:20}}{{checked:end}}_{{sum=crc32_hex:8}}
//                         the checksum, in an encoding as recipes name them, of the text between
//                         the marks; without them from the example's beginning, or to here
//
// Braces that do not open one of these, as in {{ password }}, are text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace keytrail::match {

class ExampleComposer {
 public:
  // `seed` decides all values: the rule's id.
  explicit ExampleComposer(const std::string& seed);

  // `text` with its values filled in. Remembered values live until Forget. Errors:
  // kInvalidArgument, as `what: how to mend it`.
  StatusOr<std::string> Compose(const std::string& text);
  void Forget() { remembered_.clear(); }

 private:
  StatusOr<std::string> Value(const std::string& directive, std::string_view checked);
  static StatusOr<std::string> Checksum(const std::string& kind, std::size_t count,
                                        std::string_view checked);
  StatusOr<std::string> Generate(const std::string& kind, std::size_t count);
  StatusOr<std::string> Pack(std::string_view pieces);
  std::vector<std::byte> DrawBytes(std::size_t count);
  std::string Draw(const std::string& alphabet, std::size_t count);
  std::uint64_t Next();

  std::uint64_t state_;
  std::map<std::string, std::string> remembered_;
};

}  // namespace keytrail::match
