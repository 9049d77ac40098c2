#include "scanner/secret/public_content.h"

#include <gtest/gtest.h>

namespace keytrail::secret {
namespace {

TEST(TestContent, IsWhatTheDirectoriesSay) {
  for (const std::string path :
       {"/usr/lib/python3/test/keycert.pem", "src/net/tls/testdata/key.pem", "a/Tests/b.php",
        "app/__tests__/x.js", "pkg/ssl_test/k", "lib/cryptography_vectors/x/k.pem",
        "perl/t/key.pem", "gems/x/spec/k.rb", "/usr/share/doc/x/examples/k", "fixtures/k",
        "src/docs/ref/alter_role.sgml", "x/examples/pki/key.pem", "fuzz/certs.h"}) {
    EXPECT_TRUE(IsTestContent(path)) << path;
  }
}

TEST(TestContent, IsNotWhatOnlySoundsLikeIt) {
  for (const std::string path :
       {"/home/a/test.pem", "/srv/latest/key.pem", "/srv/contest/key.pem", "/opt/attest/k",
        "/srv/greatest-hits/k", "/home/deploy/.ssh/id_rsa", "/home/a/Documents/k", "/srv/docset/k",
        "/etc/testing.conf", "test", ""}) {
    EXPECT_FALSE(IsTestContent(path)) << path;
  }
}

TEST(TestContent, IsWhatANameOfATestProgramSays) {
  for (const std::string path :
       {"srv/app/login_test.go", "srv/app/test_login.py", "a/login.spec.ts", "a/LoginTest.java",
        "a/login.test.js", "a/LoginTests.cs"}) {
    EXPECT_TRUE(IsTestContent(path)) << path;
  }
  for (const std::string path : {"srv/app/test.py", "srv/app/contest.java", "a/test.env",
                                 "a/database.test.yml", "a/latest_login.py", "a/Attest.go"}) {
    EXPECT_FALSE(IsTestContent(path)) << path;
  }
}

TEST(PackageContent, IsWhatDistributionsAndPackageManagersInstall) {
  for (const std::string path :
       {"/usr/lib/x86_64-linux-gnu/libgnutls.so.30", "/usr/bin/rclone", "usr/share/perl5/x.pm",
        "/srv/app/node_modules/x/key.pem", "/opt/venv/lib/python3/site-packages/x.py",
        "/root/go/pkg/mod/golang.org/x/key.go"}) {
    EXPECT_TRUE(IsPackageContent(path)) << path;
  }
  for (const std::string path :
       {"/usr/local/bin/deploy", "/usr/src/app/.env", "/opt/usr-share/x", "/home/a/lib/key.pem",
        "/etc/ssl/key.pem", "/srv/my_node_modules/x"}) {
    EXPECT_FALSE(IsPackageContent(path)) << path;
  }
}

}  // namespace
}  // namespace keytrail::secret
