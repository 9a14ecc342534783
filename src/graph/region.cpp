// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/graph/region.hpp>

namespace conurb {
inline namespace v0 {

Region::Region(Units units, const Flows& flows) : units_(std::move(units)), graph_(units_.size(), flows) {}

Region::Region(Units units, CommutingGraph graph) : units_(std::move(units)), graph_(std::move(graph)) {
    if (units_.size() != graph_.size()) {
        throw InputError(ErrorCode::inconsistent, "the graph has " + std::to_string(graph_.size()) +
                                                      " units, the table " + std::to_string(units_.size()));
    }
}

Region Region::with(ContiguityGraph contiguity) const {
    if (contiguity.size() != size()) {
        throw InputError(ErrorCode::inconsistent, "the contiguity has " + std::to_string(contiguity.size()) +
                                                      " units, the region " + std::to_string(size()));
    }
    Region copy = *this;
    copy.contiguity_ = std::move(contiguity);
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
                                 {.unit = units_[unit].code});
            }
            owner[unit] = &core;
        }
    }
    std::ranges::sort(cores, {}, &Core::centre);
    Region copy = *this;
    copy.cores_ = std::move(cores);
    return copy;
}

Region Region::with(CommutingGraph graph) const {
    std::vector<Unit> units(units_.begin(), units_.end());
    for (UnitIndex u = 0; u < size(); ++u) {
        units[u].resident_workers = resident_workers(u);
        units[u].jobs = jobs(u);
    }
    Region changed(Units(std::move(units)), std::move(graph));
    changed.contiguity_ = contiguity_;
    changed.cores_ = cores_;
    return changed;
}

std::optional<double> Region::resident_workers(UnitIndex unit) const noexcept {
    if (units_[unit].resident_workers) return units_[unit].resident_workers;
    if (!graph_.internal_known()) return std::nullopt;
    return graph_.outflow(unit) + *graph_.internal(unit);
}

std::optional<double> Region::jobs(UnitIndex unit) const noexcept {
    if (units_[unit].jobs) return units_[unit].jobs;
    if (!graph_.internal_known()) return std::nullopt;
    return graph_.inflow(unit) + *graph_.internal(unit);
}

}  // namespace v0
}  // namespace conurb
