// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/steps.hpp>
#include <conurb/ties/balance.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <map>

#include "detail/reaches.hpp"
#include "detail/union_find.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Units whose number is at least `minimum`, the largest first; NaN never is.
template <class Number>
std::vector<UnitIndex> at_least(std::size_t n, double minimum, Number number) {
    if (std::isnan(minimum)) {
        throw ParameterError(ErrorCode::parameter_range, "the minimum of centres is not a number");
    }
    std::vector<UnitIndex> chosen;
    for (UnitIndex u = 0; u < n; ++u) {
        if (detail::reaches(number(u), minimum)) chosen.push_back(u);
    }
    std::ranges::stable_sort(chosen, [&](UnitIndex a, UnitIndex b) { return number(a) > number(b); });
    return chosen;
}

template <class Known>
std::vector<UnitIndex> at_least_known(const Region& region, double minimum, const char* what, Known known) {
    bool any = false;
    for (UnitIndex u = 0; u < region.size() && !any; ++u) any = known(u).has_value();
    if (!any) {
        throw ParameterError(ErrorCode::needs_data, std::string("centres by ") + what + ", but no unit's " +
                                                        what + (what[0] == 'j' ? " are" : " is") + " known");
    }
    return at_least(region.size(), minimum, [&](UnitIndex u) { return known(u).value_or(-1.0); });
}

template <class Known>
std::vector<double> all_known(const Region& region, const std::string& what, Known known) {
    std::vector<double> values;
    UnitIndex missing = no_unit;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        values.push_back(known(u).value_or(0.0));
        if (!known(u) && missing == no_unit) missing = u;
    }
    if (missing == no_unit) return values;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (!known(u)) continue;
        throw ParameterError(ErrorCode::needs_data, what + " are known of other units, but not of this one",
                             {.unit = region.units()[missing].code});
    }
    throw ParameterError(
        ErrorCode::needs_internal_flows,
        what + " are not known: give them with the units, or flows that hold the internal ones");
}

/// Sums flows with cores, row by row, in memory that is used again.
class CoreSums {
public:
    CoreSums(const Region& region, std::span<const Core> cores)
        : graph_(region.graph()), home_(region.size(), no_area), sums_(cores.size()) {
        for (AreaIndex a = 0; a < cores.size(); ++a) {
            sums_[a].core = a;
            for (const UnitIndex u : cores[a].units) home_[u] = a;
        }
    }

    /// Flows of `units` together with all cores but `left_out`.
    std::vector<CoreFlow> of(std::span<const UnitIndex> units, AreaIndex left_out) {
        for (const UnitIndex u : units) {
            add(graph_.out(u), left_out, &CoreFlow::out);
            add(graph_.in(u), left_out, &CoreFlow::in);
        }
        std::ranges::sort(touched_);
        touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
        std::vector<CoreFlow> row;
        for (const AreaIndex a : touched_) {
            row.push_back(sums_[a]);
            sums_[a] = {.core = a};
        }
        touched_.clear();
        return row;
    }

private:
    void add(const FlowSpan& flows, AreaIndex left_out, double CoreFlow::*direction) {
        for (std::size_t k = 0; k < flows.size(); ++k) {
            const AreaIndex a = home_[flows.units[k]];
            if (a == no_area || a == left_out) continue;
            sums_[a].*direction += flows.persons[k];
            touched_.push_back(a);
        }
    }

    const CommutingGraph& graph_;
    std::vector<AreaIndex> home_;
    std::vector<CoreFlow> sums_;
    std::vector<AreaIndex> touched_;
};

void check_bonds(const Region& region, const std::vector<Core>& cores,
                 const std::vector<std::vector<CoreBond>>& bonds) {
    if (bonds.size() != region.size()) {
        throw ParameterError(ErrorCode::inconsistent, "bonds of " + std::to_string(bonds.size()) +
                                                          " units for a region of " +
                                                          std::to_string(region.size()));
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        for (const CoreBond& bond : bonds[u]) {
            if (bond.core < cores.size() && !std::isnan(bond.share) && !std::isnan(bond.flow)) continue;
            throw ParameterError(ErrorCode::inconsistent,
                                 "a bond to core " + std::to_string(bond.core) + " of " +
                                     std::to_string(cores.size()) + " with share " +
                                     detail::to_text(bond.share) + " and flow " + detail::to_text(bond.flow),
                                 {.unit = region.units()[u].code});
        }
    }
}

