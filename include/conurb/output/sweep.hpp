// SPDX-License-Identifier: MIT
/// @file
/// Sweeps as a table and as a plot.
#pragma once

#include <conurb/assess/sweep.hpp>
#include <conurb/export.hpp>
#include <string>

namespace conurb {
inline namespace v0 {

/// One line per run: run (from 1), a column for each parameter that was varied (empty where a run leaves it
/// as it is), areas, adjusted_rand, unit_jaccard, changed, jaccard_min, jaccard_max.
[[nodiscard]] CONURB_EXPORT std::string sweep_csv(const Sweep& sweep);

/// A plot as SVG, one panel for each parameter: over its values the mean unit Jaccard of the partitions and
/// the mean Jaccard of minimum and maximum extents with the base run, and how many areas there are. Values
/// stand at their place where all are numbers, else side by side. Runs that set several parameters stand in
/// the panel of each. `title` is the first line.
[[nodiscard]] CONURB_EXPORT std::string sweep_svg(const Sweep& sweep, const std::string& title = "Sweep");

}  // namespace v0
}  // namespace conurb
