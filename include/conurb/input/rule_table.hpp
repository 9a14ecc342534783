// SPDX-License-Identifier: MIT
/// @file
/// What functions need and what people are to reach, from tables.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/input/read_options.hpp>
#include <conurb/layers/life_zones.hpp>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Reads rules of functions from CSV (or .gz of it), in the order of the rows: columns function; reach (empty
/// or no column: any cost that is listed); minimum_people or minimum (0); mode or group; people (a column of
/// the units; empty: the population); weight (1).
///
/// Throws `InputError` as `read_units`, no_units where no rule comes out; under `Policy::strict` also
/// empty_code (no function), not_a_number, negative, duplicate (a function in two rows). Otherwise such rows
/// are left out, of a function in several rows all, since one of them would be a guess.
[[nodiscard]] CONURB_EXPORT std::vector<FunctionRule> read_function_rules(const std::string& path,
                                                                          const ReadOptions& options = {},
                                                                          const Context& context = {});

/// Reads standards from CSV (or .gz of it), in the order of the rows: columns function; upper (cost that is
/// bearable); lower (cost that is good; empty or no column: `upper`); mode or group; people as above. Throws
/// as above; `ParameterError` parameter_range where `upper` is below `lower` is left to `access_standards`.
[[nodiscard]] CONURB_EXPORT std::vector<AccessStandard> read_access_standards(const std::string& path,
                                                                              const ReadOptions& options = {},
                                                                              const Context& context = {});

}  // namespace v0
}  // namespace conurb
