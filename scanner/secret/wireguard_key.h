// The private key of a WireGuard interface: 32 bytes in base64 behind a name that many other things
// have too, so that the section around it must say what it is. Source: wg(8), "CONFIGURATION FILE
// FORMAT"; systemd.netdev(5), "[WireGuard]"; NetworkManager's nm-settings-keyfile(5).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: the name of the setting begins at `anchor`; at most kSectionBytesMax before it are looked
// at. The key's text is the base64 alone. Returns nothing when no section of an interface is around
// it, or the bytes are no key.
std::optional<PrivateKey> ParseWireGuardKey(std::span<const std::byte> buffer, std::size_t anchor);

}  // namespace keytrail::secret
