// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/graph/region.hpp>
#include <tuple>

#include "detail/number.hpp"
#include "graph/urban_area_check.hpp"

namespace conurb {
inline namespace v0 {

namespace {

template <class T>
std::shared_ptr<const detail::SharedPart<T>> share(T part) {
    return std::make_shared<const detail::SharedPart<T>>(std::move(part));
}

/// What stands for a part that there is not.
template <class T>
const std::shared_ptr<const detail::SharedPart<T>>& nothing() {
    static const auto part = share(T{});
    return part;
}

void check_sizes(const CommutingGraph& graph, const Units& units) {
    if (units.size() != graph.size()) {
        throw InputError(ErrorCode::inconsistent, "the graph has " + std::to_string(graph.size()) +
                                                      " units, the table " + std::to_string(units.size()));
    }
}

}  // namespace

Region::Region()
    : units_(nothing<Units>()),
      graph_(nothing<CommutingGraph>()),
      contiguity_(nothing<std::optional<ContiguityGraph>>()),
      cores_(nothing<std::vector<Core>>()),
      urban_areas_(nothing<std::vector<UrbanAreaPart>>()) {}

Region::Region(Units units, const Flows& flows) : Region() {
    graph_ = share(CommutingGraph(units.size(), flows));
    units_ = share(std::move(units));
}

Region::Region(Units units, CommutingGraph graph) : Region() {
    check_sizes(graph, units);
    units_ = share(std::move(units));
    graph_ = share(std::move(graph));
}

Region Region::with(ContiguityGraph contiguity) const {
    if (contiguity.size() != size()) {
        throw InputError(ErrorCode::inconsistent, "the contiguity has " + std::to_string(contiguity.size()) +
                                                      " units, the region " + std::to_string(size()));
    }
    Region copy = *this;
    copy.contiguity_ = share(std::optional(std::move(contiguity)));
    return copy;
}

Region Region::with(std::vector<UrbanAreaPart> parts) const {
    for (const UrbanAreaPart& part : parts) detail::require_part(part, units());
    std::ranges::sort(parts, [](const UrbanAreaPart& a, const UrbanAreaPart& b) {
        return std::tie(a.unit, a.urban_area, a.population) < std::tie(b.unit, b.urban_area, b.population);
    });
    std::vector<UrbanAreaPart> merged;
    for (UrbanAreaPart& part : parts) {
        if (!merged.empty() && merged.back().unit == part.unit &&
            merged.back().urban_area == part.urban_area) {
            merged.back().population += part.population;
        } else {
            merged.push_back(std::move(part));
        }
    }
    Region copy = *this;
    copy.urban_areas_ = share(std::move(merged));
    return copy;
}

Region Region::with(std::vector<Core> cores) const {
    std::vector<const Core*> owner(size(), nullptr);
    for (Core& core : cores) {
        std::ranges::sort(core.units);
        if (core.units.empty() || !std::ranges::binary_search(core.units, core.centre)) {
            throw InputError(ErrorCode::inconsistent, "core '" + core.label + "' does not hold its centre");
        }
        for (const UnitIndex unit : core.units) {
            if (unit >= size()) {
                throw InputError(ErrorCode::unknown_unit, "core '" + core.label + "' names unit number " +
                                                              std::to_string(unit) + " of " +
                                                              std::to_string(size()));
            }
            if (owner[unit] != nullptr) {
                throw InputError(ErrorCode::duplicate,
                                 "in core '" + owner[unit]->label + "' and in core '" + core.label + "'",
                                 {.unit = units()[unit].code});
            }
            owner[unit] = &core;
        }
    }
    std::ranges::sort(cores, {}, &Core::centre);
    Region copy = *this;
    copy.cores_ = share(std::move(cores));
    return copy;
}

Region Region::with(CommutingGraph graph) const {
    check_sizes(graph, units());
    Region changed = *this;
    changed.graph_ = share(std::move(graph));
    const bool all_given =
        std::ranges::all_of(units(), [](const Unit& unit) { return unit.resident_workers && unit.jobs; });
    if (this->graph().internal_known() && !all_given) {
        std::vector<Unit> filled(units().begin(), units().end());
        for (UnitIndex u = 0; u < size(); ++u) {
            filled[u].resident_workers = resident_workers(u);
            filled[u].jobs = jobs(u);
        }
        changed.units_ = share(Units(std::move(filled), {units().columns().begin(), units().columns().end()},
                                     units().coordinates()));
    }
    return changed;
}

std::optional<double> Region::resident_workers(UnitIndex unit) const noexcept {
    if (units()[unit].resident_workers) return units()[unit].resident_workers;
    if (!graph().internal_known()) return std::nullopt;
    return graph().outflow(unit) + *graph().internal(unit);
}

std::optional<double> Region::jobs(UnitIndex unit) const noexcept {
    if (units()[unit].jobs) return units()[unit].jobs;
    if (!graph().internal_known()) return std::nullopt;
    return graph().inflow(unit) + *graph().internal(unit);
}

Fingerprints Region::fingerprints() const {
    const auto of = [](const auto& part) { return fingerprint(part); };
    Fingerprints all{.units = units_->fingerprint(of), .flows = graph_->fingerprint(of)};
    if (contiguity()) {
        all.contiguity = contiguity_->fingerprint([](const auto& part) { return fingerprint(*part); });
    }
    if (!cores().empty()) all.cores = cores_->fingerprint(of);
    if (!urban_areas().empty()) all.urban_areas = urban_areas_->fingerprint(of);
    return all;
}

void check_totals(const Region& region, Policy policy, ValidationReport& report, double tolerance) {
    const CommutingGraph& graph = region.graph();
    const auto check = [&](UnitIndex u, const std::optional<double>& given, double flows, const char* who,
                           const char* column) {
        if (!given || flows <= *given * (1.0 + tolerance)) return;
        const Location where{.unit = region.units()[u].code};
        const std::string words = detail::number(flows) + ' ' + who + " by the flows, but " + column +
                                  " says " + detail::number(*given);
        if (policy == Policy::strict) throw InputError(ErrorCode::inconsistent, words, where);
        report.note(FindingKind::contradiction, words, where);
    };
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const double stay = graph.internal(u).value_or(0.0);
        check(u, region.units()[u].resident_workers, graph.outflow(u) + stay, "live here and work",
              "resident_workers");
        check(u, region.units()[u].jobs, graph.inflow(u) + stay, "work here", "jobs");
    }
}

}  // namespace v0
}  // namespace conurb
