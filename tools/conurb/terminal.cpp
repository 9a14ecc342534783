// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <pthread.h>
#include <unistd.h>

#include <iostream>
#include <system_error>

namespace conurb {
inline namespace v0 {
namespace tool {

Interruption::Interruption() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, wake_up);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    try {
        waiter_ = std::jthread([this](const std::stop_token& end) {
            int signal = 0;
            while (sigwait(&signals_, &signal) == 0 && !end.stop_requested()) {
                if (signal == wake_up) continue;
                if (source_.stop_requested()) _exit(130);
                source_.request_stop();
            }
        });
    } catch (const std::system_error&) {
        // no thread can be made: the signals do what they always do
        pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    }
}

Interruption::~Interruption() {
    if (!waiter_.joinable()) return;
    waiter_.request_stop();
    pthread_kill(waiter_.native_handle(), wake_up);
}

Progress::Progress(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

void Progress::operator()(std::string_view phase, double share) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - start_ < std::chrono::milliseconds(400)) return;
    if (share < 1.0 && now - last_ < std::chrono::milliseconds(50)) return;
    last_ = now;
    clear();
    std::cerr << '\r' << phase << ' ' << static_cast<int>(share * 100.0) << " %" << std::flush;
    drawn_ = true;
}

void Progress::clear() {
    if (drawn_) std::cerr << "\r\033[K" << std::flush;
    drawn_ = false;
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
