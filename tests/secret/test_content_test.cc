#include "scanner/secret/test_content.h"

#include <gtest/gtest.h>

namespace keytrail::secret {
namespace {

TEST(TestContent, IsWhatTheDirectoriesSay) {
  for (const std::string path :
       {"/usr/lib/python3/test/keycert.pem", "src/net/tls/testdata/key.pem", "a/Tests/b.php",
        "app/__tests__/x.js", "pkg/ssl_test/k", "lib/cryptography_vectors/x/k.pem",
        "perl/t/key.pem", "gems/x/spec/k.rb", "/usr/share/doc/x/examples/k", "fixtures/k"}) {
    EXPECT_TRUE(IsTestContent(path)) << path;
  }
}

TEST(TestContent, IsNotWhatOnlySoundsLikeIt) {
  for (const std::string path :
       {"/home/a/test.pem", "/srv/latest/key.pem", "/srv/contest/key.pem", "/opt/attest/k",
        "/srv/greatest-hits/k", "/home/deploy/.ssh/id_rsa", "/srv/my/usr/share/docs/k",
        "/etc/testing.conf", "test", ""}) {
    EXPECT_FALSE(IsTestContent(path)) << path;
  }
}

}  // namespace
}  // namespace keytrail::secret