/// Units of cores are in the area of their core.
void place_cores(const std::vector<Core>& cores, std::vector<AreaIndex>& label, std::vector<Reason>& reason) {
    for (AreaIndex a = 0; a < cores.size(); ++a) {
        for (const UnitIndex u : cores[a].units) {
            label[u] = a;
            reason[u] = !cores[a].label.empty() ? Reason::given
                        : u == cores[a].centre  ? Reason::centre
                                                : Reason::core;
        }
    }
}

/// The strongest bond first; of equal ones that with the larger flow, then that to the first centre.
void sort_bonds(std::vector<CoreBond>& bonds, const std::vector<Core>& cores) {
    std::ranges::sort(bonds, [&](const CoreBond& a, const CoreBond& b) {
        if (a.share != b.share) return a.share > b.share;
        if (a.flow != b.flow) return a.flow > b.flow;
        return cores[a.core].centre < cores[b.core].centre;
    });
}

/// The units that are connected with the core of their area inside it.
std::vector<bool> connected_with_cores(const ContiguityGraph& contiguity, const std::vector<Core>& cores,
                                       const std::vector<AreaIndex>& label) {
    std::vector<std::vector<UnitIndex>> units(cores.size());
    for (UnitIndex u = 0; u < label.size(); ++u) {
        if (label[u] != no_area) units[label[u]].push_back(u);
    }
    std::vector<bool> connected(label.size(), false);
    for (std::size_t a = 0; a < cores.size(); ++a) {
        for (const UnitIndex u : connected_with(contiguity, units[a], cores[a].units)) connected[u] = true;
    }
    return connected;
}

/// What contiguity moved: the areas of the first `taken` bonds of each unit were left, the next was joined.
void note_moves(const Region& region, const std::vector<Core>& cores,
                const std::vector<std::vector<CoreBond>>& bonds, const std::vector<std::size_t>& taken,
                std::vector<Change>& changes) {
    for (UnitIndex u = 0; u < bonds.size(); ++u) {
        const auto code = [&](std::size_t k) { return region.units()[cores[bonds[u][k].core].centre].code; };
        for (std::size_t k = 0; k < taken[u]; ++k)
            changes.push_back({u, code(k), Extent::minimum, false, Reason::exclave, true});
        if (taken[u] > 0 && taken[u] < bonds[u].size())
            changes.push_back({u, code(taken[u]), Extent::minimum, true, Reason::attached, true});
    }
}

double sum_over(const Core& core, const std::vector<double>& number) {
    double total = 0.0;
    for (const UnitIndex u : core.units) total += number[u];
    return total;
}

/// How large a core is.
struct CoreSize {
    KnownSum persons;
    double workers;
};

/// By persons; where those that are not known could decide, by resident workers.
bool larger(const CoreSize& a, const CoreSize& b) {
    const std::optional<bool> more = detail::exceeds(a.persons, b.persons);
    const std::optional<bool> less = detail::exceeds(b.persons, a.persons);
    return more && less ? *more : a.workers > b.workers;
}

/// Whether a core has a name of its own: a label that is not the code of its centre.
bool is_named(const Region& region, const Core& core) {
    return !core.label.empty() && core.label != region.units()[core.centre].code;
}

/// A core of which at least some share of the resident workers work in another.
struct CorePair {
    double share;
    AreaIndex from;
    AreaIndex to;
};

/// Pairs that reach the share, the largest first.
std::vector<CorePair> bound_pairs(const Region& region, const std::vector<Core>& cores,
                                  const std::vector<double>& workers, double share, const Context& context) {
    const auto flows = flows_between_cores(region, cores, context);
    std::vector<CorePair> pairs;
    for (AreaIndex a = 0; a < cores.size(); ++a) {
        const double all = sum_over(cores[a], workers);
        for (const CoreFlow& f : flows[a]) {
            if (all > 0.0 && f.out > 0.0 && detail::reaches(f.out / all, share))
                pairs.push_back({f.out / all, a, f.core});
        }
    }
    std::ranges::stable_sort(pairs, [](const CorePair& a, const CorePair& b) { return a.share > b.share; });
    return pairs;
}

