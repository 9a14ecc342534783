// SPDX-License-Identifier: MIT
/// @file
/// Contiguity from a table of pairs.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/input/read_options.hpp>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {

/// Names of columns, and which pairs count.
struct ContiguityColumns {
    std::string a = {};                                  ///< a, from, unit, ...
    std::string b = {};                                  ///< b, to, neighbour, ...
    std::string gap_m = {};                              ///< gap_m, gap, distance_m; optional
    std::string length_m = {};                           ///< length_m, shared_m; optional
    std::optional<double> maximum_gap_m = std::nullopt;  ///< metres, >= 0; pairs farther apart do not count
    bool links = false;  ///< the pairs are declared links (bridges, ferries) instead of borders
};

/// Reads pairs of touching units from CSV (or .gz of it). A pair may stand in both directions. Units that
/// touch none are noted as islands. Throws `InputError` as `read_units` does, and missing_column where a
/// maximum gap is asked for but the table has no gaps; under `Policy::strict` also unknown_unit.
/// `ParameterError` parameter_range.
[[nodiscard]] CONURB_EXPORT ContiguityGraph read_contiguity(const std::string& path, const Units& units,
                                                            const ContiguityColumns& columns = {},
                                                            const ReadOptions& options = {},
                                                            const Context& context = {});

}  // namespace v0
}  // namespace conurb
