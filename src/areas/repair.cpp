// SPDX-License-Identifier: MIT
#include <conurb/areas/repair.hpp>
#include <string>
#include <utility>

#include "areas/repair/checks.hpp"
#include "areas/repair/rounds.hpp"

namespace conurb {
inline namespace v0 {
namespace {

namespace r = detail::repairing;

constexpr r::Steps all_steps{true, true, true, true, true};

const TieMatrix& no_ties() {
    static const TieMatrix none;
    return none;
}

template <class Step>
Repaired mend(const Region& region, const Partition& partition, const TieMatrix& ties, const Repair& options,
              const Context& context, const r::Steps& steps, Step step) {
    r::check(region, partition, ties, options, steps);
    if (region.size() == 0) return {.partition = partition};
    r::Work work(region, partition.cores(), ties, options, context);
    r::PartitionAreas areas(work, partition);
    step(areas);
    return areas.result();
}

template <class Step>
Delineation mend(const Region& region, Delineation delineation, const TieMatrix& ties, const Repair& options,
                 const Context& context, const r::Steps& steps, Step step) {
    r::check(region, delineation.partition, ties, options, steps);
    if (region.size() == 0) return delineation;
    const Partition partition = delineation.partition;
    r::Work work(region, partition.cores(), ties, options, context);
    r::PartitionAreas areas(work, partition);
    r::ExtentAreas extents(areas, std::move(delineation));
    step(extents);
    return extents.result();
}

/// A step on the extents of each area.
template <class Step>
auto on_each(const Context& context, Step step) {
    return [&context, step](r::ExtentAreas& extents) {
        for (AreaIndex a = 0; a < extents.area_count(); ++a) {
            context.check();
            step(extents, a);
        }
    };
}

}  // namespace

ParameterList<Repair> Repair::parameters() {
    using R = Repair;
    const std::string standard =
        "EU-OECD definition, Dijkstra, Poelman and Veneri 2019: enclaves in, exclaves out";

    return {
        field::choice(&R::islands, "islands",
                      {{Islands::leave, "leave"},
                       {Islands::link, "link"},
                       {Islands::nearest, "nearest"},
                       {Islands::strongest, "strongest"}},
                      "Islands outside all areas stay there, or join an area over a declared link, the "
                      "nearest, or the one they are bound to most.",
                      "own"),
        field::count(&R::island_units, "island_units", "units",
                     "Parts of the region with more units are no islands.", "own"),
        field::number(&R::island_distance_km, "island_distance_km", "km", at_least(0.0),
                      "Islands farther from the nearest area stay outside; none: no limit.", "own"),
        field::choice(&R::enclaves, "enclaves",
                      {{Enclaves::leave, "leave"},
                       {Enclaves::fill, "fill"},
                       {Enclaves::fill_by_neighbours, "fill_by_neighbours"}},
                      "What one area encloses joins it: away from the outside border, or, where that is "
                      "unknown, by having no other neighbour.",
                      standard),
        field::choice(&R::enclosed_areas, "enclosed_areas",
                      {{EnclosedAreas::leave, "leave"}, {EnclosedAreas::absorb, "absorb"}},
                      "Smaller areas that another area encloses stay, or join it.", "own"),
        field::choice(&R::exclaves, "exclaves",
                      {{Exclaves::leave, "leave"}, {Exclaves::drop, "drop"}, {Exclaves::give, "give"}},
                      "What is not connected with its area's core stays, goes outside, or goes to the area "
                      "it touches to which it is bound most.",
                      standard),
        field::choice(&R::main_part, "main_part",
                      {{MainPart::units, "units"}, {MainPart::population, "population"}},
                      "An area without a known core is reduced to its part of the most units, or of the "
                      "largest population.",
                      "own"),
        field::choice(&R::small_areas, "small_areas",
                      {{SmallAreas::absorb, "absorb"}, {SmallAreas::dissolve, "dissolve"}},
                      "Areas below a minimum join the one they are bound to most, or their units go outside.",
                      "own"),
        field::count(&R::minimum_units, "minimum_units", "units",
                     "An area has at least this many units; none: rule off.", "own"),
        field::persons(&R::minimum_population, "minimum_population",
                       "An area has at least this population; none: rule off.", "own"),
        field::persons(&R::minimum_workers, "minimum_workers",
                       "An area has at least this many resident workers; none: rule off.", "own"),
        field::count(&R::maximum_units, "maximum_units", "units",
                     "An area has at most this many units; none: rule off.", "own"),
        field::persons(&R::maximum_population, "maximum_population",
                       "An area has at most this population; none: rule off.", "own"),
        field::choice(
            &R::bond_to, "bond_to", {{BondTo::area, "area"}, {BondTo::core, "core"}},
            "A unit is bound to an area by the sum of its ties to all of it, or by the largest to its core.",
            "own")};
}

Repaired repair(const Region& region, const Partition& partition, const TieMatrix& ties,
                const Repair& options, const Context& context) {
    context.report("repair", 0.0);
    Repaired result = mend(region, partition, ties, options, context, all_steps, r::settle_partition);
    context.report("repair", 1.0);
    return result;
}

Delineation repair(const Region& region, Delineation delineation, const TieMatrix& ties,
                   const Repair& options, const Context& context) {
    context.report("repair", 0.0);
    Delineation result =
        mend(region, std::move(delineation), ties, options, context, all_steps, r::settle_delineation);
    context.report("repair", 1.0);
    return result;
}

Repaired attach_islands(const Region& region, const Partition& partition, const TieMatrix& ties,
                        const Repair& options, const Context& context) {
    return mend(region, partition, ties, options, context, {.islands = true}, r::attach_islands);
}

Delineation attach_islands(const Region& region, Delineation delineation, const TieMatrix& ties,
                           const Repair& options, const Context& context) {
    return mend(region, std::move(delineation), ties, options, context, {.islands = true},
                r::attach_islands_to_extents);
}

Repaired fill_enclaves(const Region& region, const Partition& partition, const Repair& options,
                       const Context& context) {
    return mend(region, partition, no_ties(), options, context, {.enclaves = true},
                r::fill_enclaves_of_partition);
}

Delineation fill_enclaves(const Region& region, Delineation delineation, const Repair& options,
                          const Context& context) {
    return mend(region, std::move(delineation), no_ties(), options, context, {.enclaves = true},
                on_each(context, r::fill_enclaves_of_extents));
}

Repaired enforce_contiguity(const Region& region, const Partition& partition, const TieMatrix& ties,
                            const Repair& options, const Context& context) {
    return mend(region, partition, ties, options, context, {.exclaves = true},
                r::enforce_contiguity_of_partition);
}

Delineation enforce_contiguity(const Region& region, Delineation delineation, const Repair& options,
                               const Context& context) {
    Repair dropping = options;  // extents may overlap: there is nobody to give to
    if (dropping.exclaves == Exclaves::give) dropping.exclaves = Exclaves::drop;
    return mend(region, std::move(delineation), no_ties(), dropping, context, {.exclaves = true},
                on_each(context, r::enforce_contiguity_of_extents));
}

Repaired absorb_small(const Region& region, const Partition& partition, const TieMatrix& ties,
                      const Repair& options, const Context& context) {
    return mend(region, partition, ties, options, context, {.small = true},
                [](r::PartitionAreas& areas) { r::absorb_small(areas); });
}

Delineation absorb_small(const Region& region, Delineation delineation, const TieMatrix& ties,
                         const Repair& options, const Context& context) {
    return mend(region, std::move(delineation), ties, options, context, {.small = true},
                [](r::ExtentAreas& extents) {
                    r::absorb_small(extents.partition(), r::shares_of_extents(extents));
                    if (extents.are_the_partition()) {
                        extents.follow_partition();
                    } else {
                        extents.follow_ends();
                    }
                });
}

Repaired limit_size(const Region& region, const Partition& partition, const TieMatrix& ties,
                    const Repair& options, const Context& context) {
    return mend(region, partition, ties, options, context, {.limits = true}, r::limit_size);
}

Delineation limit_size(const Region& region, Delineation delineation, const TieMatrix& ties,
                       const Repair& options, const Context& context) {
    return mend(region, std::move(delineation), ties, options, context, {.limits = true},
                on_each(context, r::limit_extents));
}

}  // namespace v0
}  // namespace conurb
