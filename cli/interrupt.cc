#include "cli/interrupt.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "base/check.h"

namespace keytrail::cli {
namespace {

sigset_t EndingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = EndingSignals();
  KT_CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
  KT_CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
  signals_ = UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC));
  stop_ = UniqueFd(eventfd(0, EFD_CLOEXEC));
  KT_CHECK(signals_.valid() && stop_.valid());
  listener_ = std::jthread([this] { Listen(); });
}

Interrupt::~Interrupt() {
  const std::uint64_t one = 1;
  KT_CHECK(write(stop_.get(), &one, sizeof(one)) == sizeof(one));
}

void Interrupt::Listen() {
  while (true) {
    std::array<pollfd, 2> waiting = {pollfd{signals_.get(), POLLIN, 0},
                                     pollfd{stop_.get(), POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[1].revents != 0) return;
    signalfd_siginfo info{};
    if (read(signals_.get(), &info, sizeof(info)) != sizeof(info)) continue;
    if (flag_.exchange(true)) _exit(128 + static_cast<int>(info.ssi_signo));
    flag_.notify_all();
  }
}

}  // namespace keytrail::cli
