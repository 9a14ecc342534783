// SPDX-License-Identifier: MIT
/// @file
/// Several methods on the same region, side by side.
#pragma once

#include <conurb/assess/agreement.hpp>
#include <conurb/assess/summary.hpp>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/any_method.hpp>
#include <span>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A method under the name that it has in a comparison: the same method may take part with other parameters.
struct NamedMethod {
    std::string name = {};  ///< any, not necessarily that of the method
    AnyMethod method;
};

/// What came of one method.
struct ComparisonLine {
    std::string name = {};     ///< as in the list of methods
    std::string problem = {};  ///< why the method cannot work on this region; the rest is empty then
    PartitionSummary summary = {};
    double modularity = 0.0;    ///< of its partition, directed flows
    double map_equation = 0.0;  ///< bits, directed flows
    Agreement partition = {};   ///< of its areas with published ones; empty where there are none
    Agreement extents = {};     ///< of its extents, or of those made after it, with published ones
    double seconds = 0.0;       ///< wall time of the method
};

/// Runs each method and takes its figures; `published` areas are compared too where there are any. A method
/// that throws `ParameterError` has its message as `problem`; other errors are thrown on. Lines are in the
/// order of the methods. Throws `Cancelled`. Costs what the methods cost.
[[nodiscard]] CONURB_EXPORT std::vector<ComparisonLine> compare_methods(
    const Region& region, std::span<const NamedMethod> methods, std::span<const PublishedArea> published = {},
    const Context& context = {});

}  // namespace v0
}  // namespace conurb
