// SPDX-License-Identifier: MIT
#include "areas/repair/checks.hpp"

#include <conurb/core/error.hpp>
#include <string>
#include <utility>

#include "areas/repair/sizes.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

[[noreturn]] void inconsistent(const std::string& reason) {
    throw ParameterError(ErrorCode::inconsistent, reason);
}
[[noreturn]] void needs(const std::string& reason, std::string unit = {}) {
    throw ParameterError(ErrorCode::needs_data, reason, Location{.unit = std::move(unit)});
}

void check_size(const Region& region, std::size_t size, const char* what) {
    if (size == region.size()) return;
    inconsistent(std::string(what) + " of " + std::to_string(size) + " units for a region of " +
                 std::to_string(region.size()));
}

void needs_contiguity(const Region& region, const char* rule) {
    if (!region.contiguity()) needs(std::string(rule) + " without contiguity");
}
void needs_ties(const TieMatrix& ties, const char* rule) {
    if (ties.size() == 0) needs(std::string(rule) + " without ties");
}
/// Of some units it may be unknown, as long as that does not decide.
template <class Known>
void needs_of_any(const Region& region, const char* what, const char* rule, Known known) {
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (known(u)) return;
    }
    needs(std::string(rule) + ", but no unit's " + what + " known");
}
void needs_population(const Region& region, const char* rule) {
    needs_of_any(region, "population is", rule,
                 [&](UnitIndex u) { return region.units()[u].population.has_value(); });
}

void check_islands(const Region& region, const TieMatrix& ties, const Repair& rules) {
    if (rules.islands == Islands::leave) return;
    needs_contiguity(region, "islands are to be attached");
    if (rules.islands == Islands::strongest)
        needs_ties(ties, "islands are to join the area they are bound to,");
}

void check_enclaves(const Region& region, const Repair& rules) {
    if (rules.enclaves == Enclaves::leave) return;
    needs_contiguity(region, "enclaves are to be filled");
    if (rules.enclaves != Enclaves::fill) return;
    const ContiguityGraph& contiguity = *region.contiguity();
    if (!contiguity.outside_known())
        needs("enclaves are to be filled, but nothing says which units lie on the outside border");
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (contiguity.on_outside(u)) return;
    }
    inconsistent("none of " + std::to_string(region.size()) +
                 " units lies on the outside border: everything would be an enclave");
}

void check_exclaves(const Region& region, const Partition& partition, const TieMatrix& ties,
                    const Repair& rules) {
    if (rules.exclaves == Exclaves::leave) return;
    needs_contiguity(region, "exclaves are to be taken off");
    if (rules.exclaves == Exclaves::give) needs_ties(ties, "exclaves are to be given to other areas");
    if (rules.main_part == MainPart::population && partition.cores().empty())
        needs_population(region, "the main part is that of the largest population");
}

void check_small(const Region& region, const TieMatrix& ties, const Repair& rules) {
    if (has_minimum(rules) && rules.small_areas == SmallAreas::absorb)
        needs_ties(ties, "small areas are to be absorbed");
    if (rules.minimum_population) needs_population(region, "there is a minimum population");
    if (rules.minimum_workers) {
        needs_of_any(region, "resident workers are", "there is a minimum of workers",
                     [&](UnitIndex u) { return region.resident_workers(u).has_value(); });
    }
}

}  // namespace

void check(const Region& region, const Partition& partition, const TieMatrix& ties, const Repair& rules,
           const Steps& steps) {
    check_parameters(rules);
    check_order("minimum_units", rules.minimum_units, "maximum_units", rules.maximum_units);
    check_order("minimum_population", rules.minimum_population, "maximum_population",
                rules.maximum_population);
    check_size(region, partition.size(), "a partition");
    if (ties.size() != 0) check_size(region, ties.size(), "ties");
    if (region.size() == 0) return;
    if (steps.islands) check_islands(region, ties, rules);
    if (steps.enclaves) check_enclaves(region, rules);
    if (steps.exclaves) check_exclaves(region, partition, ties, rules);
    if (steps.small) check_small(region, ties, rules);
    if (steps.limits && has_maximum(rules)) needs_ties(ties, "areas are to be limited");
    // every step that adds sees the limits
    if (rules.maximum_population) needs_population(region, "there is a maximum population");
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
