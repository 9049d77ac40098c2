// Whether a file is test content or documentation that came with software, as its path says: what
// looks like a secret there is published, and opens nothing.
#pragma once

#include <string_view>

namespace keytrail::secret {

// True when a directory of `path` (not the file's own name) is named as those of tests, fixtures
// and vectors are ("tests", "testdata", "ssl_test", "__tests__", "cryptography-vectors"), or is
// where a distribution keeps documentation (usr/share/doc, usr/share/man, …).
bool IsTestContent(std::string_view path);

}  // namespace keytrail::secret
