// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/graph/components.hpp>
#include <conurb/layers/megaregions.hpp>
#include <conurb/methods/intramax.hpp>
#include <conurb/methods/merge_history.hpp>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "graph/neighbours.hpp"
#include "graph/spread.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// Mutual shares as flows that are the same both ways; internal ones are 0.
CommutingGraph mutual_shares(const CommutingGraph& graph) {
    Flows flows;
    flows.rows.reserve(2 * graph.edge_count());
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const double mine = graph.outflow(i) + graph.inflow(i);
        detail::for_each_neighbour(graph.out(i), graph.in(i), [&](UnitIndex j, double out, double in) {
            const double other = graph.outflow(j) + graph.inflow(j);
            // the smaller index first, so that both directions are the same number
            const double first = (out + in) / (i < j ? mine : other);
            const double second = (out + in) / (i < j ? other : mine);
            flows.rows.push_back({i, j, first + second});
        });
    }
    return {graph.size(), flows};
}

/// The largest share between a set of units and the rest.
struct Strongest {
    UnitIndex from = no_unit;
    UnitIndex to = no_unit;
    double share = 0.0;
};

/// One more contact for each connected set but the largest, as far as shares go; whether there were any.
bool join_islands(const CommutingGraph& shares, ContiguityGraph& contiguity, std::vector<Contact>& added) {
    const std::vector<AreaIndex> set = connected_components(contiguity);
    const auto count = set.empty() ? std::size_t{0} : *std::ranges::max_element(set) + std::size_t{1};
    std::vector<std::size_t> sizes(count, 0);
    for (const AreaIndex s : set) ++sizes[s];
    std::vector<Strongest> best(count);
    for (UnitIndex u = 0; u < shares.size(); ++u) {
        const FlowSpan row = shares.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (set[row.units[k]] != set[u] && row.persons[k] > best[set[u]].share) {
                best[set[u]] = {u, row.units[k], row.persons[k]};
            }
        }
    }
    const auto largest = static_cast<std::size_t>(std::ranges::max_element(sizes) - sizes.begin());
    std::vector<Contact> contacts;
    for (std::size_t s = 0; s < count; ++s) {
        if (s == largest || best[s].to == no_unit) continue;
        contacts.push_back({.a = best[s].from, .b = best[s].to, .link = true});
    }
    if (contacts.empty()) return false;
    added.insert(added.end(), contacts.begin(), contacts.end());
    contiguity = contiguity + ContiguityGraph(contiguity.size(), std::move(contacts));
    return true;
}

/// Step 3: units change groups while the modularity of shares gains.
class Moves {
public:
    Moves(const CommutingGraph& shares, const ContiguityGraph* contiguity, double resolution,
          std::vector<UnitIndex> groups)
        : shares_(shares),
          contiguity_(contiguity),
          expected_(shares.total() > 0.0 ? resolution / shares.total() : 0.0),
          groups_(std::move(groups)),
          sums_(shares.size(), 0.0),
          members_(shares.size(), 0),
          tied_(shares.size(), 0.0) {
        for (UnitIndex u = 0; u < shares.size(); ++u) {
            sums_[groups_[u]] += shares.outflow(u);
            ++members_[groups_[u]];
        }
    }

    void run(const Context& context) {
        for (bool moving = true; moving;) {
            moving = false;
            for (UnitIndex u = 0; u < shares_.size(); ++u) {
                if (u % 256 == 0) context.check();
                moving = visit(u) || moving;
            }
        }
    }

    [[nodiscard]] const std::vector<UnitIndex>& groups() const noexcept { return groups_; }
    [[nodiscard]] std::vector<Move> moves() && { return std::move(moves_); }

private:
    /// Groups are called after a unit, which may have moved away: its name decides ties and nothing else.
    bool visit(UnitIndex u) {
        const UnitIndex own = groups_[u];
        const double size = shares_.outflow(u);
        if (size <= 0.0 || members_[own] < 2) return false;
        const FlowSpan row = shares_.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) tied_[groups_[row.units[k]]] += row.persons[k];
        const double stay = tied_[own] - expected_ * size * (sums_[own] - size);
        UnitIndex to = no_unit;
        double most = stay + 1e-12 * size;
        for (const UnitIndex other : contiguity_ != nullptr ? contiguity_->neighbours(u) : row.units) {
            const UnitIndex group = groups_[other];
            if (group == own || shares_.outflow(other) <= 0.0) continue;
            const double gain = tied_[group] - expected_ * size * sums_[group];
            if (gain > most || (gain == most && to != no_unit && group < to)) {
                most = gain;
                to = group;
            }
        }
        for (const UnitIndex other : row.units) tied_[groups_[other]] = 0.0;
        if (to == no_unit || !connected_without(u)) return false;
        moves_.push_back({.unit = u, .from = own, .to = to, .value = most - stay});
        sums_[own] -= size;
        sums_[to] += size;
        --members_[own];
        ++members_[to];
        groups_[u] = to;
        return true;
    }

    /// Whether the group of a unit is as connected without it: all its members that it touches reach each
    /// other.
    [[nodiscard]] bool connected_without(UnitIndex u) const {
        if (contiguity_ == nullptr) return true;
        std::vector<bool> open(groups_.size());  // members that have not been reached
        for (UnitIndex v = 0; v < open.size(); ++v) open[v] = groups_[v] == groups_[u] && v != u;
        std::vector<UnitIndex> wanted;
        for (const UnitIndex v : contiguity_->neighbours(u)) {
            if (open[v]) wanted.push_back(v);
        }
        if (wanted.size() < 2) return true;
        open[wanted.front()] = false;
        std::vector<UnitIndex> reached{wanted.front()};
        detail::spread(reached, open, [&](UnitIndex v) { return contiguity_->neighbours(v); });
        return std::ranges::none_of(wanted, [&](UnitIndex v) { return open[v]; });
    }

    const CommutingGraph& shares_;
    const ContiguityGraph* contiguity_;
    double expected_;
    std::vector<UnitIndex> groups_;
    std::vector<double> sums_;          // D of each group, at the unit it is called after
    std::vector<std::size_t> members_;  // its units
    std::vector<double> tied_;          // of the unit that is looked at, zero between visits
    std::vector<Move> moves_;
};

