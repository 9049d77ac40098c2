#include "model/local_host.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

TEST(LocalHost, IsWhatMeansNothingElsewhere) {
  for (const char* host : {"localhost",
                           "db",
                           "",
                           "10.0.0.1",
                           "127.0.0.1",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.0.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "100.127.0.1",
                           "0.0.0.0",
                           "::1",
                           "[::1]",
                           "fe80::1",
                           "[fd00::17]",
                           "fc00::1",
                           "::ffff:10.0.0.1",
                           "db.local",
                           "db.internal",
                           "db.shop.svc.cluster.local",
                           "db.shop.svc",
                           "host.docker.internal",
                           "nas.lan"}) {
    EXPECT_TRUE(IsLocalHost(host)) << host;
  }
}

TEST(LocalHost, IsNoPublicNameOrAddress) {
  for (const char* host :
       {"db.example.net", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.169.0.1",
        "8.8.8.8", "2001:db8::1", "[2001:db8::1]", "fb00::1", "internal.example.net",
        "10.0.0.1.example.net", "1.2.3.999"}) {
    EXPECT_FALSE(IsLocalHost(host)) << host;
  }
}

}  // namespace
}  // namespace keytrail