using PartOf = const UrbanAreaPart*;

/// The part of most people of those met; and the first other one that has as many.
struct MostPeople {
    PartOf part = nullptr;
    PartOf equal = nullptr;

    void see(const UrbanAreaPart& other) {
        if (part == nullptr || other.population > part->population) {
            *this = {&other, nullptr};
        } else if (equal == nullptr && other.population == part->population) {
            equal = &other;
        }
    }
};

/// "1 (Seoul)", or the code alone.
std::string code_and_name(const Region& region, UnitIndex u) {
    const std::string& code = region.units()[u].code;
    const std::string& name = region.units().label(u);
    return name == code ? code : code + " (" + name + ")";
}

/// Tells where codes decided which of two units has most people of an urban centre, and why nobody leads it.
void note_leadership(const Region& region, const MostPeople& most, const MostPeople& home, double population,
                     ValidationReport& findings) {
    const UrbanAreaPart& part = *most.part;
    const std::string& code = region.units()[part.unit].code;
    if (most.equal != nullptr) {
        findings.note(
            FindingKind::undecided,
            "units " + code_and_name(region, part.unit) + " and " + code_and_name(region, most.equal->unit) +
                " have equally many people of urban centre " + part.urban_area + ", " +
                detail::to_text(part.population) + ": the smaller code counts as the unit with most of them",
            {.unit = code});
    }
    if (home.part == &part) return;
    findings.note(FindingKind::left_out,
                  "urban centre " + part.urban_area + " of " + detail::to_text(population) +
                      " people makes no centre: unit " + code_and_name(region, part.unit) +
                      " has most of them, " + detail::to_text(part.population) + ", but " +
                      detail::to_text(home.part->population) + " of its own live in urban centre " +
                      home.part->urban_area,
                  {.unit = code});
}

/// Tells where the codes of two urban centres decided in which of them a unit lives, so that it leads that
/// one.
void note_equal_homes(const Region& region, const std::map<std::string, MostPeople>& most,
                      const std::map<UnitIndex, MostPeople>& home, ValidationReport& findings) {
    const auto has_most = [&](PartOf part) { return most.at(part->urban_area).part == part; };
    for (const auto& [unit, own] : home) {
        if (own.equal == nullptr || (!has_most(own.part) && !has_most(own.equal))) continue;
        findings.note(FindingKind::undecided,
                      "equally many people of unit " + code_and_name(region, unit) +
                          " live in urban centres " + own.part->urban_area + " and " + own.equal->urban_area +
                          ", " + detail::to_text(own.part->population) +
                          ": it counts to the smaller code of the two",
                      {.unit = region.units()[unit].code});
    }
}

/// Units and population of one core go to another.
void absorb(Core& into, Core& gone) {
    into.units.insert(into.units.end(), gone.units.begin(), gone.units.end());
    gone.units.clear();
    if (into.population && gone.population) {
        *into.population += *gone.population;
    } else {
        into.population.reset();
    }
}

}  // namespace

std::vector<UnitIndex> centres_by_balance(std::span<const double> balance, double minimum) {
    return at_least(balance.size(), minimum, [&](UnitIndex u) { return balance[u]; });
}

std::vector<UnitIndex> centres_by_balance(const TieMatrix& ties, double minimum) {
    return centres_by_balance(tie_balance(ties).balance, minimum);
}

std::vector<UnitIndex> centres_by_population(const Region& region, double minimum,
                                             ValidationReport* findings) {
    KnownSum unknown;
    for (UnitIndex u = 0; u < region.size(); ++u) unknown.add(u, region.units()[u].population);
    if (findings != nullptr && unknown.unknown > 0 && unknown.unknown < region.size()) {
        findings->note(FindingKind::undecided,
                       "whether units are centres by " + detail::to_text(minimum) +
                           " persons: the population of " + std::to_string(unknown.unknown) +
                           " is not known; they are none",
                       {.unit = region.units()[unknown.first_unknown].code});
    }
    return at_least_known(region, minimum, "population",
                          [&](UnitIndex u) { return region.units()[u].population; });
}

