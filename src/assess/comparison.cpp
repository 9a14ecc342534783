// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/assess/comparison.hpp>
#include <conurb/assess/quality.hpp>
#include <conurb/core/error.hpp>
#include <conurb/ties/network_constraint.hpp>

namespace conurb {
inline namespace v0 {
namespace {

/// Extents that a method made itself stand; to others they are added, by its ties or else the `usual` ones.
Delineation with_extents(const Region& region, Delineation d, const TieMatrix& usual,
                         const Context& context) {
    const bool own = std::ranges::any_of(d.areas, [](const Area& area) {
        return std::ranges::any_of(area.members, [](const Member& m) { return m.extent == Extent::maximum; });
    });
    if (own) return d;
    const std::shared_ptr<const Ties> ties = d.ties;  // outlives what it is part of
    return add_extents(region, std::move(d), ties ? ties->matrix : usual, {}, context);
}

}  // namespace

std::vector<ComparisonLine> compare_methods(const Region& region, std::span<const NamedMethod> methods,
                                            std::span<const PublishedArea> published,
                                            const Context& context) {
    TieMatrix usual;
    if (!published.empty()) usual = network_constraint(region.graph(), {}, context).dependence;
    std::vector<ComparisonLine> lines;
    for (const NamedMethod& entry : methods) {
        ComparisonLine line{.name = entry.name};
        try {
            const Delineation d = delineate(region, entry.method, context);
            line.seconds = d.seconds;
            line.summary = partition_summary(region, d.partition);
            line.modularity = modularity(region.graph(), d.partition);
            line.map_equation = map_equation(region.graph(), d.partition);
            if (!published.empty()) {
                line.partition = agreement(from_partition(region, d.partition), published);
                line.extents = agreement(with_extents(region, d, usual, context), published);
            }
        } catch (const ParameterError& error) {
            line = {.name = entry.name, .problem = error.what()};
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace v0
}  // namespace conurb
