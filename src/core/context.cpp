// SPDX-License-Identifier: MIT
#include <conurb/core/context.hpp>
#include <conurb/core/error.hpp>
#include <thread>

namespace conurb {
inline namespace v0 {

void Context::check() const {
    if (stop.stop_requested()) throw Cancelled();
}

void Context::report(std::string_view phase, double share) const {
    if (progress) progress(phase, share);
}

unsigned Context::thread_count() const noexcept {
    if (threads != 0) return threads;
    const unsigned machine = std::thread::hardware_concurrency();
    return machine == 0 ? 1 : machine;
}

}  // namespace v0
}  // namespace conurb