/// Persons of all units of each group, by which its centre is chosen, else all flows.
std::vector<double> weights_in(const Region& region, std::span<const AreaIndex> labels, std::size_t areas) {
    std::vector<bool> known(areas, true);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (labels[u] != no_area && !region.units()[u].population) known[labels[u]] = false;
    }
    std::vector<double> weights(region.size(), 0.0);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (labels[u] == no_area) continue;
        weights[u] = known[labels[u]] ? *region.units()[u].population
                                      : region.graph().outflow(u) + region.graph().inflow(u);
    }
    return weights;
}

/// Groups as areas around their largest units.
Delineation as_areas(const Region& region, const std::vector<UnitIndex>& groups,
                     const CommutingGraph& shares) {
    std::vector<AreaIndex> labels(region.size(), no_area);
    std::vector<AreaIndex> number(region.size(), no_area);
    AreaIndex areas = 0;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (shares.outflow(u) <= 0.0) continue;
        if (number[groups[u]] == no_area) number[groups[u]] = areas++;
        labels[u] = number[groups[u]];
    }
    const std::vector<double> weights = weights_in(region, labels, areas);
    std::vector<Core> cores(areas);
    std::vector<Reason> reasons;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        reasons.push_back(labels[u] == no_area ? Reason::isolated : Reason::merged);
        if (labels[u] == no_area) continue;
        Core& core = cores[labels[u]];
        if (core.centre == no_unit || weights[u] > weights[core.centre]) core.centre = u;
    }
    for (Core& core : cores) {
        core.units = {core.centre};
        reasons[core.centre] = Reason::centre;
    }
    return from_partition(region, Partition(std::move(labels), std::move(cores), std::move(reasons)));
}

/// How many of the merges happen.
std::size_t steps_of(const Megaregions& method, const CommutingGraph& shares, std::span<const Merge> merges) {
    if (method.areas) return merges.size();
    // the value of a merge is 2 s(A,B) / (D(A) D(B))
    const auto enough = [&](const Merge& merge) {
        return detail::reaches(method.resolution, merge.value * shares.total() / 2.0);
    };
    return static_cast<std::size_t>(std::ranges::find_if(merges, enough) - merges.begin());
}

/// The graph of some nodes alone, in their order. `place` is `no_unit` for every node, before and after.
CommutingGraph among(const CommutingGraph& graph, std::span<const UnitIndex> nodes,
                     std::vector<UnitIndex>& place) {
    for (UnitIndex k = 0; k < nodes.size(); ++k) place[nodes[k]] = k;
    Flows flows{.rows = {},
                .internal = graph.internal_known() ? InternalFlows::known : InternalFlows::unknown};
    for (UnitIndex k = 0; k < nodes.size(); ++k) {
        if (graph.internal_known()) flows.rows.push_back({k, k, *graph.internal(nodes[k])});
        const FlowSpan row = graph.out(nodes[k]);
        for (std::size_t e = 0; e < row.size(); ++e) {
            const UnitIndex other = place[row.units[e]];
            if (other != no_unit) flows.rows.push_back({k, other, row.persons[e]});
        }
    }
    for (const UnitIndex u : nodes) place[u] = no_unit;
    return {nodes.size(), flows};
}

void check_wanted(std::size_t wanted, std::size_t with_flows) {
    if (wanted <= with_flows) return;
    throw ParameterError(ErrorCode::parameter_range, "areas is " + std::to_string(wanted) + ", but only " +
                                                         std::to_string(with_flows) +
                                                         " units have flows with others");
}

}  // namespace

