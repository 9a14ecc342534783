// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/travel_to_work.hpp>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "areas/contiguity_parameter.hpp"
#include "detail/progress.hpp"
#include "graph/spread.hpp"

namespace conurb {
inline namespace v0 {
namespace {

struct Preset {
    const char* name;
    TravelToWorkAreas areas;
};

const std::array<Preset, 3>& presets() {
    static const std::array<Preset, 3> all = {{{"uk_ttwa", TravelToWorkAreas::uk_ttwa()},
                                               {"istat", TravelToWorkAreas::istat()},
                                               {"vignette", TravelToWorkAreas::vignette()}}};
    return all;
}

std::array<double, 4> thresholds(const TravelToWorkAreas& t) {
    return {t.minimum_size, t.minimum_self_containment, t.target_size, t.target_self_containment};
}

std::string preset_of(const TravelToWorkAreas& areas) {
    for (const Preset& preset : presets()) {
        if (thresholds(preset.areas) == thresholds(areas)) return preset.name;
    }
    return "none";
}

void set_preset(TravelToWorkAreas& areas, std::size_t number) {
    const TravelToWorkAreas& from = presets()[number].areas;
    areas.minimum_size = from.minimum_size;
    areas.minimum_self_containment = from.minimum_self_containment;
    areas.target_size = from.target_size;
    areas.target_self_containment = from.target_self_containment;
}

void check(const Region& region, const TravelToWorkAreas& options) {
    check_parameters(options);
    if (options.target_size <= options.minimum_size) {
        throw ParameterError(ErrorCode::parameter_range,
                             "target_size " + detail::to_text(options.target_size) +
                                 " is not above minimum_size " + detail::to_text(options.minimum_size));
    }
    check_order("minimum_self_containment", options.minimum_self_containment, "target_self_containment",
                options.target_self_containment);
    if (!region.graph().internal_known()) {
        throw ParameterError(ErrorCode::needs_internal_flows,
                             "travel-to-work areas need flows within units: without them nobody knows how "
                             "self-contained an area is");
    }
}

/// Step 0: which units take part.
std::vector<bool> taking_part(const CommutingGraph& graph) {
    std::vector<bool> part(graph.size(), true);
    std::vector<std::size_t> out(graph.size());
    std::vector<std::size_t> in(graph.size());
    std::vector<UnitIndex> leaving;
    const auto look = [&](UnitIndex u) {
        const bool inside = *graph.internal(u) > 0.0;
        const bool stays = inside ? out[u] + in[u] > 0 : out[u] > 0 && in[u] > 0;
        if (stays || !part[u]) return;
        part[u] = false;
        leaving.push_back(u);
    };
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        out[u] = graph.out(u).size();
        in[u] = graph.in(u).size();
        look(u);
    }
    while (!leaving.empty()) {
        const UnitIndex gone = leaving.back();
        leaving.pop_back();
        for (const UnitIndex v : graph.out(gone).units) {
            --in[v];
            look(v);
        }
        for (const UnitIndex v : graph.in(gone).units) {
            --out[v];
            look(v);
        }
    }
    return part;
}

/// A group of units, or none where it has no unit.
struct Group {
    std::vector<UnitIndex> units = {};  // in no order
    WorkersAndJobs totals = {};
    double inside = 0.0;    // persons that live and work in it
    std::size_t links = 0;  // flows that cross its border; exact, unlike the difference of two sums
    double validity = 0.0;
    bool settled = false;  // never to be taken apart, whatever its validity
};

/// The group that a unit is bound to most, as it would be with the unit in it.
struct Offer {
    UnitIndex group = no_unit;
    double inside = 0.0;
    std::size_t links = 0;
    double validity = std::numeric_limits<double>::quiet_NaN();
};

class Search {
public:
    Search(const Region& region, const TravelToWorkAreas& options, const Context& context)
        : graph_(region.graph()),
          contiguity_(contiguity_for(region, options.contiguity)),
          options_(options),
          context_(context),
          part_(taking_part(graph_)),
          single_(region.size()),
          groups_(region.size()),
          group_of_(region.size(), no_unit),
          moved_(region.size(), false),
          shared_(region.size()),
          member_(region.size(), false),
          from_fellows_(region.size(), 0.0) {
        double workers = 0.0;
        double jobs = 0.0;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            if (!part_[u]) {
                result_.isolated.push_back(u);
                continue;
            }
            single_[u] = alone(u);
            groups_[u] = single_[u];
            group_of_[u] = u;
            if (invalid(groups_[u])) invalid_.emplace(groups_[u].validity, u);
            workers += single_[u].totals.workers;
            jobs += single_[u].totals.jobs;
        }
        if (!std::isfinite(workers) || !std::isfinite(jobs)) {
            throw InputError(ErrorCode::too_large, "all workers together are beyond the range of double");
        }
    }

    TravelToWorkResult run() && {
        const std::size_t at_first = invalid_.size();
        detail::Progress progress(context_, "travel-to-work areas", at_first);
        while (!invalid_.empty()) {
            const UnitIndex worst = invalid_.begin()->second;
            invalid_.erase(invalid_.begin());
            if (options_.variant == TravelToWorkVariant::reserve_list) {
                take_apart(worst);
            } else {
                dissolve(worst);
            }
            progress.step(at_first - std::min(at_first, invalid_.size()));
        }
        result_.before_reserve = partition();
        place_reserve();
        finish();
        progress.finish();
        return std::move(result_);
    }

private:
    // -- groups ------------------------------------------------------------------------------------------

    [[nodiscard]] Group alone(UnitIndex u) const {
        Group group{.units = {u}};
        group.inside = *graph_.internal(u);
        const auto add_up = [&](const FlowSpan& row) {
            double sum = group.inside;
            for (std::size_t k = 0; k < row.size(); ++k) {
                if (!part_[row.units[k]]) continue;
                sum += row.persons[k];
                ++group.links;
            }
            return sum;
        };
        group.totals.workers = add_up(graph_.out(u));
        group.totals.jobs = add_up(graph_.in(u));
        group.validity = rate(group.totals, group.inside, group.links);
        return group;
    }

    [[nodiscard]] double rate(const WorkersAndJobs& totals, double inside, std::size_t links) const {
        const double contained =
            links == 0 ? 1.0 : std::min({1.0, inside / totals.workers, inside / totals.jobs});
        return options_.variant == TravelToWorkVariant::reserve_list
                   ? conurb::validity(totals.workers, contained, options_)
                   : linear_validity(totals.workers, contained, options_);
    }

    [[nodiscard]] bool invalid(const Group& group) const {
        return group.validity < (options_.variant == TravelToWorkVariant::reserve_list ? 1.0 : 0.0);
    }

    /// Takes the units of a group out, ascending; nobody is in it any more.
    std::vector<UnitIndex> empty(UnitIndex name) {
        std::vector<UnitIndex> units = std::exchange(groups_[name], {}).units;
        std::ranges::sort(units);
        for (const UnitIndex u : units) group_of_[u] = no_unit;
        return units;
    }

    void found(UnitIndex name, Group group) {
        for (const UnitIndex u : group.units) group_of_[u] = name;
        groups_[name] = std::move(group);
    }

    // -- one unit ----------------------------------------------------------------------------------------

    [[nodiscard]] bool touches(UnitIndex u, UnitIndex group) const {
        if (contiguity_ == nullptr) return true;
        const auto around = contiguity_->neighbours(u);
        return around.empty() ||
               std::ranges::any_of(around, [&](UnitIndex v) { return group_of_[v] == group; });
    }

    /// The best group for a unit that is in none.
    Offer best_offer(UnitIndex u) {
        context_.check();
        near_.clear();
        const auto share_out = [&](const FlowSpan& row, double Shared::*direction) {
            for (std::size_t k = 0; k < row.size(); ++k) {
                const UnitIndex group = group_of_[row.units[k]];
                if (group == no_unit) continue;
                Shared& shared = shared_[group];
                if (shared.links++ == 0) near_.push_back(group);
                shared.*direction += row.persons[k];
            }
        };
        share_out(graph_.out(u), &Shared::there);
        share_out(graph_.in(u), &Shared::back);

        Offer best;
        double strongest = 0.0;
        for (const UnitIndex name : near_) {
            const Shared shared = std::exchange(shared_[name], {});
            const Group& group = groups_[name];
            const double strength = cohesion(shared.there, shared.back, single_[u].totals, group.totals);
            const bool better =
                best.group == no_unit || strength > strongest || (strength == strongest && name > best.group);
            if (!better || !touches(u, name)) continue;
            strongest = strength;
            best = {.group = name,
                    .inside = group.inside + single_[u].inside + shared.there + shared.back,
                    .links = group.links + single_[u].links - 2 * shared.links};
        }
        if (best.group != no_unit) {
            best.validity = rate(with(best.group, u), best.inside, best.links);
        }
        return best;
    }

    [[nodiscard]] WorkersAndJobs with(UnitIndex group, UnitIndex u) const {
        const WorkersAndJobs& totals = groups_[group].totals;
        return {totals.workers + single_[u].totals.workers, totals.jobs + single_[u].totals.jobs};
    }

    void join(UnitIndex u, UnitIndex from, const Offer& offer, Reason reason) {
        Group& group = groups_[offer.group];
        invalid_.erase({group.validity, offer.group});
        group.totals = with(offer.group, u);
        group.inside = offer.inside;
        group.links = offer.links;
        group.validity = offer.validity;
        group.units.push_back(u);
        if (invalid(group) && !group.settled) invalid_.emplace(group.validity, offer.group);
        group_of_[u] = offer.group;
        moved_[u] = true;
        result_.moves.push_back({u, from, offer.group, reason, offer.validity});
    }

    // -- variant reserve_list ----------------------------------------------------------------------------

    /// Units that are to be a group of their own: sums, and what each gets from its fellows.
    Group survey(std::vector<UnitIndex> units) {
        Group group;
        for (const UnitIndex u : units) {
            member_[u] = true;
            from_fellows_[u] = 0.0;
        }
        for (const UnitIndex u : units) {
            group.totals.workers += single_[u].totals.workers;
            group.totals.jobs += single_[u].totals.jobs;
            group.inside += single_[u].inside;
            group.links += single_[u].links;
            const FlowSpan row = graph_.out(u);
            for (std::size_t k = 0; k < row.size(); ++k) {
                if (!member_[row.units[k]]) continue;
                from_fellows_[row.units[k]] += row.persons[k];
                group.inside += row.persons[k];
                group.links -= 2;
            }
        }
        for (const UnitIndex u : units) member_[u] = false;
        group.validity = rate(group.totals, group.inside, group.links);
        group.units = std::move(units);
        return group;
    }

    /// The unit to try first, as a position in the group surveyed last.
    [[nodiscard]] std::size_t first_of(const std::vector<UnitIndex>& units) const {
        const auto across = [&](UnitIndex u) {
            const Group& unit = single_[u];
            return (unit.totals.jobs - unit.inside - from_fellows_[u]) + (unit.totals.workers - unit.inside);
        };
        return static_cast<std::size_t>(std::ranges::max_element(units, {}, across) - units.begin());
    }

    void take_apart(UnitIndex name) {
        std::vector<std::vector<UnitIndex>> pending{empty(name)};
        bool whole = true;
        while (!pending.empty()) {
            Group group = survey(std::move(pending.back()));
            pending.pop_back();
            if (!whole && !invalid(group)) {
                const UnitIndex free = free_name(name, group.units);
                found(free, std::move(group));
                continue;
            }
            whole = false;
            const std::size_t first = first_of(group.units);
            try_out(group.units[first], name, group);
            group.units.erase(group.units.begin() + static_cast<std::ptrdiff_t>(first));
            add_parts(pending, std::move(group.units));
        }
    }

    void try_out(UnitIndex u, UnitIndex name, const Group& group) {
        ++result_.iterations;
        const Offer offer = best_offer(u);
        const bool linked = offer.group != no_unit;
        if (linked && offer.validity >= groups_[offer.group].validity) {
            join(u, name, offer, Reason::attached);
            return;
        }
        const ReserveType type = group.units.size() == 1 ? (linked ? ReserveType::a : ReserveType::b)
                                                         : (linked ? ReserveType::c : ReserveType::d);
        result_.reserve.push_back({u, name, type, result_.iterations, group.validity});
        result_.moves.push_back({u, name, no_unit, Reason::reserve, offer.validity});
    }

    /// The rest of a group, with contiguity in parts, the one with the first unit on top.
    void add_parts(std::vector<std::vector<UnitIndex>>& pending, std::vector<UnitIndex> rest) {
        if (rest.empty()) return;
        if (contiguity_ == nullptr) {
            pending.push_back(std::move(rest));
            return;
        }
        for (const UnitIndex u : rest) member_[u] = true;
        const std::size_t below = pending.size();
        for (const UnitIndex start : rest) {
            if (!member_[start]) continue;
            member_[start] = false;
            std::vector<UnitIndex> connected{start};
            detail::spread(connected, member_, [&](UnitIndex u) { return contiguity_->neighbours(u); });
            std::ranges::sort(connected);
            pending.push_back(std::move(connected));
        }
        std::reverse(pending.begin() + static_cast<std::ptrdiff_t>(below), pending.end());
    }

    /// The old name goes to the first part that wants it.
    [[nodiscard]] UnitIndex free_name(UnitIndex old, const std::vector<UnitIndex>& units) const {
        const auto is_free = [&](UnitIndex name) { return groups_[name].units.empty(); };
        if (is_free(old)) return old;
        const auto own = std::ranges::find_if(units, is_free);
        if (own != units.end()) return *own;
        UnitIndex name = 0;  // there are fewer groups than units
        while (!is_free(name)) ++name;
        return name;
    }

    void place_reserve() {
        std::vector<UnitIndex> waiting;
        for (const ReserveEntry& entry : result_.reserve) waiting.push_back(entry.unit);
        std::ranges::sort(waiting, std::greater<>());
        place(waiting, no_unit, Reason::reserve);
    }

    // -- variant sequential ------------------------------------------------------------------------------

    void dissolve(UnitIndex name) {
        Group before = groups_[name];
        std::vector<UnitIndex> waiting = empty(name);
        const std::size_t all = waiting.size();
        place(waiting, name, Reason::attached);
        if (waiting.size() == all) {
            before.settled = true;
            found(name, std::move(before));
            return;
        }
        result_.iterations += all;
        for (const UnitIndex u : waiting) {
            result_.moves.push_back({u, name, no_unit, Reason::outside});
        }
    }

    // -- both --------------------------------------------------------------------------------------------

    /// Each unit joins the best group there is, round by round; those that find none are left.
    void place(std::vector<UnitIndex>& waiting, UnitIndex from, Reason reason) {
        bool again = true;
        while (again && !waiting.empty()) {
            std::vector<UnitIndex> left;
            for (const UnitIndex u : waiting) {
                const Offer offer = best_offer(u);
                if (offer.group == no_unit) {
                    left.push_back(u);
                } else {
                    join(u, from, offer, reason);
                }
            }
            again = left.size() < waiting.size();
            waiting = std::move(left);
        }
    }

    [[nodiscard]] Partition partition() const {
        static_assert(no_unit == no_area, "names of groups serve as labels");
        std::vector<Reason> reasons(group_of_.size(), Reason::assigned);
        for (UnitIndex u = 0; u < group_of_.size(); ++u) {
            if (!part_[u]) {
                reasons[u] = Reason::isolated;
            } else if (group_of_[u] == no_unit) {
                reasons[u] = Reason::outside;
            } else if (moved_[u]) {
                reasons[u] = Reason::attached;
            }
        }
        for (const ReserveEntry& entry : result_.reserve) reasons[entry.unit] = Reason::reserve;
        return {group_of_, std::move(reasons)};
    }

    void finish() {
        result_.partition = partition();
        for (UnitIndex u = 0; u < group_of_.size(); ++u) {
            if (!part_[u]) continue;
            const AreaIndex area = result_.partition[u];
            if (area == no_area) {
                result_.not_assigned.push_back(u);
            } else if (area == result_.groups.size()) {  // areas are in the order of their first units
                result_.groups.push_back(group_of_[u]);
                result_.validity.push_back(groups_[group_of_[u]].validity);
            }
        }
    }

    /// What a unit has in common with a group.
    struct Shared {
        double there = 0.0;     // persons from the unit to the group
        double back = 0.0;      // persons from the group to the unit
        std::size_t links = 0;  // flows between them
    };

    const CommutingGraph& graph_;
    const ContiguityGraph* contiguity_;  // nullptr: not asked for
    const TravelToWorkAreas& options_;
    const Context& context_;
    std::vector<bool> part_;
    std::vector<Group> single_;  // each unit as a group of its own
    std::vector<Group> groups_;  // by name
    std::vector<UnitIndex> group_of_;
    std::vector<bool> moved_;
    std::set<std::pair<double, UnitIndex>> invalid_;  // validity and name, the worst first
    TravelToWorkResult result_;

    std::vector<Shared> shared_;  // by group, all zero between calls
    std::vector<UnitIndex> near_;
    std::vector<bool> member_;  // all false between calls
    std::vector<double> from_fellows_;
};

}  // namespace

