// Undoes the escaping that a secret picked up from what it was written into, so that equal secrets
// are equal bytes.
#pragma once

#include <string>
#include <string_view>

namespace keytrail::secret {

// %HH → the byte; a % that begins no escape stays. Source: RFC 3986 section 2.1.
std::string PercentUnescape(std::string_view text);

// &amp; &lt; &gt; &quot; &apos; and numeric entities below 128 → the character; the rest stays.
std::string EntityUnescape(std::string_view text);

}  // namespace keytrail::secret
