// The logins of system logs: sshd's own words, and what others write into the same file.
#include "scanner/facts/login_log.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/log_time.h"
#include "scanner/facts/login_message.h"

namespace keytrail::facts {
namespace {

const std::string kKey = "SHA256:" + std::string(42, 'k') + "0";
const std::string kSigner = "SHA256:" + std::string(42, 'c') + "4";

Timestamp Time(const std::string& text) { return *ParseTimestamp(text); }

std::string Accepted(const std::string& user, const std::string& source,
                     const std::string& key = "ED25519 " + kKey) {
  return fmt::format("Accepted publickey for {} from {} port 50022 ssh2: {}", user, source, key);
}

std::vector<LoginFact> Read(const std::string& text, const std::string& modified,
                            std::size_t chunk_bytes = 1 << 20) {
  LoginLogReader reader(modified.empty() ? Timestamp() : Time(modified));
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) {
    reader.Feed(AsBytes(std::string_view(text).substr(at, chunk_bytes)));
  }
  std::vector<LoginFact> logins;
  for (const FactPayload& payload : reader.Finish()) {
    logins.push_back(std::get<LoginFact>(payload));
  }
  return logins;
}

const std::string kModified = "2026-11-24T18:00:00Z";

TEST(LoginMessage, OfAPlainKeyGivesAccountSourceAndFingerprint) {
  const auto login = ParseAcceptedLogin(Accepted("deploy", "10.0.0.4"));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->user, "deploy");
  EXPECT_EQ(login->source_address, "10.0.0.4");
  EXPECT_EQ(login->key_type, "ED25519");
  EXPECT_EQ(login->public_key_fingerprint, kKey);
  EXPECT_EQ(login->ca_fingerprint, "");
}

TEST(LoginMessage, OfACertificateGivesItsSignerToo) {
  const auto login = ParseAcceptedLogin(
      Accepted("deploy", "2001:db8::4",
               fmt::format("ED25519-CERT {} ID x (serial 1) CA RSA y (serial 42) CA ED25519 {}",
                           kKey, kSigner)));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->key_type, "ED25519-CERT");
  EXPECT_EQ(login->public_key_fingerprint, kKey);
  EXPECT_EQ(login->ca_fingerprint, kSigner);
  EXPECT_EQ(login->source_address, "2001:db8::4");
}

TEST(LoginMessage, OfACertificateBeforeRelease81NamesNoKey) {
  const auto login = ParseAcceptedLogin(
      Accepted("deploy", "10.0.0.4", "RSA-CERT ID ops (serial 0) CA ED25519 " + kSigner));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->public_key_fingerprint, "");
  EXPECT_EQ(login->ca_fingerprint, kSigner);
}

TEST(LoginMessage, TakesMd5WithAndWithoutItsName) {
  const std::string digest = "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff";
  for (const std::string& key : {"RSA " + digest, "RSA MD5:" + digest}) {
    const auto login = ParseAcceptedLogin(Accepted("u", "10.0.0.4", key));
    ASSERT_TRUE(login.has_value()) << key;
    EXPECT_EQ(login->public_key_fingerprint, "MD5:" + digest);
  }
}

TEST(LoginMessage, LeavesOutWhatTheMethodAdds) {
  const auto login = ParseAcceptedLogin(
      Accepted("u", "fe80::1%eth0", "ED25519-SK " + kKey + ", signature count = 7"));
  ASSERT_TRUE(login.has_value());
  EXPECT_EQ(login->public_key_fingerprint, kKey);
  EXPECT_EQ(login->source_address, "fe80::1");
}

