// SPDX-License-Identifier: MIT
/// @file
/// Progress, interruption, threads and seed of one piece of work; there are no globals.
#pragma once

#include <conurb/export.hpp>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace conurb {
inline namespace v0 {

/// Travels as the last argument through everything that may take long. Copies are cheap.
///
/// Contract of `progress`: for each phase the first report is 0, the last 1, the numbers do not fall, and
/// there are at most about a hundred. It is called from the thread that called the library, never from two at
/// once.
struct CONURB_EXPORT Context {
    /// Worker threads, from 1; 0 asks for as many as the machine has. Results do not depend on it.
    unsigned threads = 1;
    /// Seed of whatever draws random numbers; the same seed gives the same draws on every platform.
    std::uint64_t seed = 42;
    /// When a stop is requested, the work ends soon with `Cancelled` and leaves nothing half-done behind.
    std::stop_token stop = {};
    /// Called with the name of a phase and the share of it that is done, 0..1; may be empty.
    std::function<void(std::string_view phase, double share)> progress = {};

    /// Throws `Cancelled` if a stop was requested.
    void check() const;
    /// Reports progress, if anybody listens.
    void report(std::string_view phase, double share) const;
    /// The number of threads to use, at least 1.
    [[nodiscard]] unsigned thread_count() const noexcept;
};

}  // namespace v0
}  // namespace conurb
