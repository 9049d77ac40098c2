// Whether a file came with software that everybody can get, as its path says: what looks like a
// secret there is published, and opens nothing of this machine's.
#pragma once

#include <string_view>

namespace keytrail::secret {

// True when a directory of `path` is named as those of tests, fixtures, demonstrations and vectors
// are ("tests", "testdata", "ssl_test", "__tests__", "cryptography-vectors"), or is where a
// distribution keeps documentation (usr/share/doc, usr/share/man, …); of files' own names only
// those of test programs count ("login_test.go", "LoginTest.java").
bool IsTestContent(std::string_view path);

// True when the file lies where distributions and package managers put programs and libraries: usr
// without usr/local and usr/src, node_modules, site-packages, a module cache.
bool IsPackageContent(std::string_view path);

}  // namespace keytrail::secret