TEST(LoginMessage, IsNoneWhereAnyPartIsNotWhatSshdWrites) {
  for (const std::string& message :
       {std::string("Accepted password for u from 10.0.0.4 port 1 ssh2"),
        "Failed publickey for u from 10.0.0.4 port 1 ssh2: ED25519 " + kKey,
        "Postponed publickey for u from 10.0.0.4 port 1 ssh2: ED25519 " + kKey,
        Accepted("invalid user u", "10.0.0.4"), Accepted("u", "UNKNOWN"),
        Accepted("u", "host.example.net"), Accepted("", "10.0.0.4"), Accepted("-u", "10.0.0.4"),
        Accepted("a<b>", "10.0.0.4"), Accepted(std::string(65, 'u'), "10.0.0.4"),
        Accepted("u", "10.0.0.4", "ED25519 SHA256:short"), Accepted("u", "10.0.0.4", "ED25519"),
        Accepted("u", "10.0.0.4", "ed25519 " + kKey), Accepted("u", "10.0.0.4", ""),
        Accepted("u", "10.0.0.4", "RSA-CERT " + kKey + " ID x (serial 1)"),
        Accepted("u", "10.0.0.4", "RSA 00:11:22")}) {
    EXPECT_FALSE(ParseAcceptedLogin(message).has_value()) << message;
  }
}

TEST(LoginLog, CountsByAccountKeyAndSource) {
  const std::string text =
      "2026-11-20T10:00:00.123456+01:00 web sshd[812]: " + Accepted("deploy", "10.0.0.4") + "\n" +
      "2026-11-21T10:00:00+01:00 web CRON[1]: session opened\n" +
      "2026-11-22T10:00:00Z web sshd-session[9]: " + Accepted("deploy", "10.0.0.4") + "\r\n" +
      "2026-11-22T11:00:00+0200 web sshd[10]: " + Accepted("deploy", "10.0.0.5") + "\n" +
      "2026-11-22T11:00:00Z web sshd[11]: " + Accepted("root", "10.0.0.4");
  const auto logins = Read(text, kModified);
  ASSERT_EQ(logins.size(), 3U);
  EXPECT_EQ(logins[0].user, "deploy");
  EXPECT_EQ(logins[0].source_address, "10.0.0.4");
  EXPECT_EQ(logins[0].count, 2U);
  EXPECT_EQ(logins[0].first_seen, Time("2026-11-20T09:00:00.123456Z"));
  EXPECT_EQ(logins[0].last_seen, Time("2026-11-22T10:00:00Z"));
  EXPECT_EQ(logins[1].first_seen, Time("2026-11-22T09:00:00Z"));
  EXPECT_EQ(logins[2].user, "root");
}

TEST(LoginLog, GivesTheSameWhereverItIsCut) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("Nov {:2} 17:20:{:02} web sshd[{}]: {}\n", 1 + i / 2, i, i,
                        Accepted(i % 3 == 0 ? "root" : "deploy", fmt::format("10.0.0.{}", i % 4)));
    text += "Nov  1 17:20:01 web sudo: u : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n";
  }
  const auto whole = Read(text, kModified);
  ASSERT_EQ(whole.size(), 8U);
  for (std::size_t chunk_bytes = 1; chunk_bytes < 400; chunk_bytes += 7) {
    const auto cut = Read(text, kModified, chunk_bytes);
    ASSERT_EQ(cut.size(), whole.size()) << chunk_bytes;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].count, whole[i].count);
      EXPECT_EQ(cut[i].first_seen, whole[i].first_seen);
      EXPECT_EQ(cut[i].last_seen, whole[i].last_seen);
    }
  }
}

TEST(LoginLog, GivesTimesWithoutAYearTheOneBeforeTheFileWasChanged) {
  const std::string line = " web sshd[1]: " + Accepted("u", "10.0.0.4") + "\n";
  const auto logins = Read("Nov 24 17:20:01" + line, kModified);
  ASSERT_EQ(logins.size(), 1U);
  EXPECT_EQ(logins[0].last_seen, Time("2026-11-24T17:20:01Z"));
  EXPECT_EQ(Read("Dec 30 17:20:01" + line, kModified)[0].last_seen, Time("2025-12-30T17:20:01Z"));
  EXPECT_EQ(Read("Nov 25 02:00:00" + line, kModified)[0].last_seen, Time("2026-11-25T02:00:00Z"))
      << "the zone of the machine may be ahead";
  EXPECT_EQ(Read("Feb 29 00:00:00" + line, kModified)[0].last_seen, Time("2026-03-01T00:00:00Z"));
  EXPECT_FALSE(Read("Nov 24 17:20:01" + line, "")[0].last_seen.known());
}

