// SPDX-License-Identifier: MIT
/// @file
/// Network-constraint clustering: the main method of conurb.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/areas/extents.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/ties/ties.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// How the rules that name centres combine.
enum class CentreRules : std::uint8_t {
    any,  ///< a unit that one of the rules names is a centre
    all,  ///< only a unit that every rule in force names is a centre
};

/// What becomes of cores that came with the region.
enum class GivenCores : std::uint8_t {
    instead,  ///< where there are any, they are the cores, and neither rule 1 nor rule 2 is asked; but not
              ///< where the region has urban areas, of which such cores are made: whether the rules ask
              ///< these or not, they find cores of their own
    also,     ///< they stand, and rules 1 and 2 find others among the units outside them
    ignore,   ///< as if there were none
};

/// Network-constraint clustering: areas are built around units that constrain others more than they are
/// constrained, from dependence d of `network_constraint`, or from the ties of any other measure (`ties`).
///
/// 1. Centres. Where the region has urban areas: `urban_centre_leaders` of at least urban_centre_population
///    with b(i) >= leader_balance. Where nothing is known of urban centres: b(i) >= centre_balance. Further
///    rules, population or jobs at least a threshold, combine with this one by `centre_rules`; a list of
///    codes is added in any case. b is the balance with internal activity (b* of `network_constraint`, from
///    `activity`), or without it (internal_activity off, own ties that have none). The rank of a centre is
///    the population of its urban centre, then its balance, then the smaller unit code.
/// 2. Cores: `cores_by_mutual_ties` with core_dependence and core_reciprocity, twins by twin_tie.
/// 3. Partition: `attach_to_strongest` with attachment_floor: to the centre on which a unit depends most. One
///    that depends on a unit of a core, but on no centre, stays outside (`extents.dependence_on`: core takes
///    the largest dependence over the core).
/// 4. and 5. Minimum and maximum extents: `add_extents` with `extents`.
/// 6. Contiguity, where the region has one: in steps 2 to 5 by `extents.contiguity`.
/// 7. Kind: `area_kind` with metropolitan_population.
///
/// Every step is a public function. The reason of a centre is `leads_urban_centre` or `balance`, of twins
/// `twin`. `Delineation::findings` tells from what the activity was taken (activity); that urban areas are
/// there, but not asked, and which urban centres get no centre and why (left_out); which two equals were
/// parted by their codes (undecided); how many units depend on a core, but on no centre (left_out).
/// Deterministic; ties by unit code.
/// Throws `ParameterError` (parameter_range, needs_data, needs_internal_flows), `InputError` unknown_unit for
/// a listed code, `Cancelled`. Cost: that of `network_constraint`.
///
/// The measure is Burt's (doi 10.4159/9780674029095); the use for urban areas follows network-constraint
/// studies of the Korea Research Institute for Human Settlements (Min et al. 2019, 2022). Thresholds: see
/// `Extents`.
struct CONURB_EXPORT NetworkConstraint {
    static constexpr std::string_view name = "network-constraint";
    static constexpr std::string_view description =
        "Areas around units that constrain others more than they are constrained (Burt)";

    std::optional<double> centre_balance = 3.0;              ///< b(i) at least; empty: rule off
    std::optional<double> centre_population = std::nullopt;  ///< persons at least; empty: rule off
    std::optional<double> centre_jobs = std::nullopt;        ///< jobs at least; empty: rule off
    CentreRules centre_rules = CentreRules::any;
    std::vector<std::string> centres = {};  ///< codes of units that are centres in any case
    GivenCores given_cores = GivenCores::instead;
    double core_dependence = 0.45;   ///< share, 0..2
    double core_reciprocity = 0.15;  ///< share, 0..2
    double attachment_floor = 0.11;  ///< share, 0..2
    Extents extents = {};
    double metropolitan_population =
        1'000'000.0;  ///< persons; asked only where no unit has the kind "metropolitan"
    ConstraintOptions constraint = {};
    /// Another measure whose ties the rules go by; empty: `network_constraint` with `constraint`. Not a
    /// parameter for text: a callable.
    TieMeasure ties = {};
    /// Persons of an urban centre whose leader may be a centre; empty: urban areas are not asked.
    std::optional<double> urban_centre_population = 50'000.0;
    double leader_balance = 1.0;            ///< b(i) of a leader at least
    std::optional<double> twin_tie = 0.20;  ///< reciprocal tie of twins, 0..2; empty: no twins
    bool internal_activity = true;          ///< b counts what stays inside units

    /// The rules of the first edition: b without internal activity >= 2, extents by d >= 0.14 and d back >=
    /// 0.11.
    [[nodiscard]] static NetworkConstraint first_edition();
    [[nodiscard]] Delineation operator()(const Region& region, const Context& context = {}) const;
    [[nodiscard]] static ParameterList<NetworkConstraint> parameters();
};

}  // namespace v0
}  // namespace conurb