ParameterList<Megaregions> Megaregions::parameters() {
    using M = Megaregions;
    return {
        field::count(&M::areas, "areas", "areas",
                     "Areas that are wanted; none: as many as the resolution gives.", "own"),
        field::number(
            &M::resolution, "resolution", "", Range{.minimum = 0.0, .maximum = 1000.0, .above_minimum = true},
            "Weight of the expected shares; larger makes more areas.", "Reichardt and Bornholdt 2006"),
        detail::contiguity(&M::contiguity, "Only groups that touch may join.", "own"),
        field::choice(&M::islands, "islands", {{IslandRule::joined, "joined"}, {IslandRule::alone, "alone"}},
                      "Whether units that nothing connects by land go where their flows go.", "own")};
}

Delineation Megaregions::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const ContiguityGraph* known = contiguity_for(region, contiguity);
    const CommutingGraph shares = mutual_shares(region.graph());
    std::size_t without = 0;
    for (UnitIndex u = 0; u < region.size(); ++u) without += shares.outflow(u) > 0.0 ? 0 : 1;
    if (areas) check_wanted(*areas, region.size() - without);

    Region nodes = region.with(shares);
    std::vector<Contact> added;
    if (known != nullptr && islands == IslandRule::joined) {
        ContiguityGraph joined = *known;
        while (join_islands(shares, joined, added)) context.check();
        nodes = nodes.with(std::move(joined));
    }
    const ContiguityGraph* touching = known != nullptr ? &*nodes.contiguity() : nullptr;
    std::vector<Merge> merges =
        intramax(nodes,
                 {.areas = areas ? *areas + without : 1,
                  .contiguity = known != nullptr ? ContiguityUse::required : ContiguityUse::ignored},
                 context)
            .merges;
    merges.resize(steps_of(*this, shares, merges));
    Moves moves(shares, touching, resolution, groups_after(merges, region.size(), merges.size()));
    moves.run(context);

    Delineation result = as_areas(region, moves.groups(), shares);
    result.merges = std::move(merges);
    result.joins = true;
    result.moves = std::move(moves).moves();
    result.relocates = true;
    for (const Contact& contact : added) {
        result.findings.note(FindingKind::island,
                             "nothing connects it and what it touches with the rest; counted as touching " +
                                 region.units().label(contact.b) + ", to which it is tied most",
                             {.unit = region.units()[contact.a].code});
    }
    if (areas && result.areas.size() > *areas) {
        result.findings.note(FindingKind::island, std::to_string(*areas) +
                                                      " areas were wanted, but nothing " + "connects the " +
                                                      std::to_string(result.areas.size()) + " that are left");
    }
    return result;
}

std::vector<MegaregionProfile> megaregion_profiles(const Region& region, const Partition& partition,
                                                   std::size_t centres, const Context& context) {
    if (partition.size() != region.size()) {
        throw ParameterError(ErrorCode::bad_result, "a partition of " + std::to_string(partition.size()) +
                                                        " units for a region of " +
                                                        std::to_string(region.size()));
    }
    check_number("centres", static_cast<double>(centres), at_least(1.0));
    const CommutingGraph& graph = region.graph();
    const bool by_population =
        std::ranges::all_of(region.units(), [](const Unit& unit) { return unit.population.has_value(); });
    const auto weight_of = [&](UnitIndex u) {
        return by_population ? *region.units()[u].population : graph.outflow(u) + graph.inflow(u);
    };
    std::vector<MegaregionProfile> profiles(partition.area_count());
    std::vector<std::vector<UnitIndex>> members(partition.area_count());
    std::vector<double> leaving(partition.area_count(), 0.0);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (u % 256 == 0) context.check();
        const AreaIndex a = partition[u];
        if (a == no_area) continue;
        members[a].push_back(u);
        leaving[a] += graph.outflow(u);
        const FlowSpan row = graph.out(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (partition[row.units[k]] == a) profiles[a].flow_between += row.persons[k];
        }
    }
    std::vector<UnitIndex> place(region.size(), no_unit);
    for (AreaIndex a = 0; a < profiles.size(); ++a) {
        context.check();
        MegaregionProfile& profile = profiles[a];
        profile.area = a;
        profile.nodes = members[a].size();
        profile.by_population = by_population;
        std::vector<double> weights;
        for (const UnitIndex u : members[a]) weights.push_back(weight_of(u));
        profile.weight = std::accumulate(weights.begin(), weights.end(), 0.0);
        profile.primacy = primacy(weights);
        profile.concentration = herfindahl(weights);
        if (leaving[a] > 0.0) profile.flow_kept = std::min(profile.flow_between / leaving[a], 1.0);
        std::ranges::stable_sort(members[a], std::ranges::greater(), weight_of);
        members[a].resize(std::min(members[a].size(), centres));
        profile.centres = members[a];
        for (const UnitIndex u : profile.centres) profile.weights.push_back(weight_of(u));
        profile.polycentricity = polycentricity(among(graph, profile.centres, place));
    }
    return profiles;
}

}  // namespace v0
}  // namespace conurb
