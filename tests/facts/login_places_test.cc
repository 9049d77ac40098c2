// Where logins are looked for.
#include "scanner/facts/login_places.h"

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

TEST(LoginPlaces, AreLogsAndJournalsAlsoRotatedOnes) {
  for (const char* path :
       {"/var/log/auth.log", "var/log/secure", "/var/log/auth.log.1", "/var/log/secure-20260101"}) {
    EXPECT_EQ(LoginRecordAt(path), LoginRecord::kLog) << path;
  }
  for (const char* path : {"/var/log/auth.log.2.gz", "/var/log/secure-20260101.xz",
                           "/var/log/auth.log.3.zst", "/var/log/secure.1.bz2"}) {
    EXPECT_EQ(LoginRecordAt(path), LoginRecord::kCompressedLog) << path;
  }
  for (const char* path :
       {"/var/log/journal/0123/system.journal", "/run/log/journal/0123/system@00-1.journal",
        "/var/log/journal/0123/user-1000@0005.journal~"}) {
    EXPECT_EQ(LoginRecordAt(path), LoginRecord::kJournal) << path;
  }
  for (const char* path :
       {"", "/", "/var/log/authority.log", "/var/log/secure2", "/var/log/app/auth.log",
        "/srv/var/log/auth.log", "/var/log/journal/0123/fss", "/home/u/system.journal"}) {
    EXPECT_EQ(LoginRecordAt(path), LoginRecord::kNone) << path;
  }
}

}  // namespace
}  // namespace keytrail::facts
