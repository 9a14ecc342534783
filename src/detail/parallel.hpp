// SPDX-License-Identifier: MIT
// A loop over blocks of an index range on the threads of a context. Blocks are handed out in order; what a
// block computes must not depend on who computes it, so that results are the same for any number of threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <conurb/core/context.hpp>
#include <conurb/core/error.hpp>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Calls make_worker() once per thread, and each worker as worker(begin, end) on disjoint blocks of [0,
/// count). Stops soon after a stop request with `Cancelled`; the first exception of a worker is passed on.
template <class MakeWorker>
void parallel_blocks(std::size_t count, std::size_t block, const Context& context, std::string_view phase,
                     MakeWorker make_worker) {
    Progress progress(context, phase, (count + block - 1) / block);
    const std::size_t blocks = (count + block - 1) / block;
    const std::size_t threads =
        std::clamp<std::size_t>(context.thread_count(), 1, std::max<std::size_t>(blocks, 1));
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    std::mutex failure_mutex;

    const auto run = [&](bool reports) {
        try {
            auto worker = make_worker();
            for (;;) {
                const std::size_t at = next.fetch_add(1);
                if (at >= blocks || failed.load()) return;
                context.check();
                worker(at * block, std::min(count, (at + 1) * block));
                if (reports) progress.step(at + 1);
            }
        } catch (...) {
            const std::lock_guard lock(failure_mutex);
            if (!failed.exchange(true)) failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (std::size_t t = 1; t < threads; ++t) others.emplace_back([&] { run(false); });
        } catch (const std::exception&) {  // no more can be made: those that are there do all the blocks
        }
        run(true);
    }
    if (failure) std::rethrow_exception(failure);
    progress.finish();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
