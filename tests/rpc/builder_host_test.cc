// One builder a store: its lock, its socket, its addresses.
#include "rpc/builder_host.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "rpc/builder_connection.h"
#include "rpc/channel.h"
#include "rpc/query_client.h"
#include "tests/rpc/test_certificate.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::rpc {
namespace {

HostOptions At(const std::string& store_directory) {
  return {
      .store_directory = store_directory, .listen = {}, .store_wait = std::chrono::milliseconds(0)};
}

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

// Sends a unary call by name, as a tool that knows only reflection would. Returns the raw answer.
StatusOr<std::string> CallByName(const std::shared_ptr<grpc::Channel>& channel,
                                 const std::string& method, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  grpc::CompletionQueue queue;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer out(&slice, 1);
  grpc::ByteBuffer in;
  grpc::Status status;
  const auto call = stub.PrepareUnaryCall(&context, method, out, &queue);
  call->StartCall();
  call->Finish(&in, &status, &in);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) return MakeError(StatusCode::kInternal, status.error_message());
  grpc::Slice single;
  static_cast<void>(in.DumpToSingleSlice(&single));
  return std::string(reinterpret_cast<const char*>(single.begin()), single.size());
}

TEST(BuilderHost, SecondHostOfAStoreIsRefusedUntilTheFirstIsGone) {
  const test_support::TemporaryDirectory directory;
  auto first = BuilderHost::Start(At(directory / "store"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(BuilderHost::Start(At(directory / "store")).status().code(),
            StatusCode::kAlreadyExists);
  first->reset();
  EXPECT_TRUE(BuilderHost::Start(At(directory / "store")).ok());
}

TEST(BuilderHost, HostThatWaitsTakesOverWhenTheFirstEnds) {
  const test_support::TemporaryDirectory directory;
  auto first = BuilderHost::Start(At(directory / "store"));
  ASSERT_TRUE(first.ok()) << first.status();
  std::jthread ending([&] { first->reset(); });
  HostOptions patient = At(directory / "store");
  patient.store_wait = std::chrono::seconds(20);
  const auto second = BuilderHost::Start(patient);
  EXPECT_TRUE(second.ok()) << second.status();
}

TEST(BuilderHost, StoreIsPrivateToItsOwner) {
  const test_support::TemporaryDirectory directory;
  const std::string store = directory / "new/deeper/store";
  const auto host = BuilderHost::Start(At(store));
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_EQ(ModeOf(store), 0700U);
  for (const char* name : {"/graph.db", "/builder.lock", "/builder.sock"}) {
    EXPECT_EQ(ModeOf(store + name), 0600U) << name;
  }
}

TEST(BuilderHost, DirectoryThatOthersMayWriteToIsRefused) {
  const test_support::TemporaryDirectory directory;
  ASSERT_EQ(::chmod(directory.path().c_str(), 0777), 0);
  EXPECT_EQ(BuilderHost::Start(At(directory.path())).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST(BuilderHost, SocketLeftByAKilledHostIsReplaced) {
  const test_support::TemporaryDirectory directory;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = directory / "builder.sock";
  ASSERT_LT(path.size(), sizeof(address.sun_path));
  std::ranges::copy(path, address.sun_path);
  const UniqueFd stale(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(stale.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  const auto host = BuilderHost::Start(At(directory.path()));
  ASSERT_TRUE(host.ok()) << host.status();
  const auto client = ConnectOrHost(directory.path());
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_FALSE((*client)->hosts());
  EXPECT_TRUE(QueryClient(**client).ListMachines().ok());
}

TEST(BuilderHost, StoreWithALongPathIsReachedAllTheSame) {
  const test_support::TemporaryDirectory directory;
  const std::string store = directory / (std::string(120, 'a') + "/" + std::string(120, 'b'));
  const auto host = ConnectOrHost(store);
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_TRUE((*host)->hosts());
  EXPECT_EQ(ModeOf(store + "/builder.sock"), 0600U);
  const auto client = ConnectOrHost(store);
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_FALSE((*client)->hosts());
  EXPECT_TRUE(QueryClient(**client).ListMachines().ok());
}

TEST(BuilderHost, HealthAndReflectionAnswer) {
  const test_support::TemporaryDirectory directory;
  const auto host = BuilderHost::Start(At(directory.path()));
  ASSERT_TRUE(host.ok()) << host.status();
  const auto healthy = CallByName((*host)->InProcessChannel(), "/grpc.health.v1.Health/Check", "");
  ASSERT_TRUE(healthy.ok()) << healthy.status();
  EXPECT_EQ(*healthy, std::string("\x08\x01", 2));  // status: SERVING
  // list_services of ServerReflectionRequest is field 7.
  const auto services = CallByName((*host)->InProcessChannel(),
                                   "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                   std::string("\x3a\x00", 2));
  ASSERT_TRUE(services.ok()) << services.status();
  for (const char* name :
       {"IngestService", "SecretService", "MachineService", "AttackPathService"}) {
    EXPECT_THAT(*services, testing::HasSubstr(std::string("keytrail.v1.") + name));
  }
}

TEST(BuilderHost, ListensInClearOnlyOnLoopbackAndOnlyWhenToldTo) {
  const test_support::TemporaryDirectory directory;
  HostOptions options = At(directory.path());
  for (const char* address : {"0.0.0.0:0", "192.0.2.1:0", "example.org:0", "[::]:0"}) {
    options.listen = {.address = address, .tls = {}, .insecure_loopback = true};
    EXPECT_EQ(BuilderHost::Start(options).status().code(), StatusCode::kInvalidArgument) << address;
  }
  options.listen = {.address = "127.0.0.1:0", .tls = {}};
  EXPECT_EQ(BuilderHost::Start(options).status().code(), StatusCode::kInvalidArgument);
  options.listen.insecure_loopback = true;
  const auto host = BuilderHost::Start(options);
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_GT((*host)->listen_port(), 0);
}

TEST(BuilderHost, AnswersOverVersionSixWhereTheHostHasIt) {
  const test_support::TemporaryDirectory directory;
  HostOptions options = At(directory.path());
  options.listen = {.address = "[::1]:0", .tls = {}, .insecure_loopback = true};
  const auto host = BuilderHost::Start(options);
  if (!host.ok()) {
    EXPECT_EQ(host.status().code(), StatusCode::kUnavailable) << host.status();
    return;
  }
  const auto connection = Connect({.address = fmt::format("[::1]:{}", (*host)->listen_port()),
                                   .tls = {},
                                   .insecure_loopback = true});
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto machines = QueryClient(**connection).ListMachines();
  EXPECT_TRUE(machines.ok()) << machines.status();
}

TEST(BuilderHost, PortThatIsTakenIsSaid) {
  const test_support::TemporaryDirectory directory;
  HostOptions options = At(directory / "one");
  options.listen = {.address = "127.0.0.1:0", .tls = {}, .insecure_loopback = true};
  const auto first = BuilderHost::Start(options);
  ASSERT_TRUE(first.ok()) << first.status();
  options.store_directory = directory / "two";
  options.listen.address = fmt::format("127.0.0.1:{}", (*first)->listen_port());
  EXPECT_EQ(BuilderHost::Start(options).status().code(), StatusCode::kUnavailable);
}

TEST(BuilderHost, ClientsWithoutACertificateAreRefusedWhereOneIsDemanded) {
  const test_support::TemporaryDirectory directory;
  const TlsFiles tls = MakeCertificate(directory.path());
  HostOptions options = At(directory / "store");
  options.listen = {.address = "127.0.0.1:0", .tls = tls};
  const auto host = BuilderHost::Start(options);
  ASSERT_TRUE(host.ok()) << host.status();
  ServerAddress address{.address = fmt::format("127.0.0.1:{}", (*host)->listen_port()), .tls = tls};
  const auto with = Connect(address);
  ASSERT_TRUE(with.ok()) << with.status();
  const auto answered = QueryClient(**with).ListMachines();
  EXPECT_TRUE(answered.ok()) << answered.status();
  address.tls.certificate.clear();
  address.tls.key.clear();
  const auto without = Connect(address);
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(QueryClient(**without).ListMachines().status().code(), StatusCode::kUnavailable);
}

TEST(BuilderHost, DatabaseOfAnotherProgramIsRefusedWithASentence) {
  const test_support::TemporaryDirectory directory;
  std::ofstream(directory / "graph.db") << std::string(4096, 'x');
  const Status status = BuilderHost::Start(At(directory.path())).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(MessageOf(status), testing::HasSubstr("graph.db: file is not a database"));
}

TEST(Address, TellsHostsPortsAndLoopback) {
  EXPECT_EQ(ParseHostAndPort("[::1]:80")->host, "::1");
  EXPECT_EQ(ParseHostAndPort("db.example:443")->port, "443");
  for (const char* bad : {"", "host", "host:", ":80", "host:99999", "::1:80", "host:8x"}) {
    EXPECT_FALSE(ParseHostAndPort(bad).ok()) << bad;
  }
  EXPECT_EQ(TargetOf({"192.0.2.1", "80"}), "ipv4:192.0.2.1:80");
  EXPECT_EQ(TargetOf({"::1", "80"}), "ipv6:%5B::1%5D:80");
  EXPECT_EQ(TargetOf({"db.example", "80"}), "dns:///db.example:80");
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "128.0.0.1", "localhost.example", "127.1"}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

TEST(Address, ClientRefusesClearTextToAnotherHostAndHalfAKeyPair) {
  EXPECT_EQ(
      Connect({.address = "192.0.2.1:1", .tls = {}, .insecure_loopback = true}).status().code(),
      StatusCode::kInvalidArgument);
  const TlsFiles half{.ca = {}, .certificate = "/nowhere", .key = {}};
  EXPECT_EQ(Connect({.address = "localhost:1", .tls = half}).status().code(),
            StatusCode::kInvalidArgument);
  const TlsFiles missing{.ca = "/nowhere/ca.pem", .certificate = {}, .key = {}};
  EXPECT_EQ(Connect({.address = "localhost:1", .tls = missing}).status().code(),
            StatusCode::kNotFound);
}

TEST(Connection, BuilderThatIsNotThereIsUnavailable) {
  const test_support::TemporaryDirectory directory;
  const auto connection = Connect({.address = "unix:" + (directory / "none.sock"), .tls = {}});
  ASSERT_TRUE(connection.ok()) << connection.status();
  EXPECT_EQ(QueryClient(**connection).ListMachines().status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace keytrail::rpc
