// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/methods/eu_oecd.hpp>
#include <string>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {

ParameterList<EuOecd> EuOecd::parameters() {
    using E = EuOecd;
    const std::string source = "Dijkstra, Poelman and Veneri 2019, doi 10.1787/d58cb34d-en";

    return {
        field::persons(
            &E::city_population, "city_population",
            "Without given cores, units of at least this population are cities; none: cores must be given.",
            "own stand-in: the size of an urban centre in " + source),
        field::choice(
            &E::joining, "joining",
            {{Joining::unnamed, "unnamed"},
             {Joining::never, "never"},
             {Joining::once, "once"},
             {Joining::until_stable, "until_stable"}},
            "Cities bound to each other are joined: at one look, but none that was given under a name of its "
            "own; never; all of them at one look; or all until nothing joins.",
            source + "; own for named cities"),
        field::share(
            &E::joining_share, "joining_share",
            "Two cities are joined if at least this share of the resident workers of one work in the other.",
            source),
        field::share(&E::attachment_share, "attachment_share",
                     "A unit belongs to the commuting zone if at least this share of its resident workers "
                     "work in the city.",
                     source),
        detail::contiguity(&E::contiguity, "Units not connected with their city leave the area.", source),
        field::choice(&E::enclaves, "enclaves",
                      {{Enclaves::leave, "leave"},
                       {Enclaves::fill, "fill"},
                       {Enclaves::fill_by_neighbours, "fill_by_neighbours"}},
                      "Units enclosed by an area stay out, join it (where the outside border is known), or "
                      "join it if no other area touches them (a guess).",
                      source),
        field::persons(
            &E::metropolitan_population, "metropolitan_population",
            "Areas of at least this population are metropolitan, where the units name no metropolitan rank.",
            "OECD size classes")};
}

Delineation EuOecd::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    detail::Progress progress(context, "cities and commuting zones");
    std::vector<Core> cities = region.cores();
    ValidationReport findings;
    if (cities.empty()) {
        if (!city_population) {
            throw ParameterError(ErrorCode::needs_data,
                                 "eu-oecd needs cities: give cores, or set city_population");
        }
        for (const UnitIndex u : centres_by_population(region, *city_population, &findings)) {
            cities.push_back({u, {u}, {}});
        }
    }
    const std::vector<double> workers = all_resident_workers(region);
    JoinedCores joined = join_cores(region, std::move(cities), joining_share, joining, context);
    progress.share(0.3);

    const auto flows = core_flows(region, joined.cores, context);
    std::vector<std::vector<CoreBond>> bonds(region.size());
    for (UnitIndex u = 0; u < region.size(); ++u) {
        for (const CoreFlow& f : flows[u]) {
            if (workers[u] <= 0.0 || f.out <= 0.0 || !detail::reaches(f.out / workers[u], attachment_share))
                continue;
            bonds[u].push_back({f.core, f.out / workers[u], f.out});
        }
    }
    progress.share(0.5);
    Partition partition =
        attach_by_share(region, std::move(joined.cores), std::move(bonds), ContiguityUse::ignored, context);
    progress.share(0.7);
    std::vector<Change> changes;
    const bool by_contiguity = contiguity_for(region, contiguity) != nullptr;
    const bool outside_known = by_contiguity && region.contiguity()->outside_known();
    const Enclaves filled = enclaves == Enclaves::fill && !outside_known ? Enclaves::leave : enclaves;
    if (by_contiguity || (contiguity != ContiguityUse::ignored && filled != Enclaves::leave)) {
        Repaired repaired =
            repair(region, partition, {}, {.enclaves = filled, .exclaves = Exclaves::drop}, context);
        partition = std::move(repaired.partition);
        changes = std::move(repaired.changes);
    }
    Delineation result = from_partition(region, std::move(partition));
    set_kinds_by_population(region, result, metropolitan_population);
    result.merges = std::move(joined.merges);
    result.joins = true;
    result.findings.append(findings);
    result.changes = std::move(changes);
    progress.finish();
    return result;
}

}  // namespace v0
}  // namespace conurb
