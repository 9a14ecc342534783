// SPDX-License-Identifier: MIT
/// @file
/// Functional urban areas by the EU-OECD definition.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/steps.hpp>
#include <optional>
#include <string_view>

namespace conurb {
inline namespace v0 {

/// EU-OECD functional urban areas: a city and the units from which at least 15 % of the resident workers
/// commute to it.
///
/// 1. Cities: the given cores (published cities, or those made from urban centres on a grid or from
///    sub-units); without any, every unit of at least `city_population` persons.
/// 2. Two cities of which one sends at least `joining_share` of its resident workers to the other are one
///    (`join_cores`; kept in `Delineation::merges`). Cities that were given under a name of their own stay
///    apart by default (`Joining::unnamed`): whoever published them has joined what is to be joined. In
///    Switzerland joining them again would move 68 units. The definition does not say whether joined cities
///    are looked at again. In Belgium one look (`Joining::once`) gives the published areas from its published
///    cities, while a second one would join Mechelen to Brussels with Leuven (15.8 %) and leave 582 of 589
///    municipalities right.
/// 3. Commuting zone, in one pass: every other unit u with F(u, city) / R(u) >= `attachment_share`, R the
///    resident workers wherever they work. Of several cities the one with the largest share; ties by the
///    larger flow, then by the code of the city's centre. Units without a flow to a city stay out.
/// 4. Contiguity, where the region has one, in the published order: enclaves come in, where the contiguity
///    knows the outside border (`ContiguityGraph::outside_known`; without it they stay out, unless
///    `Enclaves::fill_by_neighbours` is to guess them), then units not connected with their city leave
///    (exclaves), by `repair`; kept in `Delineation::changes`.
///
/// R comes with the units (published areas rest on all employed residents, those who work abroad included) or
/// is summed from flows that hold the internal ones. Kinds: `set_kinds_by_population`; OECD calls areas from
/// 250,000 persons on metropolitan.
///
/// What is below a threshold by no more than 1e-12 of it reaches it: rounding does not decide.
///
/// Deterministic. Throws `ParameterError`: parameter_range, needs_internal_flows and needs_data as
/// `all_resident_workers`, needs_data where there are neither cores nor populations, or
/// enclaves are to be guessed without contiguity, inconsistent where no unit at all is marked as lying on the
/// outside border, `Cancelled`. O(n + edges) and the cost of `repair`.
///
/// Dijkstra, Poelman and Veneri 2019, doi 10.1787/d58cb34d-en. With the published cities of Belgium and
/// `Joining::once` it gives the published areas of 2018: 589 of 589 municipalities.
struct CONURB_EXPORT EuOecd {
    static constexpr std::string_view name = "eu-oecd";
    static constexpr std::string_view description =
        "EU-OECD functional urban areas: cities and their commuting zones (15 % of resident workers)";

    std::optional<double> city_population = 50'000.0;  ///< persons, >= 0; empty: only given cores
    Joining joining = Joining::unnamed;
    double joining_share = 0.15;     ///< share of a city's resident workers, 0..1
    double attachment_share = 0.15;  ///< share of a unit's resident workers, 0..1
    ContiguityUse contiguity = ContiguityUse::if_known;
    /// `fill` is done where the outside border is known; `fill_by_neighbours` needs contiguity. Neither is
    /// done where contiguity is ignored.
    Enclaves enclaves = Enclaves::fill;
    double metropolitan_population = 250'000.0;  ///< persons in the whole area, >= 0

    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<EuOecd> parameters();
};

}  // namespace v0
}  // namespace conurb
