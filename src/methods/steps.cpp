// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/steps.hpp>
#include <map>

namespace conurb {
inline namespace v0 {
namespace {

/// Units whose number is at least `minimum`, the largest first; NaN never is.
template <class Number>
std::vector<UnitIndex> at_least(std::size_t n, double minimum, Number number) {
    std::vector<UnitIndex> chosen;
    for (UnitIndex u = 0; u < n; ++u) {
        if (number(u) >= minimum) chosen.push_back(u);
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

}  // namespace

std::vector<UnitIndex> centres_by_balance(const ConstraintMeasures& measures, double minimum) {
    return at_least(measures.balance.size(), minimum, [&](UnitIndex u) { return measures.balance[u]; });
}

std::vector<UnitIndex> centres_by_population(const Region& region, double minimum) {
    return at_least_known(region, minimum, "population",
                          [&](UnitIndex u) { return region.units()[u].population; });
}

std::vector<UnitIndex> centres_by_jobs(const Region& region, double minimum) {
    return at_least_known(region, minimum, "jobs", [&](UnitIndex u) { return region.jobs(u); });
}

std::vector<UnitIndex> centres_by_code(const Region& region, const std::vector<std::string>& codes) {
    std::vector<UnitIndex> centres;
    for (const std::string& code : codes) {
        const UnitIndex u = region.units().at(code);
        if (std::ranges::find(centres, u) == centres.end()) centres.push_back(u);
    }
    return centres;
}

std::vector<Core> cores_by_mutual_ties(const Region& region, const TieMatrix& ties,
                                       std::span<const UnitIndex> centres, const CoreRule& rule,
                                       ContiguityUse contiguity) {
    const auto bound = [&](UnitIndex u, UnitIndex centre) {
        return ties.at(u, centre) >= rule.dependence && ties.at(centre, u) >= rule.reciprocity;
    };
    std::vector<Core> cores;
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> home(region.size(), none);
    const auto strongest = [&](UnitIndex u) {
        std::size_t best = none;
        for (std::size_t k = 0; k < cores.size(); ++k) {
            const UnitIndex centre = cores[k].centre;
            if (bound(u, centre) && (best == none || ties.at(u, centre) > ties.at(u, cores[best].centre)))
                best = k;
        }
        return best;
    };
    for (const UnitIndex centre : centres) {
        if (home[centre] != none) continue;
        home[centre] = strongest(centre);
        if (home[centre] != none) continue;
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
        if (home[u] == none) home[u] = strongest(u);
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (home[u] != none) cores[home[u]].units.push_back(u);
    }
    if (contiguity == ContiguityUse::required && region.contiguity()) {
        for (Core& core : cores) core.units = connected_with(*region.contiguity(), core.units, {core.centre});
    }
    return cores;
}

Partition attach_to_strongest(const Region& region, const TieMatrix& ties, std::vector<Core> cores,
                              double floor, DependenceOn dependence_on, ContiguityUse contiguity,
                              const Context& context) {
    const std::size_t n = region.size();
    std::ranges::sort(cores, {}, &Core::centre);
    std::vector<AreaIndex> label(n, no_area);
    std::vector<Reason> reason(n, Reason::outside);
    for (std::size_t a = 0; a < cores.size(); ++a) {
        for (const UnitIndex u : cores[a].units) {
            label[u] = static_cast<AreaIndex>(a);
            reason[u] = !cores[a].label.empty() ? Reason::given
                        : u == cores[a].centre  ? Reason::centre
                                                : Reason::core;
        }
    }
    struct Choice {
        AreaIndex area;
        double dependence;
    };
    std::vector<std::vector<Choice>> choices(n);  // strongest first
    const TieMatrix incoming = ties.transposed();
    for (std::size_t a = 0; a < cores.size(); ++a) {
        context.check();
        std::vector<UnitIndex> targets{cores[a].centre};
        if (dependence_on == DependenceOn::core) targets = cores[a].units;
        for (const UnitIndex k : targets) {
            const TieSpan row = incoming.row(k);
            for (std::size_t i = 0; i < row.size(); ++i) {
                const UnitIndex u = row.units[i];
                if (label[u] != no_area || row.strengths[i] < floor || row.strengths[i] <= 0.0) continue;
                if (!choices[u].empty() && choices[u].back().area == a) {
                    choices[u].back().dependence = std::max(choices[u].back().dependence, row.strengths[i]);
                } else {
                    choices[u].push_back({static_cast<AreaIndex>(a), row.strengths[i]});
                }
            }
        }
    }
    std::vector<std::size_t> taken(n, 0);
    std::vector<UnitIndex> attached;
    for (UnitIndex u = 0; u < n; ++u) {
        if (choices[u].empty()) continue;
        std::ranges::stable_sort(
            choices[u], [](const Choice& a, const Choice& b) { return a.dependence > b.dependence; });
        label[u] = choices[u].front().area;
        reason[u] = Reason::attached;
        attached.push_back(u);
    }
    while (contiguity == ContiguityUse::required && region.contiguity()) {
        context.check();
        std::vector<std::vector<UnitIndex>> units(cores.size());
        for (UnitIndex u = 0; u < n; ++u) {
            if (label[u] != no_area) units[label[u]].push_back(u);
        }
        std::vector<bool> connected(n, false);
        for (std::size_t a = 0; a < cores.size(); ++a) {
            for (const UnitIndex u : connected_with(*region.contiguity(), units[a], cores[a].units))
                connected[u] = true;
        }
        bool moved = false;
        for (const UnitIndex u : attached) {
            if (label[u] == no_area || connected[u]) continue;
            moved = true;
            ++taken[u];
            const bool next = taken[u] < choices[u].size();
            label[u] = next ? choices[u][taken[u]].area : no_area;
            if (!next) reason[u] = Reason::exclave;
        }
        if (!moved) break;
    }
    return {std::move(label), std::move(cores), std::move(reason)};
}

}  // namespace v0
}  // namespace conurb
