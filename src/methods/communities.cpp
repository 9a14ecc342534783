// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/methods/leiden.hpp>
#include <conurb/methods/louvain.hpp>
#include <numeric>
#include <span>
#include <utility>

#include "graph/flow_reading_parameter.hpp"
#include "methods/flow_network.hpp"

namespace conurb {
inline namespace v0 {

using detail::Clusters;
using detail::FlowNetwork;

namespace {

/// Looks for a stop request and reports progress now and then. How many visits of nodes there will be is not
/// known before: some ten rounds are half of the way.
class Pulse {
public:
    Pulse(const Context& context, detail::Progress* progress, UnitIndex nodes)
        : context_(context), progress_(progress), half_(10.0 * nodes) {}
    void operator()() {
        if ((++visits_ & 1023U) != 0) return;
        context_.check();
        const auto visits = static_cast<double>(visits_);
        if (progress_ != nullptr) progress_->share(visits / (visits + half_));
    }

private:
    const Context& context_;
    detail::Progress* progress_;
    double half_;
    std::size_t visits_ = 0;
};

/// Below this a gain of modularity is taken for rounding.
double tolerance(const FlowNetwork& network, UnitIndex v, double resolution) {
    return 1e-12 * (network.out[v] + network.in[v]) * std::max(1.0, resolution);
}

/// Flows of a node, summed by the group at their other end. The arrays live as long as the level.
class Toward {
public:
    explicit Toward(UnitIndex size) : sums_(size, -1.0), groups_(size + std::size_t{1}) {}
    /// Forgets what was there; `first` is a group in any case.
    void start(UnitIndex first) {
        for (const UnitIndex group : groups()) sums_[group] = -1.0;
        groups_[0] = first;
        sums_[first] = 0.0;
        count_ = 1;
    }
    void add(UnitIndex group, double weight) {
        count_ = add(sums_.data(), groups_.data(), count_, group, weight);
    }
    /// Adds the flows of a node by the group that `group_of` gives for the node at their other end, `no_unit`
    /// for flows that do not count.
    template <class GroupOf>
    void add_flows(const FlowNetwork& network, UnitIndex v, const GroupOf& group_of) {
        const UnitIndex* const ends = network.ends.data();
        const double* const weights = network.weights.data();
        double* const sums = sums_.data();
        UnitIndex* const groups = groups_.data();
        std::size_t count = count_;
        const UnitIndex first = groups[0];
        double to_first = sums[first];  // by itself, since most flows of a unit stay in its group
        for (std::size_t e = network.offsets[v], end = network.offsets[v + 1]; e < end; ++e) {
            const UnitIndex group = group_of(ends[e]);
            if (group == first) {
                to_first += weights[e];
            } else if (group != no_unit) {
                count = add(sums, groups, count, group, weights[e]);
            }
        }
        sums[first] = to_first;
        count_ = count;
    }
    [[nodiscard]] std::span<const UnitIndex> groups() const noexcept {
        return std::span(groups_).first(count_);
    }
    [[nodiscard]] double operator[](UnitIndex group) const noexcept { return sums_[group]; }

private:
    static std::size_t add(double* sums, UnitIndex* groups, std::size_t count, UnitIndex group,
                           double weight) {
        const bool is_new = sums[group] < 0.0;  // used without a branch: it cannot be foreseen
        groups[count] = group;
        sums[group] = (is_new ? 0.0 : sums[group]) + weight;
        return count + (is_new ? 1 : 0);
    }

    std::vector<double> sums_;  // -1: not among the groups
    std::vector<UnitIndex> groups_;
    std::size_t count_ = 0;
};

/// A grouping of the nodes of a network, with what is needed to move nodes.
class Grouping {
public:
    Grouping(const FlowNetwork& network, double resolution, std::vector<UnitIndex> labels)
        : network_(network),
          resolution_(resolution),
          labels_(std::move(labels)),
          totals_(network.size()),
          toward_(network.size()) {
        for (UnitIndex v = 0; v < network.size(); ++v) add(v, labels_[v]);
        for (UnitIndex g = network.size(); g-- > 0;) {
            if (totals_[g].size == 0) empty_.push_back(g);
        }
    }

    /// Moves a node to the group where modularity gains most. Returns the gain; 0: it stayed.
    double move_to_best(UnitIndex v) {
        const UnitIndex own = labels_[v];
        toward_.start(own);
        toward_.add_flows(network_, v, [labels = labels_.data()](UnitIndex other) { return labels[other]; });
        gains_.clear();
        double best = totals_[own].size > 1 ? 0.0 : -1.0;  // 0: alone in a new group
        for (const UnitIndex g : toward_.groups()) {
            double out = totals_[g].out;
            double in = totals_[g].in;
            if (g == own) {
                out -= network_.out[v];
                in -= network_.in[v];
            }
            gains_.push_back(toward_[g] - resolution_ * (network_.out[v] * in + network_.in[v] * out));
            best = std::max(best, gains_.back());
        }
        const double enough = best - tolerance(network_, v, resolution_);
        inside_ = toward_[own];
        if (gains_[0] >= enough) return 0.0;
        UnitIndex to = no_unit;
        double gain = 0.0;
        for (std::size_t k = 1; k < gains_.size(); ++k) {
            if (gains_[k] < enough || toward_.groups()[k] >= to) continue;
            to = toward_.groups()[k];
            gain = gains_[k];
        }
        inside_ = 0.0;
        if (to == no_unit) {
            to = empty_.back();
            empty_.pop_back();
        } else {
            inside_ = toward_[to];
        }
        gain -= gains_[0];
        remove(v);
        labels_[v] = to;
        add(v, to);
        return gain;
    }

    /// Flows between the node moved (or left) last and the rest of its group.
    [[nodiscard]] double inside() const noexcept { return inside_; }
    [[nodiscard]] const std::vector<UnitIndex>& labels() const noexcept { return labels_; }
    [[nodiscard]] double out(UnitIndex group) const noexcept { return totals_[group].out; }
    [[nodiscard]] double in(UnitIndex group) const noexcept { return totals_[group].in; }

private:
    struct Totals {
        double out = 0.0;
        double in = 0.0;
        UnitIndex size = 0;
    };

    void add(UnitIndex v, UnitIndex group) {
        totals_[group].out += network_.out[v];
        totals_[group].in += network_.in[v];
        ++totals_[group].size;
    }
    void remove(UnitIndex v) {
        Totals& left = totals_[labels_[v]];
        left.out -= network_.out[v];
        left.in -= network_.in[v];
        if (--left.size > 0) return;
        left = {};  // no rounding stays behind
        empty_.push_back(labels_[v]);
    }

    const FlowNetwork& network_;
    double resolution_;
    std::vector<UnitIndex> labels_;
    std::vector<Totals> totals_;
    std::vector<UnitIndex> empty_;
    Toward toward_;
    std::vector<double> gains_;
    double inside_ = 0.0;
};

/// Visits all nodes in order until none moves. Returns the sum of gains.
double sweep(const FlowNetwork& network, Grouping& grouping, Pulse& pulse) {
    double sum = 0.0;
    for (bool moved = true; moved;) {
        moved = false;
        for (UnitIndex v = 0; v < network.size(); ++v) {
            pulse();
            const double gain = grouping.move_to_best(v);
            moved = moved || gain > 0.0;
            sum += gain;
        }
    }
    return sum;
}

/// Visits all nodes in the order in which they stand in `ring`, then again those of which a neighbour in
/// another group has moved. Returns the sum of gains; `cut` becomes the flows between each node and the rest
/// of its group.
double move_with_queue(const FlowNetwork& network, Grouping& grouping, std::vector<UnitIndex> ring,
                       std::vector<double>& cut, Pulse& pulse) {
    const UnitIndex n = network.size();  // a node stands in the ring at most once
    std::vector<char> waits(n, 1);
    cut.assign(n, 0.0);
    double sum = 0.0;
    UnitIndex first = 0;
    UnitIndex behind = 0;
    for (UnitIndex count = n; count > 0;) {
        pulse();
        const UnitIndex v = ring[first];
        if (++first == n) first = 0;
        --count;
        waits[v] = 0;
        const UnitIndex before = grouping.labels()[v];
        const double gain = grouping.move_to_best(v);
        cut[v] = grouping.inside();
        if (gain <= 0.0) continue;
        sum += gain;
        const UnitIndex group = grouping.labels()[v];
        for (std::size_t e = network.offsets[v]; e < network.offsets[v + 1]; ++e) {
            const UnitIndex other = network.ends[e];
            const UnitIndex others = grouping.labels()[other];
            cut[other] += others == group ? network.weights[e] : others == before ? -network.weights[e] : 0.0;
            if (waits[other] != 0 || others == group) continue;
            waits[other] = 1;
            ring[behind] = other;
            if (++behind == n) behind = 0;
            ++count;
        }
    }
    return sum;
}

/// In [0, 1), the same on every platform.
double draw(std::mt19937_64& random) { return static_cast<double>(random() >> 11U) * 0x1p-53; }

void shuffle(std::span<UnitIndex> nodes, std::mt19937_64& random) {
    for (std::size_t k = nodes.size(); k > 1; --k) std::swap(nodes[k - 1], nodes[random() % k]);
}

/// Step 2 of Leiden: parts of the groups, each connected and well tied to the rest of its group.
class Refinement {
public:
    /// `cut`: flows between each node and the rest of its group.
    Refinement(const FlowNetwork& network, const Grouping& grouping, const std::vector<double>& cut,
               const Leiden& method)
        : network_(network), grouping_(grouping), method_(method), toward_(network.size()) {
        for (UnitIndex v = 0; v < network.size(); ++v) {
            places_.push_back({grouping.labels()[v], v});
            parts_.push_back({network.out[v], network.in[v], cut[v], 1});
        }
    }

    /// The part of every node, called after a node in it.
    [[nodiscard]] std::vector<UnitIndex> run(std::mt19937_64& random, Pulse& pulse) {
        // group by group, so that what is needed at a time is little; inside a group in any order
        std::vector<UnitIndex> order = detail::grouped_nodes(grouping_.labels(), network_.size());
        for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
            const UnitIndex group = places_[order[first]].group;
            while (end < order.size() && places_[order[end]].group == group) ++end;
            shuffle(std::span(order).subspan(first, end - first), random);
        }
        for (const UnitIndex v : order) {
            pulse();
            // a part is called after the node that began it, which never leaves it once others have joined
            if (places_[v].part == v && parts_[v].size == 1 && well_tied(v)) join(v, random);
        }
        for (UnitIndex v = 0; v < network_.size(); ++v) order[v] = places_[v].part;
        return order;
    }

private:
    struct Place {
        UnitIndex group;
        UnitIndex part;
    };
    struct Part {
        double out;
        double in;
        double cut;  ///< flows between it and the rest of its group
        UnitIndex size;
    };
    struct Choice {
        UnitIndex part;
        double gain;
    };

    /// What modularity expects between a node or a part and another set.
    [[nodiscard]] double expected(double out, double in, double other_out, double other_in) const {
        return method_.resolution * (out * other_in + in * other_out);
    }
    /// Whether a part has at least the flows with the rest of its group that modularity expects.
    [[nodiscard]] bool well_tied(UnitIndex part) const {
        const UnitIndex group = places_[part].group;
        const Part& p = parts_[part];
        const double rest = expected(p.out, p.in, grouping_.out(group) - p.out, grouping_.in(group)-p.in);
        return p.cut >= rest - tolerance(network_, part, method_.resolution);
    }
    void join(UnitIndex v, std::mt19937_64& random) {
        const UnitIndex group = places_[v].group;
        toward_.start(v);
        toward_.add_flows(network_, v, [group, places = places_.data()](UnitIndex other) {
            return places[other].group == group ? places[other].part : no_unit;
        });
        const double out = network_.out[v];
        const double in = network_.in[v];
        const double per_flows = 1.0 / (out + in);
        choices_.assign(1, {v, 0.0});  // to stay alone
        for (const UnitIndex part : toward_.groups().subspan(1)) {
            const double gain = toward_[part] - expected(out, in, parts_[part].out, parts_[part].in);
            if (gain >= 0.0 && well_tied(part)) choices_.push_back({part, gain * per_flows});
        }
        const UnitIndex to = chosen(random);
        if (to == v) return;
        parts_[to].out += out;
        parts_[to].in += in;
        parts_[to].cut += parts_[v].cut - 2.0 * toward_[to];
        ++parts_[to].size;
        places_[v].part = to;
    }
    [[nodiscard]] UnitIndex chosen(std::mt19937_64& random) {
        if (choices_.size() == 1) return choices_[0].part;
        Choice best = choices_[0];
        for (const Choice& c : choices_) {
            if (c.gain > best.gain || (c.gain == best.gain && c.part < best.part)) best = c;
        }
        if (method_.randomness == 0.0) return best.part;
        const double per_randomness = 1.0 / method_.randomness;
        double sum = 0.0;
        for (Choice& choice : choices_) {
            const double exponent = (choice.gain - best.gain) * per_randomness;
            if (exponent > -30.0) sum += std::exp(exponent);  // the others would never be drawn
            choice.gain = sum;
        }
        const double at = draw(random) * sum;
        for (const Choice& choice : choices_) {
            if (at < choice.gain) return choice.part;
        }
        return best.part;  // not reached: draws are below 1
    }

    const FlowNetwork& network_;
    const Grouping& grouping_;
    const Leiden& method_;
    std::vector<Place> places_;
    std::vector<Part> parts_;
    Toward toward_;
    std::vector<Choice> choices_;
};

/// One way down from units to groups that stay as they are. Changes the labels of units; returns the gain.
template <class Step>
double descend(const FlowNetwork& network, std::vector<UnitIndex>& labels, const Step& step) {
    double gain = 0.0;
    FlowNetwork smaller;
    const FlowNetwork* level = &network;
    std::vector<UnitIndex> node_of(network.size());  // the node of this level in which a unit is
    std::iota(node_of.begin(), node_of.end(), UnitIndex{0});
    for (bool more = true; more;) {
        std::vector<UnitIndex> parts;  // the nodes of the next level
        more = step(*level, labels, parts, gain);
        if (!more) break;
        const UnitIndex count = detail::renumber(parts);
        std::vector<UnitIndex> groups(count);
        for (std::size_t v = 0; v < parts.size(); ++v) groups[parts[v]] = labels[v];
        labels = std::move(groups);
        smaller = detail::collapsed(*level, parts, count);
        level = &smaller;
        for (UnitIndex& node : node_of) node = parts[node];
    }
    for (UnitIndex& node : node_of) node = labels[node];
    labels = std::move(node_of);
    (void)detail::renumber(labels);
    return gain;
}

/// Every node alone.
Clusters single_nodes(const FlowNetwork& network, double resolution) {
    Clusters found;
    found.labels.resize(network.size());
    std::iota(found.labels.begin(), found.labels.end(), UnitIndex{0});
    found.quality = detail::quality(network, found.labels, resolution);
    return found;
}

/// Descends from the groups found until nothing moves, at most so many times in all. Returns
/// whether there may be more to gain.
template <class Step>
bool iterate(const FlowNetwork& network, Clusters& found, std::optional<std::size_t> most, const Step& step,
             const Context& context) {
    while (!most || found.iterations < *most) {
        context.check();
        const double gain = descend(network, found.labels, step);
        found.quality += gain;
        ++found.iterations;
        if (gain <= 0.0) return false;
    }
    return true;
}

Clusters louvain_clusters(const FlowNetwork& network, const Louvain& method, const Context& context,
                          detail::Progress& progress) {
    Pulse pulse(context, &progress, network.size());
    const auto step = [&](const FlowNetwork& level, std::vector<UnitIndex>& labels,
                          std::vector<UnitIndex>& parts, double& gain) {
        Grouping grouping(level, method.resolution, labels);
        gain += sweep(level, grouping, pulse);
        labels = grouping.labels();
        if (detail::renumber(labels) == level.size()) return false;
        parts = labels;
        return true;
    };
    Clusters found = single_nodes(network, method.resolution);
    iterate(network, found, method.iterations, step, context);
    return found;
}

Communities result_of(const FlowNetwork& network, const Clusters& clusters) {
    Communities result{.partition = detail::community_partition(network, clusters.labels)};
    if (network.has_flows()) result.modularity = clusters.quality;
    result.iterations = clusters.iterations;
    return result;
}

/// The parameters that both methods have.
template <class M>
ParameterList<M> modularity_parameters() {
    return {detail::resolution(&M::resolution),
            detail::direction(&M::direction,
                              "Modularity of the flows as they are, or of the sums of both directions.",
                              "Leicht and Newman 2008"),
            detail::internal_flows(&M::internal_flows)};
}

template <class M>
ParameterOf<M> iterations_parameter() {
    return field::count(&M::iterations, "iterations", "runs",
                        "Runs of the whole method from the areas found, at most; none: until nothing moves.",
                        "Traag et al. 2019");
}

}  // namespace

namespace detail {

Clusters leiden_clusters(const FlowNetwork& network, const Leiden& method, std::mt19937_64& random,
                         const Context& context, Progress* progress) {
    Pulse pulse(context, progress, network.size());
    bool first = true;
    const auto step = [&](const FlowNetwork& level, std::vector<UnitIndex>& labels,
                          std::vector<UnitIndex>& parts, double& gain) {
        Grouping grouping(level, method.resolution, labels);
        std::vector<UnitIndex> order(level.size());
        std::iota(order.begin(), order.end(), UnitIndex{0});
        if (std::exchange(first, false)) shuffle(order, random);
        std::vector<double> cut;
        gain += move_with_queue(level, grouping, std::move(order), cut, pulse);
        labels = grouping.labels();
        if (renumber(labels) == level.size()) return false;
        parts = Refinement(level, grouping, cut, method).run(random, pulse);
        std::vector<bool> used(parts.size(), false);
        for (const UnitIndex part : parts) used[part] = true;
        if (std::ranges::find(used, false) != used.end()) return true;
        parts = connected_parts(level, labels);  // nothing was joined
        if (*std::ranges::max_element(parts) + 1 < level.size()) return true;
        // no flows within any group
        gain += quality(level, parts, method.resolution) - quality(level, labels, method.resolution);
        labels = parts;
        return false;
    };
    Clusters found = single_nodes(network, method.resolution);
    if (!iterate(network, found, 1, step, context) || method.iterations == 1) return found;
    // from here on with the nodes of a group side by side: what is needed at a time is close together
    const std::vector<UnitIndex> order = grouped_nodes(found.labels, network.size());
    const FlowNetwork near = reordered(network, order);
    Clusters more = found;
    for (UnitIndex k = 0; k < order.size(); ++k) more.labels[k] = found.labels[order[k]];
    iterate(near, more, method.iterations, step, context);
    for (UnitIndex k = 0; k < order.size(); ++k) found.labels[order[k]] = more.labels[k];
    (void)renumber(found.labels);
    found.quality = more.quality;
    found.iterations = more.iterations;
    return found;
}

}  // namespace detail

Communities louvain(const CommutingGraph& graph, const Louvain& method, const Context& context) {
    check_parameters(method);
    detail::Progress progress(context, "louvain");
    const FlowNetwork network = detail::flow_network(graph, method.direction, method.internal_flows);
    Communities result = result_of(network, louvain_clusters(network, method, context, progress));
    progress.finish();
    return result;
}

Communities leiden(const CommutingGraph& graph, const Leiden& method, const Context& context) {
    check_parameters(method);
    detail::Progress progress(context, "leiden");
    const FlowNetwork network = detail::flow_network(graph, method.direction, method.internal_flows);
    std::mt19937_64 random(context.seed);
    Communities result =
        result_of(network, detail::leiden_clusters(network, method, random, context, &progress));
    progress.finish();
    return result;
}

Partition Louvain::operator()(const Region& region, const Context& context) const {
    return louvain(region.graph(), *this, context).partition;
}

Partition Leiden::operator()(const Region& region, const Context& context) const {
    return leiden(region.graph(), *this, context).partition;
}

ParameterList<Louvain> Louvain::parameters() {
    ParameterList<Louvain> list = modularity_parameters<Louvain>();
    list.append(iterations_parameter<Louvain>());
    return list;
}

ParameterList<Leiden> Leiden::parameters() {
    ParameterList<Leiden> list = modularity_parameters<Leiden>();
    list.append(field::number(
        &Leiden::randomness, "randomness", "share", at_least(0.0),
        "How freely refinement draws among parts that gain less than the best; 0: always the best.",
        "Traag et al. 2019; the default is own"));
    list.append(iterations_parameter<Leiden>());
    return list;
}

}  // namespace v0
}  // namespace conurb