TravelToWorkAreas TravelToWorkAreas::uk_ttwa() { return {}; }

TravelToWorkAreas TravelToWorkAreas::istat() {
    return {.minimum_size = 1000.0,
            .minimum_self_containment = 0.6,
            .target_size = 10000.0,
            .target_self_containment = 0.75};
}

TravelToWorkAreas TravelToWorkAreas::vignette() {
    return {.minimum_size = 1000.0,
            .minimum_self_containment = 0.6667,
            .target_size = 10000.0,
            .target_self_containment = 0.75};
}

TravelToWorkResult travel_to_work_areas(const Region& region, const TravelToWorkAreas& options,
                                        const Context& context) {
    check(region, options);
    return Search(region, options, context).run();
}

Delineation TravelToWorkAreas::operator()(const Region& region, const Context& context) const {
    TravelToWorkResult found = travel_to_work_areas(region, *this, context);
    Delineation result = from_partition(region, std::move(found.partition));
    result.moves = std::move(found.moves);
    result.relocates = true;
    return result;
}

ParameterList<TravelToWorkAreas> TravelToWorkAreas::parameters() {
    using T = TravelToWorkAreas;
    const std::string source = "UK travel-to-work areas; Coombes & Bond 2008";

    ParameterInfo preset{.name = "preset",
                         .type = "choice",
                         .default_value = preset_of(T{}),
                         .description =
                             "Published sets of the four thresholds below, set before them: uk_ttwa "
                             "3500, 0.6667, 25000, 0.75; istat 1000, 0.6, 10000, 0.75; vignette 1000, "
                             "0.6667, 10000, 0.75; none: as they are.",
                         .source = "LabourMarketAreas 3.4; Franconi, D'Alo & Ichim 2016",
                         .choices = {"none"},
                         .sets_others = true};
    for (const Preset& known : presets()) preset.choices.emplace_back(known.name);
    return {
        ParameterOf<T>(std::move(preset), preset_of,
                       [](T& areas, const ParameterValue& value, const ParameterInfo& info) {
                           const std::size_t chosen = detail::choice_of(info, value);
                           if (chosen > 0) set_preset(areas, chosen - 1);
                       }),
        field::number(&T::minimum_size, "minimum_size", "resident workers", between(0.0, 1e12),
                      "A smaller area is valid only if nobody leaves or enters it.", source),
        field::number(&T::minimum_self_containment, "minimum_self_containment", "share", between(0.01, 1.0),
                      "Enough for areas of the target size and more; of workers and of jobs.", source),
        field::number(&T::target_size, "target_size", "resident workers", between(0.0, 1e12),
                      "From this size on the minimum self-containment is enough.", source),
        field::number(&T::target_self_containment, "target_self_containment", "share", between(0.01, 1.0),
                      "Asked of areas of the minimum size.", source),
        field::choice(&T::variant, "variant",
                      {{TravelToWorkVariant::reserve_list, "reserve_list"},
                       {TravelToWorkVariant::sequential, "sequential"}},
                      "One unit at a time with a reserve list, or the whole worst area at once.",
                      "LabourMarketAreas 3.4; ttwa-detection 2023"),
        detail::contiguity(&T::contiguity, "Areas are connected.", "own")};
}

}  // namespace v0
}  // namespace conurb
