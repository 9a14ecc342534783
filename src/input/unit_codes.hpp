// SPDX-License-Identifier: MIT
// Columns of a table of units that could hold the codes, beside the one that is taken.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/input/read_options.hpp>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

struct UnitCodes {
    std::string column;
    std::size_t field;
    std::set<std::string, std::less<>> codes = {};
};

/// Columns with a usual name for unit codes behind the first of them, in which no code is empty or stands
/// twice. Throws as `read_units`.
[[nodiscard]] std::vector<UnitCodes> other_unit_codes(const std::string& path, const ReadOptions& options,
                                                      const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
