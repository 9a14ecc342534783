// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/methods/flowbca.hpp>
#include <conurb/methods/merge_history.hpp>
#include <limits>

#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "methods/merging.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Slot;

void check_stop(const FlowBca& method) {
    const auto refuse = [&](const char* allowed) {
        throw ParameterError(ErrorCode::parameter_range, "stop_at is " + detail::to_text(method.stop_at) +
                                                             "; this stop rule takes " + allowed);
    };
    switch (method.stop) {
        case FlowBcaStop::groups:
            if (method.stop_at < 1.0 || method.stop_at != std::floor(method.stop_at)) {
                refuse("a whole number from 1");
            }
            break;
        case FlowBcaStop::mean_internal:
        case FlowBcaStop::weighted_internal:
        case FlowBcaStop::least_internal:
        case FlowBcaStop::smaller:
            if (method.stop_at > 1.0) refuse("a share from 0 to 1");
            break;
        case FlowBcaStop::strength:
        case FlowBcaStop::non_zero:
            break;
    }
}

/// The groups at some point of the process.
class MergingClusters {
public:
    MergingClusters(const Region& region, FlowBcaSearch search, const Context& context)
        : search_(search),
          graph_(detail::flow_groups(region, nullptr, context)),
          rows_(detail::row_sums(region.graph())),
          internal_(region.size()),
          units_(region.size(), 1),
          slot_of_(region.size()),
          leaves_(region.size(), false),
          count_(region.size()),
          among_(region.size(), false) {
        for (UnitIndex u = 0; u < region.size(); ++u) {
            internal_[u] = region.graph().internal(u).value_or(0.0);
            slot_of_[u] = u;
            flows_ += rows_[u];
            leaves_[u] = region.graph().out(u).size() > 0;
        }
    }

    [[nodiscard]] const detail::MergingGraph& graph() const noexcept { return graph_; }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] double internal(Slot s) const { return internal_[s]; }
    [[nodiscard]] bool all_have_internal() const {
        return std::ranges::all_of(slot_of_,
                                   [&](Slot s) { return s == detail::no_slot || internal_[s] > 0.0; });
    }

    [[nodiscard]] double score(Slot from, Slot to, double out, double in) const {
        switch (search_) {
            case FlowBcaSearch::relative:
                return share(out, from);
            case FlowBcaSearch::relative_both:
                return share(out, from) + share(in, to);
            case FlowBcaSearch::absolute:
                return out;
            case FlowBcaSearch::absolute_both:
                return out + in;
        }
        return 0.0;
    }

    /// One of several pairs that tie.
    template <class Found>
    [[nodiscard]] Found untie(const std::vector<Found>& tied) {
        if (tied.size() == 1) return tied.front();
        std::vector<Slot> columns;
        for (const Found& f : tied) columns.push_back(f.to);
        Found chosen = tied.front();
        chosen.to = most_received(std::move(columns));
        std::vector<Slot> rows;
        for (const Found& f : tied) {
            if (f.to == chosen.to) rows.push_back(f.from);
        }
        chosen.from = most_received(std::move(rows));
        return chosen;
    }

    /// The first group by name that still exists, and the one after it.
    template <class Found>
    [[nodiscard]] Found first_two() {
        const auto seek = [&](UnitIndex u) {
            while (slot_of_[u] == detail::no_slot) ++u;
            return u;
        };
        const UnitIndex first = seek(0);
        return {slot_of_[seek(first + 1)], slot_of_[first], 0.0};
    }

    detail::Joined merge(Slot absorbed, Slot into) {
        slot_of_[graph_.name(absorbed)] = detail::no_slot;
        const UnitIndex name = graph_.name(into);
        const detail::Joined joined = graph_.merge(absorbed, into);
        slot_of_[name] = joined.kept;
        detail::join(rows_, joined);
        detail::join(internal_, joined);
        internal_[joined.kept] += joined.between;
        units_[joined.kept] += units_[joined.gone];
        leaves_[joined.kept] = std::ranges::any_of(graph_.row(joined.kept),
                                                   [](const detail::Link& link) { return link.out > 0.0; });
        --count_;
        return joined;
    }

    /// Statistics of all groups, by their names; on demand with the list of them.
    [[nodiscard]] FlowBcaResult statistics(bool with_list) const {
        FlowBcaResult result;
        result.flows = flows_;
        double shares = 0.0;
        double inside = 0.0;
        double least = std::numeric_limits<double>::infinity();
        bool all_stay = true;
        for (UnitIndex u = 0; u < slot_of_.size(); ++u) {
            const Slot s = slot_of_[u];
            if (s == detail::no_slot) continue;
            // a group that nothing leaves holds all its flows, though its sums may differ by rounding
            const double own = leaves_[s] ? share(internal_[s], s) : rows_[s] > 0.0 ? 1.0 : 0.0;
            all_stay = all_stay && !leaves_[s];
            if (with_list) result.clusters.push_back({u, units_[s], internal_[s], rows_[s], own});
            shares += own;
            inside += internal_[s];
            least = std::min(least, own);
        }
        if (count_ > 0) {
            result.mean_internal = shares / static_cast<double>(count_);
            result.least_internal = least;
        }
        if (flows_ > 0.0) result.weighted_internal = all_stay ? 1.0 : inside / flows_;
        return result;
    }

