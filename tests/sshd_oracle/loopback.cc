#include "tests/sshd_oracle/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "base/check.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr std::chrono::seconds kTrySecondsMax(20);

int MillisecondsUntil(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return left.count() < 0 ? 0 : static_cast<int>(left.count());
}

std::string ReadLog(int fd) {
  std::string text;
  KT_CHECK(lseek(fd, 0, SEEK_SET) == 0);
  while (AppendAvailable(fd, text)) {
  }
  return text;
}

// Drains `stream`; closes it at its end.
void Drain(const pollfd& polled, UniqueFd& stream, std::string& text) {
  if (polled.revents != 0 && !AppendAvailable(stream.get(), text)) stream.Reset();
}

}  // namespace

Loopback::Listener Loopback::Listen() {
  Listener listener;
  listener.socket = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  KT_CHECK(bind(listener.socket.get(), generic, length) == 0 &&
           listen(listener.socket.get(), 8) == 0 &&
           getsockname(listener.socket.get(), generic, &length) == 0);
  listener.port = ntohs(address.sin_port);
  return listener;
}

Loopback::Loopback(std::string root, std::vector<std::string> server_arguments)
    : root_(std::move(root)),
      server_arguments_(std::move(server_arguments)),
      server_(Listen()),
      forward_(Listen()),
      log_(memfd_create("sshd.log", MFD_CLOEXEC)) {}

Loopback::~Loopback() = default;

void Loopback::ServeServer() {
  const UniqueFd connection(accept4(server_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection.valid()) return;
  std::vector<std::string> arguments = {"/usr/sbin/sshd", "-i", "-e", "-o", "LogLevel=DEBUG1"};
  arguments.insert(arguments.end(), server_arguments_.begin(), server_arguments_.end());
  servers_.push_back(
      std::make_unique<Process>(ProcessOptions{.arguments = std::move(arguments),
                                               .environment = {"PATH=/usr/sbin:/usr/bin", "LANG=C"},
                                               .root = root_,
                                               .input = connection.get(),
                                               .output = connection.get(),
                                               .error = log_.get()}));
}

void Loopback::ServeForward() const {
  const UniqueFd connection(accept4(forward_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection.valid()) return;
  const std::string text = std::string(kForwarded) + "\n";
  KT_CHECK(send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL) > 0);
}

TryResult Loopback::Run(const std::vector<std::string>& client,
                        const std::vector<std::string>& environment) {
  const auto deadline = std::chrono::steady_clock::now() + kTrySecondsMax;
  KT_CHECK(ftruncate(log_.get(), 0) == 0 && lseek(log_.get(), 0, SEEK_SET) == 0);
  Pipe output = MakePipe();
  Pipe error = MakePipe();
  TryResult result;
  {
    Process process({.arguments = client,
                     .environment = environment,
                     .output = output.write_end.get(),
                     .error = error.write_end.get()});
    output.write_end.Reset();
    error.write_end.Reset();
    while (output.read_end.valid() || error.read_end.valid()) {
      std::array<pollfd, 4> polled = {
          pollfd{output.read_end.get(), POLLIN, 0}, pollfd{error.read_end.get(), POLLIN, 0},
          pollfd{server_.socket.get(), POLLIN, 0}, pollfd{forward_.socket.get(), POLLIN, 0}};
      result.timed_out = poll(polled.data(), polled.size(), MillisecondsUntil(deadline)) == 0;
      if (result.timed_out) break;
      Drain(polled[0], output.read_end, result.output);
      Drain(polled[1], error.read_end, result.log);
      if (polled[2].revents != 0) ServeServer();
      if (polled[3].revents != 0) ServeForward();
    }
    if (!result.timed_out) result.exit_code = process.Wait();
  }
  servers_.clear();
  result.server_log = ReadLog(log_.get());
  return result;
}

}  // namespace keytrail::sshd_oracle
