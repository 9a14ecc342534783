// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/areas/delineation.hpp>
#include <conurb/core/error.hpp>
#include <string>
#include <utility>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {

const char* to_string(Extent extent) noexcept {
    switch (extent) {
        case Extent::core:
            return "core";
        case Extent::minimum:
            return "minimum";
        case Extent::maximum:
            return "maximum";
    }
    return "maximum";
}

const char* to_string(AreaKind kind) noexcept {
    switch (kind) {
        case AreaKind::metropolitan:
            return "metropolitan";
        case AreaKind::small_and_medium:
            return "small-and-medium";
        case AreaKind::unknown:
            return "unknown";
    }
    return "unknown";
}

const char* to_string(SizeClass size) noexcept {
    switch (size) {
        case SizeClass::below_urban:
            return "below-urban";
        case SizeClass::small:
            return "small";
        case SizeClass::medium:
            return "medium";
        case SizeClass::metropolitan:
            return "metropolitan";
        case SizeClass::large_metropolitan:
            return "large-metropolitan";
    }
    return "below-urban";
}

std::optional<SizeClass> size_class(const KnownSum& persons) noexcept {
    for (const auto& [size, from] :
         {std::pair(SizeClass::large_metropolitan, 1'500'000.0),
          std::pair(SizeClass::metropolitan, 250'000.0), std::pair(SizeClass::medium, 100'000.0),
          std::pair(SizeClass::small, 50'000.0)}) {
        const std::optional<bool> reached = detail::reaches(persons, from);
        if (!reached) return std::nullopt;
        // what is not known may make it larger still
        if (*reached) {
            return persons.unknown == 0 || size == SizeClass::large_metropolitan ? std::optional(size)
                                                                                 : std::nullopt;
        }
    }
    return SizeClass::below_urban;
}

std::vector<UnitIndex> Area::units(Extent extent) const {
    std::vector<UnitIndex> inside;
    for (const Member& member : members) {
        if (member.extent <= extent) inside.push_back(member.unit);
    }
    return inside;
}

SelfContainment self_containment(const Region& region, std::span<const UnitIndex> units) {
    const CommutingGraph& graph = region.graph();
    if (!graph.internal_known()) return {};
    double inside = 0.0;
    double workers = 0.0;
    double jobs = 0.0;
    std::vector<bool> member(region.size(), false);
    for (const UnitIndex u : units) member[u] = true;
    for (const UnitIndex u : units) {
        inside += *graph.internal(u);
        const FlowSpan out = graph.out(u);
        for (std::size_t k = 0; k < out.size(); ++k) {
            if (member[out.units[k]]) inside += out.persons[k];
        }
        workers += *region.resident_workers(u);  // known where internal flows are
        jobs += *region.jobs(u);
    }
    SelfContainment result;
    // where workers or jobs are given, flows may exceed them: within the tolerance by chance, else nobody
    // knows
    const auto share = [inside](double of) {
        const double quotient = inside / of;
        return of > 0.0 && quotient <= 1.0 + totals_tolerance ? std::optional(std::min(quotient, 1.0))
                                                              : std::nullopt;
    };
    result.supply = share(workers);
    result.demand = share(jobs);
    return result;
}

KnownSum known_population(const Region& region, std::span<const UnitIndex> units) {
    KnownSum sum;
    for (const UnitIndex u : units) sum.add(u, region.units()[u].population);
    return sum;
}

std::optional<double> population(const Region& region, std::span<const UnitIndex> units) {
    return known_population(region, units).total();
}

namespace {

bool is_metropolitan(const Unit& unit) { return unit.kind == "metropolitan"; }

bool rank_given(const Region& region) { return std::ranges::any_of(region.units(), is_metropolitan); }

AreaKind kind_by_rank(const Region& region, std::span<const UnitIndex> units) {
    const bool any =
        std::ranges::any_of(units, [&](UnitIndex u) { return is_metropolitan(region.units()[u]); });
    return any ? AreaKind::metropolitan : AreaKind::small_and_medium;
}

AreaKind kind_by_size(const KnownSum& persons, double metropolitan_population) {
    const std::optional<bool> reached = detail::reaches(persons, metropolitan_population);
    if (!reached) return AreaKind::unknown;
    return *reached ? AreaKind::metropolitan : AreaKind::small_and_medium;
}

KnownSum persons_of(const Region& region, const Core& core) {
    return core.population ? KnownSum{.known = *core.population} : known_population(region, core.units);
}

/// The persons by which an area has its kind.
KnownSum persons_of(const Region& region, const Delineation& delineation, AreaIndex a) {
    const std::vector<Core>& cores = delineation.partition.cores();
    const bool by_core = delineation.kind_rule.from == KindFrom::core && a < cores.size();
    return by_core ? persons_of(region, cores[a])
                   : known_population(region, delineation.areas[a].units(Extent::maximum));
}

/// The largest of some units (not empty, ascending).
UnitIndex largest_unit(const Region& region, std::span<const UnitIndex> units) {
    if (known_population(region, units).unknown > 0) return principal_unit(region, units);
    return *std::ranges::max_element(units, {}, [&](UnitIndex u) { return *region.units()[u].population; });
}

/// "A-B" after the centre and what joined the core; empty where nothing did.
std::string twin_name(const Region& region, const Area& area, const std::vector<Merge>& merges) {
    const std::vector<UnitIndex> core = area.units(Extent::core);
    std::vector<UnitIndex> joined;
    for (const Merge& m : merges) {
        if (m.absorbed != area.centre && std::ranges::binary_search(core, m.absorbed))
            joined.push_back(m.absorbed);
    }
    for (const Member& m : area.members) {
        if (m.reason == Reason::twin) joined.push_back(m.unit);
    }
    std::ranges::sort(joined);
    joined.erase(std::unique(joined.begin(), joined.end()), joined.end());
    std::string name;
    for (std::size_t names = 1; names < 3 && !joined.empty(); ++names) {
        if (name.empty()) name = region.units().label(area.centre);
        const UnitIndex next = largest_unit(region, joined);
        name += '-' + region.units().label(next);
        std::erase(joined, next);
    }
    return name;
}

}  // namespace

AreaKind area_kind(const Region& region, const Core& core, double metropolitan_population) {
    if (rank_given(region)) return kind_by_rank(region, core.units);
    return kind_by_size(persons_of(region, core), metropolitan_population);
}

void set_kinds(const Region& region, Delineation& delineation) {
    if (delineation.kind_rule.from == KindFrom::method) return;
    const bool given = rank_given(region);
    for (AreaIndex a = 0; a < delineation.areas.size(); ++a) {
        Area& area = delineation.areas[a];
        area.kind =
            given ? kind_by_rank(region, area.units(area.centre == no_unit ? Extent::maximum : Extent::core))
                  : kind_by_size(persons_of(region, delineation, a),
                                 delineation.kind_rule.metropolitan_population);
    }
}

void note_kinds(const Region& region, const Delineation& delineation, ValidationReport& report) {
    const auto known = [](const Unit& unit) { return unit.population.has_value(); };
    const auto open = std::ranges::count(delineation.areas, AreaKind::unknown, &Area::kind);
    if (open > 0 && delineation.kind_rule.from != KindFrom::method &&
        std::ranges::none_of(region.units(), known)) {
        report.note(FindingKind::undecided,
                    "whether " + std::to_string(open) +
                        " areas are metropolitan: no unit has a known population or that rank");
        return;
    }
    for (AreaIndex a = 0; a < delineation.areas.size(); ++a) {
        const Area& area = delineation.areas[a];
        if (area.kind != AreaKind::unknown) continue;
        const KnownSum persons = persons_of(region, delineation, a);
        std::string detail = "whether area " + area.code + " is metropolitan: ";
        if (delineation.kind_rule.from == KindFrom::method || persons.unknown == 0) {
            detail += "persons that decide are not known of all of its core, or of an area that it took in";
        } else {
            detail += std::to_string(persons.unknown) +
                      " of its units have no known population; the others have " +
                      detail::to_text(persons.known) + " of " +
                      detail::to_text(delineation.kind_rule.metropolitan_population) + " persons";
        }
        const UnitIndex unit = persons.unknown > 0 ? persons.first_unknown : area.members.front().unit;
        report.note(FindingKind::undecided, std::move(detail), {.unit = region.units()[unit].code});
    }
}

void name_areas(const Region& region, Delineation& delineation, AreaNames names) {
    if (names == AreaNames::centre) return;
    std::vector<std::vector<UnitIndex>> units(delineation.areas.size());
    for (UnitIndex u = 0; u < delineation.partition.size(); ++u) {
        if (const AreaIndex a = delineation.partition[u]; a != no_area) units[a].push_back(u);
    }
    for (AreaIndex a = 0; a < delineation.areas.size(); ++a) {
        Area& area = delineation.areas[a];
        std::string name;
        if (names == AreaNames::label) {
            name = area.label;
        } else if (names == AreaNames::twins) {
            name = twin_name(region, area, delineation.merges);
        } else if (!units[a].empty()) {
            name = region.units().label(largest_unit(region, units[a]));
        }
        if (!name.empty()) area.name = std::move(name);
    }
}

UnitIndex principal_unit(const Region& region, std::span<const UnitIndex> units) {
    const bool jobs_known =
        std::ranges::all_of(units, [&](UnitIndex u) { return region.jobs(u).has_value(); });
    return *std::ranges::max_element(units, {}, [&](UnitIndex u) {  // the first of the largest
        return jobs_known ? *region.jobs(u) : region.graph().inflow(u);
    });
}

Delineation from_partition(const Region& region, Partition partition, double metropolitan_population) {
    if (partition.size() != region.size()) {
        throw ParameterError(ErrorCode::bad_result, "the partition has " + std::to_string(partition.size()) +
                                                        " units, the region " +
                                                        std::to_string(region.size()));
    }
    Delineation result;
    result.areas.resize(partition.area_count());
    const bool cores = !partition.cores().empty();
    for (UnitIndex u = 0; u < partition.size(); ++u) {
        const AreaIndex a = partition[u];
        const Reason reason = !partition.reasons().empty() ? partition.reasons()[u]
                              : a == no_area               ? Reason::outside
                                                           : Reason::assigned;
        result.reasons.push_back(reason);
        if (a == no_area) continue;
        const bool in_core = cores && std::ranges::binary_search(partition.cores()[a].units, u);
        result.areas[a].members.push_back(
            {u, in_core ? Extent::core : Extent::minimum, std::nullopt, std::nullopt, reason});
    }
    for (AreaIndex a = 0; a < result.areas.size(); ++a) {
        Area& area = result.areas[a];
        UnitIndex seat = no_unit;
        if (cores) {
            seat = area.centre = partition.cores()[a].centre;
            area.label = partition.cores()[a].label;
            area.code = region.units()[seat].code;
        } else {
            seat = principal_unit(region, area.units(Extent::maximum));
            area.code = region.units()[area.members.front().unit].code;
        }
        area.name = region.units().label(seat);
    }
    result.partition = std::move(partition);
    result.kind_rule = {cores ? KindFrom::core : KindFrom::area, metropolitan_population};
    set_kinds(region, result);
    return result;
}

}  // namespace v0
}  // namespace conurb
