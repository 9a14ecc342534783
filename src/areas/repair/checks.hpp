// SPDX-License-Identifier: MIT
// Whether what the rules of repair ask for is there.
#pragma once

#include <conurb/areas/repair.hpp>

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

/// Which steps are to run: data is asked for only where they do.
struct Steps {
    bool islands = false;
    bool enclaves = false;
    bool exclaves = false;
    bool small = false;
    bool limits = false;
};

/// Throws `ParameterError` inconsistent, parameter_range, needs_data.
void check(const Region& region, const Partition& partition, const TieMatrix& ties, const Repair& rules,
           const Steps& steps);

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
