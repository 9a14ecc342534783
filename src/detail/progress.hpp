// SPDX-License-Identifier: MIT
// Progress of one phase, as the contract in core/context.hpp wants it.
#pragma once

#include <algorithm>
#include <conurb/core/context.hpp>
#include <cstddef>
#include <string_view>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Reports 0 when it is made, at most 99 whole percents on the way and 1 at `finish`; throws `Cancelled` at
/// any of them once a stop was requested. A phase that is left by an exception is never reported as done.
class Progress {
public:
    /// `context` and `phase` must live as long. Work of no steps is possible.
    Progress(const Context& context, std::string_view phase, std::size_t steps = 100)
        : context_(context), phase_(phase), steps_(std::max<std::size_t>(steps, 1)) {
        context_.check();
        context_.report(phase_, 0.0);
    }
    /// `done` of all steps are done. Numbers that fall are not reported.
    void step(std::size_t done) {
        context_.check();
        tell(done < steps_ ? static_cast<double>(done) / static_cast<double>(steps_) : 1.0);
    }
    /// The same by the share that is done, where steps are not alike.
    void share(double done) {
        context_.check();
        tell(done);
    }
    void finish() const {
        context_.check();
        context_.report(phase_, 1.0);
    }

private:
    void tell(double share) {
        const int percent = static_cast<int>(std::clamp(share, 0.0, 1.0) * 100.0);
        if (percent <= told_ || percent >= 100) return;
        told_ = percent;
        context_.report(phase_, percent / 100.0);
    }

    const Context& context_;
    std::string_view phase_;
    std::size_t steps_;
    int told_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