TEST(LoginLog, GoesBackAYearForEachNewYearInTheFile) {
  const std::string line = " web sshd[1]: " + Accepted("u", "10.0.0.4") + "\n";
  const auto logins =
      Read("Mar  1 10:00:00" + line + "Dec 31 23:59:59" + line + "Jan  1 00:00:01" + line +
               "Dec 31 23:59:58" + line + "Nov 20 10:00:00" + line + "Jun  1 10:00:00" + line,
           kModified);
  ASSERT_EQ(logins.size(), 1U);
  EXPECT_EQ(logins[0].count, 6U);
  EXPECT_EQ(logins[0].first_seen, Time("2024-03-01T10:00:00Z"));
  EXPECT_EQ(logins[0].last_seen, Time("2026-06-01T10:00:00Z"));
}

TEST(LoginLog, BelievesNobodyButTheServersOwnLines) {
  const std::string words = Accepted("root", "10.6.6.6");
  for (const std::string& line :
       {"Nov 24 17:20:01 web sshd[1]: Invalid user " + words + " from 10.0.0.1 port 1",
        "Nov 24 17:20:01 web sshd[1]: Invalid user x sshd[2]: " + words,
        "Nov 24 17:20:01 web sudo[1]: " + words, "Nov 24 17:20:01 web sshd[x]: " + words,
        "Nov 24 17:20:01 web sshd[]: " + words, "Nov 24 17:20:01 web sshd[1] : " + words,
        "Nov 24 17:20:01 web notsshd[1]: " + words, "Nov 24 17:20:01 sshd[1]: " + words,
        "Nov 24 17:20:01 web  sshd[1]: " + words, "Xyz 24 17:20:01 web sshd[1]: " + words,
        "Nov 31 17:20:01 web sshd[1]: " + words, "Nov 24 25:20:01 web sshd[1]: " + words,
        "2026-13-01T00:00:00Z web sshd[1]: " + words, words, "web sshd[1]: " + words}) {
    EXPECT_TRUE(Read(line + "\n", kModified).empty()) << line;
  }
}

TEST(LoginLog, PassesOverLinesThatAreTooLong) {
  const std::string good = "Nov 24 17:20:01 web sshd[1]: " + Accepted("u", "10.0.0.4") + "\n";
  const std::string text = std::string(limits::kLogLineBytesMax + 1, 'x') + good +
                           std::string(100'000, 'y') + "\n" + good;
  for (const std::size_t chunk_bytes : {1000U, 8192U, 1U << 20}) {
    const auto logins = Read(text, kModified, chunk_bytes);
    ASSERT_EQ(logins.size(), 1U);
    EXPECT_EQ(logins[0].count, 1U);
  }
}

TEST(LoginLog, KeepsABoundedNumberAndSaysSo) {
  LoginLogReader reader(Time(kModified));
  for (std::size_t i = 0; i <= limits::kFactsPerFileMax; ++i) {
    const std::string line =
        fmt::format("2026-11-20T10:00:00Z web sshd[1]: {}\n",
                    Accepted("u", fmt::format("10.{}.{}.1", i / 250, i % 250)));
    reader.Feed(AsBytes(line));
  }
  EXPECT_TRUE(reader.truncated());
  EXPECT_EQ(reader.Finish().size(), limits::kFactsPerFileMax);
}

}  // namespace
}  // namespace keytrail::facts