std::vector<UnitIndex> centres_by_jobs(const Region& region, double minimum) {
    return at_least_known(region, minimum, "jobs", [&](UnitIndex u) { return region.jobs(u); });
}

std::vector<UnitIndex> centres_by_code(const Region& region, std::span<const std::string> codes) {
    std::vector<UnitIndex> centres;
    for (const std::string& code : codes) {
        const UnitIndex u = region.units().at(code);
        if (std::ranges::find(centres, u) == centres.end()) centres.push_back(u);
    }
    return centres;
}

ParameterList<CoreRule> CoreRule::parameters() {
    const std::string prototype = "design prototype on Korean trips against Min et al. 2022, Table 1";
    return {
        field::dependence(&CoreRule::dependence, "dependence",
                          "A unit of the core depends on the centre at least this much.", prototype),
        field::dependence(&CoreRule::reciprocity, "reciprocity",
                          "The centre depends on a unit of the core at least this much.", prototype),
        field::number(&CoreRule::twin, "twin", "share", between(0.0, 2.0),
                      "Two centres of one kind share a core from this reciprocal tie on; none: off.",
                      "own, on Korean trips (docs/results.md)"),
        field::persons(&CoreRule::metropolitan_population, "metropolitan_population",
                       "A centre of at least this population is metropolitan, where the units name no rank.",
                       "own")};
}

std::vector<UrbanCentreLeader> urban_centre_leaders(const Region& region, double minimum,
                                                    ValidationReport* findings) {
    check_number("minimum", minimum, conurb::at_least(0.0));
    const std::vector<UrbanAreaPart>& parts = region.urban_areas();  // by unit, then code
    if (parts.empty()) {
        throw ParameterError(ErrorCode::needs_data,
                             "centres by urban centres, but the region has no urban areas");
    }
    std::map<std::string, double> total;
    for (const UrbanAreaPart& part : parts) total[part.urban_area] += part.population;
    const auto counts = [&](const UrbanAreaPart& part) {
        return detail::reaches(total.at(part.urban_area), minimum);
    };
    std::map<std::string, MostPeople> most;  // of each urban centre
    std::map<UnitIndex, MostPeople> home;    // of each unit
    for (const UrbanAreaPart& part : parts) {
        if (!counts(part) || part.population <= 0.0) continue;
        most[part.urban_area].see(part);
        home[part.unit].see(part);
    }
    std::vector<UrbanCentreLeader> leaders;
    for (const auto& [code, first] : most) {
        const UrbanAreaPart& part = *first.part;
        const MostPeople& own = home.at(part.unit);
        if (own.part == &part) leaders.push_back({part.unit, code, total.at(code)});
        if (findings != nullptr) note_leadership(region, first, own, total.at(code), *findings);
    }
    if (findings != nullptr) note_equal_homes(region, most, home, *findings);
    std::ranges::sort(leaders, [](const UrbanCentreLeader& a, const UrbanCentreLeader& b) {
        return a.population != b.population ? a.population > b.population : a.unit < b.unit;
    });
    return leaders;
}

namespace {

constexpr std::size_t no_core = static_cast<std::size_t>(-1);

/// Of the cores to whose centre a unit is tied both ways, the one it depends on most; the first of equals.
std::size_t strongest_core(UnitIndex u, std::span<const Core> cores, const TieMatrix& ties,
                           const CoreRule& rule) {
    std::size_t best = no_core;
    for (std::size_t k = 0; k < cores.size(); ++k) {
        const UnitIndex centre = cores[k].centre;
        const bool bound = detail::reaches(ties.at(u, centre), rule.dependence) &&
                           detail::reaches(ties.at(centre, u), rule.reciprocity);
        if (bound && (best == no_core || ties.at(u, centre) > ties.at(u, cores[best].centre))) best = k;
    }
    return best;
}

/// Of the cores whose centre is a twin of this one, the one with the strongest tie; the first of equals.
std::size_t twin_core(UnitIndex u, std::span<const Core> cores, const Region& region, const TieMatrix& ties,
                      const CoreRule& rule) {
    if (!rule.twin) return no_core;
    const auto kind = [&](UnitIndex centre) {
        return area_kind(region, Core{centre, {centre}}, rule.metropolitan_population);
    };
    std::size_t best = no_core;
    double most = 0.0;
    for (std::size_t k = 0; k < cores.size(); ++k) {
        const double tie = reciprocal_tie(ties, u, cores[k].centre);
        if (!detail::reaches(tie, *rule.twin) || tie <= most || kind(u) != kind(cores[k].centre)) continue;
        best = k;
        most = tie;
    }
    return best;
}

}  // namespace

