// Keys by their kind.
#include "tests/sshd_oracle/row.h"

namespace keytrail::sshd_oracle {

std::vector<Row> KeyRows() {
  return {
      {.name = "PlainKeyOpensShell"},
      {.name = "EcdsaKeyOpensShell", .key = KeyKind::kEcdsa},
      {.name = "RsaKeyOpensShellThoughItsTypeIsSshRsa", .key = KeyKind::kRsa},
      {.name = "EncryptedOpenSshKeyOpensForWhoeverKnowsThePassphrase", .key = KeyKind::kEncrypted},
      {.name = "EncryptedPemKeyOpensForWhoeverKnowsThePassphrase", .key = KeyKind::kEncryptedPem},
      {.name = "RsaKeyOf1023BitsIsTooShort",
       .expected = Blocked("key.tooshort"),
       .key = KeyKind::kRsaTooShort},
      {.name = "HandleOfSecurityKeyOpensNothingWithoutTheToken",
       .expected = Conditional(Grade::kShell, "key.fido"),
       .seen = {kStaysShut},
       .key = KeyKind::kSecurityKey},
      {.name = "RequiredRsaSizeShutsSmallerKeyOut",
       .changes = {Config("RequiredRSASize 3072\n")},
       .expected = Blocked("key.tooshort"),
       .key = KeyKind::kRsa},
      {.name = "RequiredRsaSizeDoesNotConcernOtherKeys",
       .changes = {Config("RequiredRSASize 3072\n")}},
      {.name = "PubkeyAcceptedAlgorithmsWithoutRsaShutsRsaKeyOut",
       .changes = {Config("PubkeyAcceptedAlgorithms ssh-ed25519\n")},
       .expected = Blocked("key.alg"),
       .key = KeyKind::kRsa},
      {.name = "OneAcceptedSignatureOfRsaIsEnoughForTheHolderChooses",
       .changes = {Config("PubkeyAcceptedAlgorithms rsa-sha2-256\n")},
       .key = KeyKind::kRsa,
       .client_options = {"PubkeyAcceptedAlgorithms=rsa-sha2-256"}},
      {.name = "OldSignatureOfRsaAloneIsEnoughForTheHolderChooses",
       .changes = {Config("PubkeyAcceptedAlgorithms ssh-rsa\n")},
       .key = KeyKind::kRsa,
       .client_options = {"PubkeyAcceptedAlgorithms=ssh-rsa"}},
      {.name = "PubkeyAcceptedAlgorithmsMinusPatternTakesAway",
       .changes = {Config("PubkeyAcceptedAlgorithms -ssh-ed*\n")},
       .expected = Blocked("key.alg")},
      {.name = "PubkeyAcceptedAlgorithmsPlusAddsToTheDefault",
       .changes = {Config("PubkeyAcceptedAlgorithms +ssh-rsa\n")}},
      {.name = "PubkeyAcceptedKeyTypesIsTheOldNameOfTheSame",
       .changes = {Config("PubkeyAcceptedKeyTypes ecdsa-sha2-nistp256\n")},
       .expected = Blocked("key.alg")},
  };
}

}  // namespace keytrail::sshd_oracle