private:
    [[nodiscard]] double share(double flow, Slot of) const {
        return rows_[of] > 0.0 ? flow / rows_[of] : 0.0;
    }

    /// The group that receives most from the others of a list, in the measure of the tie rules; the first by
    /// name where several do.
    [[nodiscard]] Slot most_received(std::vector<Slot> list) {
        std::ranges::sort(list, {}, [&](Slot s) { return graph_.name(s); });
        list.erase(std::unique(list.begin(), list.end()), list.end());
        if (list.size() == 1) return list.front();
        for (const Slot s : list) among_[s] = true;
        Slot best = list.front();
        double most = -1.0;
        std::vector<std::pair<UnitIndex, double>> terms;
        for (const Slot s : list) {
            terms.clear();
            for (const detail::Link& link : graph_.row(s)) {
                if (!among_[link.other]) continue;
                const bool relative = search_ == FlowBcaSearch::relative;
                terms.emplace_back(graph_.name(link.other), relative ? share(link.in, link.other) : link.in);
            }
            std::ranges::sort(terms);  // a sum must not depend on the order of the row
            double sum = 0.0;
            for (const auto& term : terms) sum += term.second;
            if (sum > most) {
                most = sum;
                best = s;
            }
        }
        for (const Slot s : list) among_[s] = false;
        return best;
    }

    FlowBcaSearch search_;
    detail::MergingGraph graph_;
    std::vector<double> rows_;
    std::vector<double> internal_;
    std::vector<std::size_t> units_;
    std::vector<Slot> slot_of_;  // by name; no_slot: absorbed
    std::vector<bool> leaves_;   // whether flows go from it to other groups
    double flows_ = 0.0;
    std::size_t count_;
    std::vector<bool> among_;
};

/// The rules that are asked before a pair is sought.
bool enough(const FlowBca& method, const MergingClusters& clusters) {
    switch (method.stop) {
        case FlowBcaStop::groups:
            return static_cast<double>(clusters.count()) <= method.stop_at;
        case FlowBcaStop::mean_internal:
            return detail::reaches(clusters.statistics(false).mean_internal, method.stop_at);
        case FlowBcaStop::weighted_internal:
            return detail::reaches(clusters.statistics(false).weighted_internal, method.stop_at);
        case FlowBcaStop::least_internal:
            return detail::reaches(clusters.statistics(false).least_internal, method.stop_at);
        case FlowBcaStop::non_zero:
            return clusters.all_have_internal();
        case FlowBcaStop::strength:
        case FlowBcaStop::smaller:
            break;
    }
    return false;
}

}  // namespace

FlowBcaResult flowbca(const Region& region, const FlowBca& method, const Context& context) {
    check_parameters(method);
    check_stop(method);
    MergingClusters clusters(region, method.search, context);
    const auto score = [&](Slot from, Slot to, double out, double in) {
        return clusters.score(from, to, out, in);
    };
    detail::BestPairs pairs(clusters.graph(), score, false, context);
    using Found = decltype(pairs)::Found;
    std::vector<Merge> merges;
    detail::Progress progress(context, "flowbca", region.size());
    while (clusters.count() > 1 && !enough(method, clusters)) {
        progress.step(merges.size());
        const std::vector<Found> tied = pairs.all_at_top();
        const Found pair = tied.empty() ? clusters.first_two<Found>() : clusters.untie(tied);
        if (method.stop == FlowBcaStop::strength && !detail::reaches(pair.score, method.stop_at)) break;
        if (method.stop == FlowBcaStop::smaller &&
            !detail::reaches(clusters.internal(pair.to), method.stop_at * clusters.internal(pair.from))) {
            break;
        }
        merges.push_back({clusters.graph().name(pair.from), clusters.graph().name(pair.to), pair.score});
        pairs.refresh(clusters.merge(pair.from, pair.to));
    }
    progress.finish();
    FlowBcaResult result = clusters.statistics(true);
    result.merges = std::move(merges);
    return result;
}

ParameterList<FlowBca> FlowBca::parameters() {
    const std::string source = "Meekes and Hassink 2018; flowbcaR 1.1.0";

    return {field::choice(&FlowBca::search, "search",
                          {{FlowBcaSearch::relative, "relative"},
                           {FlowBcaSearch::relative_both, "relative_both"},
                           {FlowBcaSearch::absolute, "absolute"},
                           {FlowBcaSearch::absolute_both, "absolute_both"}},
                          "Flows as shares of the origin's, one way (opt_f 1) or both ways (2), or persons, "
                          "one way (3) or both ways (4).",
                          source),
            field::choice(
                &FlowBca::stop, "stop",
                {{FlowBcaStop::groups, "groups"},
                 {FlowBcaStop::strength, "strength"},
                 {FlowBcaStop::mean_internal, "mean_internal"},
                 {FlowBcaStop::weighted_internal, "weighted_internal"},
                 {FlowBcaStop::least_internal, "least_internal"},
                 {FlowBcaStop::smaller, "smaller"},
                 {FlowBcaStop::non_zero, "non_zero"}},
                "Stop at a number of groups (k), below a strength (q), at a mean (la), weighted (lw) or "
                "least (lm) internal share, where the taker has less internal flow, or once all have some.",
                source),
            field::number(&FlowBca::stop_at, "stop_at", "groups, share or flow", at_least(0.0),
                          "The number of the stop rule.", source)};
}

Delineation FlowBca::operator()(const Region& region, const Context& context) const {
    FlowBcaResult result = flowbca(region, *this, context);
    Delineation delineation = from_partition(
        region, partition_after(result.merges, region.size(), result.merges.size(), GroupNames::centres));
    delineation.merges = std::move(result.merges);
    delineation.joins = true;
    return delineation;
}

}  // namespace v0
}  // namespace conurb