std::vector<Core> cores_by_mutual_ties(const Region& region, const TieMatrix& ties,
                                       std::span<const UnitIndex> centres, const CoreRule& rule,
                                       ContiguityUse contiguity) {
    check_parameters(rule);
    std::vector<Core> cores;
    std::vector<std::size_t> home(region.size(), no_core);
    for (const UnitIndex centre : centres) {
        if (home[centre] != no_core) continue;
        home[centre] = strongest_core(centre, cores, ties, rule);
        if (home[centre] == no_core) home[centre] = twin_core(centre, cores, region, ties, rule);
        if (home[centre] != no_core) continue;
        home[centre] = cores.size();
        cores.push_back({centre, {}, {}});
    }
    // the units that may join stand in the rows of the centres: a unit needs a tie from the centre, too
    std::vector<UnitIndex> candidates;
    for (const Core& core : cores) {
        const TieSpan row = ties.row(core.centre);
        candidates.insert(candidates.end(), row.units.begin(), row.units.end());
    }
    std::ranges::sort(candidates);
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    for (const UnitIndex u : candidates) {
        if (home[u] == no_core) home[u] = strongest_core(u, cores, ties, rule);
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (home[u] != no_core) cores[home[u]].units.push_back(u);
    }
    if (const ContiguityGraph* graph = contiguity_for(region, contiguity)) {
        for (Core& core : cores) core.units = connected_with(*graph, core.units, {&core.centre, 1});
    }
    return cores;
}

Partition attach_to_strongest(const Region& region, const TieMatrix& ties, std::vector<Core> cores,
                              double floor, DependenceOn dependence_on, ContiguityUse contiguity,
                              const Context& context, std::vector<Change>* changes) {
    check_number("floor", floor, between(0.0, 2.0));
    std::vector<std::vector<CoreBond>> bonds(region.size());
    const TieMatrix incoming = ties.transposed();
    for (AreaIndex a = 0; a < cores.size(); ++a) {
        context.check();
        std::vector<UnitIndex> targets{cores[a].centre};
        if (dependence_on == DependenceOn::core) targets = cores[a].units;
        for (const UnitIndex k : targets) {
            const TieSpan row = incoming.row(k);
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (!detail::reaches(row.strengths[i], floor) || row.strengths[i] <= 0.0) continue;
                std::vector<CoreBond>& mine = bonds[row.units[i]];
                if (!mine.empty() && mine.back().core == a) {
                    mine.back().share = std::max(mine.back().share, row.strengths[i]);
                } else {
                    mine.push_back({.core = a, .share = row.strengths[i]});
                }
            }
        }
    }
    return attach_by_share(region, std::move(cores), std::move(bonds), contiguity, context, changes);
}

std::vector<double> all_resident_workers(const Region& region) {
    return all_known(region, "resident workers", [&](UnitIndex u) { return region.resident_workers(u); });
}

std::vector<double> all_jobs(const Region& region) {
    return all_known(region, "jobs", [&](UnitIndex u) { return region.jobs(u); });
}

std::vector<std::vector<CoreFlow>> core_flows(const Region& region, std::span<const Core> cores,
                                              const Context& context) {
    CoreSums sums(region, cores);
    std::vector<std::vector<CoreFlow>> rows(region.size());
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (u % 1024 == 0) context.check();
        rows[u] = sums.of({&u, 1}, no_area);
    }
    return rows;
}

