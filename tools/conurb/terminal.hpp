// SPDX-License-Identifier: MIT
// What the tool shares with the terminal: signals and a line of progress.
#pragma once

#include <signal.h>

#include <chrono>
#include <stop_token>
#include <string_view>
#include <thread>

namespace conurb {
inline namespace v0 {
namespace tool {

/// Ctrl-C becomes a stop request. The signal is waited for by a thread of its own, because a handler may do
/// next to nothing; a second one ends the program at once.
class Interruption {
public:
    Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption();
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    static constexpr int wake_up = SIGUSR1;  // ends the waiting at once when the work is done
    sigset_t signals_{};
    std::stop_source source_;
    std::jthread waiter_;
};

/// A line on the terminal for work that takes more than a moment; nothing where errors go to a file.
class Progress {
public:
    explicit Progress(bool quiet);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { clear(); }
    void operator()(std::string_view phase, double share);
    void clear();

private:
    bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_{};
};

}  // namespace tool
}  // namespace v0
}  // namespace conurb