std::vector<std::vector<CoreFlow>> flows_between_cores(const Region& region, std::span<const Core> cores,
                                                       const Context& context) {
    CoreSums sums(region, cores);
    std::vector<std::vector<CoreFlow>> rows(cores.size());
    for (AreaIndex a = 0; a < cores.size(); ++a) {
        if (a % 1024 == 0) context.check();
        rows[a] = sums.of(cores[a].units, a);
    }
    return rows;
}

Partition attach_by_share(const Region& region, std::vector<Core> cores,
                          std::vector<std::vector<CoreBond>> bonds, ContiguityUse contiguity,
                          const Context& context, std::vector<Change>* changes) {
    check_bonds(region, cores, bonds);
    const std::size_t n = region.size();
    std::vector<AreaIndex> label(n, no_area);
    std::vector<Reason> reason(n, Reason::outside);
    place_cores(cores, label, reason);
    std::vector<std::size_t> taken(n, 0);
    std::vector<UnitIndex> attached;
    for (UnitIndex u = 0; u < n; ++u) {
        if (bonds[u].empty() || label[u] != no_area) continue;
        sort_bonds(bonds[u], cores);
        label[u] = bonds[u].front().core;
        reason[u] = Reason::attached;
        attached.push_back(u);
    }
    const ContiguityGraph* const graph = contiguity_for(region, contiguity);
    for (bool moved = graph != nullptr; moved;) {
        context.check();
        moved = false;
        const std::vector<bool> connected = connected_with_cores(*graph, cores, label);
        for (const UnitIndex u : attached) {
            if (label[u] == no_area || connected[u]) continue;
            moved = true;
            ++taken[u];
            const bool next = taken[u] < bonds[u].size();
            label[u] = next ? bonds[u][taken[u]].core : no_area;
            if (!next) reason[u] = Reason::exclave;
        }
    }
    if (changes != nullptr) note_moves(region, cores, bonds, taken, *changes);
    return {std::move(label), std::move(cores), std::move(reason)};
}

JoinedCores join_cores(const Region& region, std::vector<Core> cores, double share, Joining joining,
                       const Context& context) {
    check_number("share", share, between(0.0, 1.0));
    std::ranges::sort(cores, {}, &Core::centre);
    JoinedCores result;
    if (joining == Joining::never || cores.size() < 2) {
        result.cores = std::move(cores);
        return result;
    }
    const std::vector<double> workers = all_resident_workers(region);
    for (bool again = true; again;) {
        again = false;
        std::vector<CorePair> pairs = bound_pairs(region, cores, workers, share, context);
        if (joining == Joining::unnamed) {
            std::erase_if(pairs, [&](const CorePair& pair) {
                return is_named(region, cores[pair.from]) || is_named(region, cores[pair.to]);
            });
        }
        std::vector<CoreSize> sizes;
        for (const Core& core : cores) {
            sizes.push_back({known_population(region, core.units), sum_over(core, workers)});
        }
        detail::UnionFind sets(cores.size());
        for (const CorePair& pair : pairs) {
            AreaIndex into = sets.root(pair.from);
            AreaIndex absorbed = sets.root(pair.to);
            if (into == absorbed) continue;
            if (larger(sizes[absorbed], sizes[into]) ||
                (absorbed < into && !larger(sizes[into], sizes[absorbed]))) {
                std::swap(absorbed, into);
            }
            sets.join_into(into, absorbed);
            result.merges.push_back({cores[absorbed].centre, cores[into].centre, pair.share});
            again = joining == Joining::until_stable;
        }
        for (AreaIndex a = 0; a < cores.size(); ++a) {
            if (const AreaIndex into = sets.root(a); into != a) absorb(cores[into], cores[a]);
        }
        std::erase_if(cores, [](const Core& core) { return core.units.empty(); });
        for (Core& core : cores) std::ranges::sort(core.units);
    }
    result.cores = std::move(cores);
    return result;
}

void set_kinds_by_population(const Region& region, Delineation& delineation, double metropolitan_population) {
    delineation.kind_rule = {KindFrom::area, metropolitan_population};
    set_kinds(region, delineation);
}

}  // namespace v0
}  // namespace conurb
