// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <numbers>
#include <string>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace {

using UnitList = std::vector<UnitIndex>;  // ascending

constexpr std::uint32_t no_part = no_area;

/// Which steps are to run: data is asked for only where they do.
struct Steps {
    bool islands = false;
    bool enclaves = false;
    bool exclaves = false;
    bool small = false;
    bool limits = false;
};

[[noreturn]] void inconsistent(const std::string& reason) {
    throw ParameterError(ErrorCode::inconsistent, reason);
}
[[noreturn]] void needs(const std::string& reason, std::string unit = {}) {
    throw ParameterError(ErrorCode::needs_data, reason, Location{.unit = std::move(unit)});
}

template <class Known>
void needs_of_all(const Region& region, const char* what, const char* rule, Known known) {
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (!known(u))
            needs(std::string(rule) + ", but this unit's " + what + " not known", region.units()[u].code);
    }
}

bool has_minimum(const Repair& r) { return r.minimum_units || r.minimum_population || r.minimum_workers; }
bool has_maximum(const Repair& r) { return r.maximum_units || r.maximum_population; }

void check(const Region& region, const Partition& partition, const TieMatrix& ties,
           const std::vector<bool>& on_outside, const Repair& rules, const Steps& steps) {
    check_parameters(rules);
    check_order("minimum_units", rules.minimum_units, "maximum_units", rules.maximum_units);
    check_order("minimum_population", rules.minimum_population, "maximum_population",
                rules.maximum_population);
    const std::size_t n = region.size();
    const auto fits = [n](std::size_t size, const char* what) {
        if (size != n) {
            inconsistent(std::string(what) + " of " + std::to_string(size) + " units for a region of " +
                         std::to_string(n));
        }
    };
    fits(partition.size(), "a partition");
    if (ties.size() != 0) fits(ties.size(), "ties");
    if (!on_outside.empty()) fits(on_outside.size(), "outside marks");
    if (n == 0) return;

    const auto needs_contiguity = [&](const char* rule) {
        if (!region.contiguity()) needs(std::string(rule) + " without contiguity");
    };
    const auto needs_ties = [&](const char* rule) {
        if (ties.size() == 0) needs(std::string(rule) + " without ties");
    };
    const auto needs_population = [&](const char* rule) {
        needs_of_all(region, "population is", rule,
                     [&](UnitIndex u) { return region.units()[u].population.has_value(); });
    };
    if (steps.islands && rules.islands != Islands::leave) {
        needs_contiguity("islands are to be attached");
        if (rules.islands == Islands::strongest)
            needs_ties("islands are to join the area they are bound to,");
    }
    if (steps.enclaves && rules.enclaves != Enclaves::leave) {
        needs_contiguity("enclaves are to be filled");
        if (rules.enclaves == Enclaves::fill) {
            if (on_outside.empty()) {
                needs("enclaves are to be filled, but nothing says which units lie on the outside border");
            }
            if (std::ranges::find(on_outside, true) == on_outside.end()) {
                inconsistent("none of " + std::to_string(n) +
                             " units lies on the outside border: everything would be an enclave");
            }
        }
    }
    if (steps.exclaves && rules.exclaves != Exclaves::leave) {
        needs_contiguity("exclaves are to be taken off");
        if (rules.exclaves == Exclaves::give) needs_ties("exclaves are to be given to other areas");
        if (rules.main_part == MainPart::population && partition.cores().empty()) {
            needs_population("the main part is that of the largest population");
        }
    }
    if (steps.small) {
        if (has_minimum(rules) && rules.small_areas == SmallAreas::absorb)
            needs_ties("small areas are to be absorbed");
        if (rules.minimum_population) needs_population("there is a minimum population");
        if (rules.minimum_workers) {
            needs_of_all(region, "resident workers are", "there is a minimum of workers",
                         [&](UnitIndex u) { return region.resident_workers(u).has_value(); });
        }
    }
    if (steps.limits && has_maximum(rules)) needs_ties("areas are to be limited");
    if (rules.maximum_population) needs_population("there is a maximum population");
}

/// Great circles on the mean sphere, or straight lines: near enough to tell which unit is the nearest.
class Distances {
public:
    explicit Distances(const Units& units) : units_(units) {
        for (const Unit& u : units) {
            if (u.position && (std::abs(u.position->x) > 180.0 || std::abs(u.position->y) > 90.0))
                degrees_ = false;
        }
    }
    [[nodiscard]] double km(UnitIndex a, UnitIndex b) const {
        const Point p = position(a);
        const Point q = position(b);
        if (!degrees_) return std::hypot(p.x - q.x, p.y - q.y) / 1000.0;
        constexpr double radian = std::numbers::pi / 180.0;
        const double across = std::sin((q.x - p.x) * radian / 2.0);
        const double along = std::sin((q.y - p.y) * radian / 2.0);
        const double h = along * along + std::cos(p.y * radian) * std::cos(q.y * radian) * across * across;
        return 2.0 * 6371.0088 * std::asin(std::sqrt(std::min(1.0, h)));
    }

private:
    [[nodiscard]] Point position(UnitIndex u) const {
        if (!units_[u].position)
            needs("islands are to join the nearest area, but this unit has no position", units_[u].code);
        return *units_[u].position;
    }
    const Units& units_;
    bool degrees_ = true;
};

/// Nodes whose removal would part others from node 0 or from each other (Tarjan's low points, without
/// recursion). `gone` nodes are passed over.
std::vector<bool> cut_nodes(const std::vector<std::vector<std::uint32_t>>& neighbours,
                            const std::vector<bool>& gone) {
    const std::size_t n = neighbours.size();
    std::vector<bool> cut(n, false);
    std::vector<std::uint32_t> order(n, 0);  // 0: not seen
    std::vector<std::uint32_t> low(n, 0);
    struct Step {
        std::uint32_t node;
        std::uint32_t parent;
        std::size_t next;
    };
    std::vector<Step> path;
    std::uint32_t seen = 0;
    for (std::uint32_t root = 0; root < n; ++root) {
        if (gone[root] || order[root] != 0) continue;
        std::size_t children = 0;
        order[root] = low[root] = ++seen;
        path.push_back({root, root, 0});
        while (!path.empty()) {
            const std::uint32_t v = path.back().node;
            if (path.back().next < neighbours[v].size()) {
                const std::uint32_t w = neighbours[v][path.back().next++];
                if (gone[w] || w == path.back().parent) continue;
                if (order[w] != 0) {
                    low[v] = std::min(low[v], order[w]);
                } else {
                    order[w] = low[w] = ++seen;
                    path.push_back({w, v, 0});
                }
                continue;
            }
            const std::uint32_t parent = path.back().parent;
            path.pop_back();
            if (v == root) continue;
            low[parent] = std::min(low[parent], low[v]);
            if (parent == root) {
                ++children;
            } else if (low[v] >= order[parent]) {
                cut[parent] = true;
            }
        }
        cut[root] = children > 1;
    }
    return cut;
}

/// What was done, with areas by their first numbers.
struct Entry {
    UnitIndex unit;
    AreaIndex area;
    Extent extent;
    bool joined;
    Reason reason;
};

/// The work on one partition and, where there are any, the extents on top of it. Areas keep their first
/// numbers until the end; an area without units has ended.
class Mender {
public:
    Mender(const Region& region, const Partition& partition, const TieMatrix& ties,
           const std::vector<bool>& on_outside, const Repair& rules, const Context& context)
        : region_(region),
          partition_(partition),
          ties_(ties),
          on_outside_(on_outside),
          rules_(rules),
          context_(context),
          distances_(region.units()),
          label_(partition.labels()),
          core_of_(region.size(), no_area),
          units_(partition.area_count()),
          reason_(partition.reasons()),
          mark_(region.size(), false) {
        for (UnitIndex u = 0; u < label_.size(); ++u) {
            if (label_[u] != no_area) units_[label_[u]].push_back(u);
        }
        for (AreaIndex a = 0; a < partition.cores().size(); ++a) {
            for (const UnitIndex u : partition.cores()[a].units) core_of_[u] = a;
        }
        for (AreaIndex a = 0; a < units_.size(); ++a) code_.push_back(region_.units()[seat(a)].code);
        if (reason_.empty()) {
            for (const AreaIndex a : label_)
                reason_.push_back(a == no_area ? Reason::outside : Reason::assigned);
        }
        find_islands();
    }

    void attach_islands();
    void fill_enclaves();
    void enforce_contiguity();
    void absorb_small(const std::vector<bool>& also = {});
    void limit_size();
    void settle();
    [[nodiscard]] Repaired finish() const;

    void take(Delineation delineation);
    void attach_islands_to_extents();
    void fill_enclaves_of_extents(AreaIndex area);
    void enforce_contiguity_of_extents(AreaIndex area);
    void limit_extents(AreaIndex area);
    void settle_extents();
    template <class Step>
    void each_area(Step step) {
        for (AreaIndex a = 0; a < areas_.size(); ++a) {
            context_.check();
            step(a);
        }
    }
    [[nodiscard]] std::vector<bool> small_extents() const;
    void end_extents();
    void follow_partition();
    [[nodiscard]] bool extents_are_the_partition() const { return plain_; }
    [[nodiscard]] Delineation finish_delineation();
    void repair_all();

private:
    using Bonds = std::map<AreaIndex, double>;

    [[nodiscard]] const ContiguityGraph& contiguity() const { return *region_.contiguity(); }
    [[nodiscard]] bool has_cores() const { return !partition_.cores().empty(); }
    /// The unit whose code an area has.
    [[nodiscard]] UnitIndex seat(AreaIndex a) const {
        return has_cores() ? partition_.cores()[a].centre : units_[a].front();
    }
    [[nodiscard]] bool ended(AreaIndex a) const { return units_[a].empty(); }
    [[nodiscard]] bool in_core(UnitIndex u) const {
        return core_of_[u] != no_area && core_of_[u] == label_[u];
    }
    [[nodiscard]] UnitList core(AreaIndex a) const {
        return has_cores() ? partition_.cores()[a].units : UnitList{};
    }
    [[nodiscard]] double persons(UnitIndex u) const { return region_.units()[u].population.value_or(0.0); }
    [[nodiscard]] bool stays_as_island(UnitIndex u) const {
        return (rules_.islands == Islands::nearest || rules_.islands == Islands::strongest) && is_island(u);
    }
    [[nodiscard]] bool is_island(UnitIndex u) const { return island_[u] != no_part; }
    [[nodiscard]] double bond(const Bonds& bonds, AreaIndex a) const {
        const auto found = bonds.find(a);
        return found == bonds.end() ? 0.0 : found->second;
    }

    void find_islands();
    void move(UnitIndex u, AreaIndex to, Reason left, Reason joined);
    void move(UnitIndex u, AreaIndex to, Reason reason) { move(u, to, reason, reason); }
    [[nodiscard]] bool fits(const UnitList& units, const UnitList& more) const;
    [[nodiscard]] bool above_limit(const UnitList& units) const;
    [[nodiscard]] double share_of_minimum(const UnitList& units) const;
    [[nodiscard]] Bonds bonds_of(const UnitList& group);
    [[nodiscard]] std::vector<UnitList> parts_of(const UnitList& units) const;
    [[nodiscard]] UnitList main_part(const UnitList& units) const;
    [[nodiscard]] UnitList connected(const UnitList& units, const UnitList& core) const;
    [[nodiscard]] std::vector<UnitList> groups_outside(const std::vector<bool>& outside) const;
    [[nodiscard]] std::vector<AreaIndex> choices_of_island(const UnitList& group,
                                                           const std::vector<bool>& mainland_in,
                                                           const std::vector<UnitList>& units_of);
    [[nodiscard]] UnitList shed(UnitList units, const UnitList& core, const std::vector<Extent>& levels);
    void fill_enclosed_areas();
    void end_area(AreaIndex a);

    [[nodiscard]] UnitList extent_units(AreaIndex a, Extent extent) const { return areas_[a].units(extent); }
    Member* member(AreaIndex a, UnitIndex u);
    void join_extent(AreaIndex a, UnitIndex u, Extent extent, Reason reason);
    void leave_extents(AreaIndex a, const UnitList& units, Reason reason);
    [[nodiscard]] std::vector<Change> changes() const;

    const Region& region_;
    const Partition& partition_;
    const TieMatrix& ties_;
    const std::vector<bool>& on_outside_;
    const Repair& rules_;
    const Context& context_;
    Distances distances_;
    std::vector<AreaIndex> label_;
    std::vector<AreaIndex> core_of_;
    std::vector<UnitList> units_;
    std::vector<Reason> reason_;
    std::vector<std::string> code_;  // at the beginning
    std::vector<std::uint32_t> island_;
    std::vector<UnitList> islands_;
    std::vector<bool> mark_;  // scratch, all false between uses
    TieMatrix incoming_;      // made when first needed
    bool moved_ = false;      // whether the partition has changed
    std::vector<Entry> log_;

    std::vector<Area> areas_;  // with extents, by first numbers
    std::vector<bool> extents_ended_;
    bool plain_ = false;
    Delineation rest_;
};

void Mender::find_islands() {
    island_.assign(region_.size(), no_part);
    if (!region_.contiguity()) return;
    std::vector<Contact> borders;
    for (const Contact& c : contiguity().contacts()) {
        if (!c.link) borders.push_back(c);
    }
    const auto part = connected_parts(ContiguityGraph(region_.size(), std::move(borders)));
    std::vector<UnitList> parts;
    for (UnitIndex u = 0; u < part.size(); ++u) {
        if (part[u] == parts.size()) parts.emplace_back();
        parts[part[u]].push_back(u);
    }
    for (UnitList& units : parts) {
        if (static_cast<double>(units.size()) > rules_.island_units) continue;
        for (const UnitIndex u : units) island_[u] = static_cast<std::uint32_t>(islands_.size());
        islands_.push_back(std::move(units));
    }
}

void Mender::move(UnitIndex u, AreaIndex to, Reason left, Reason joined) {
    const AreaIndex from = label_[u];
    moved_ = moved_ || from != to;
    if (from != no_area) {
        log_.push_back({u, from, in_core(u) ? Extent::core : Extent::minimum, false, left});
        UnitList& units = units_[from];
        units.erase(std::ranges::lower_bound(units, u));
        reason_[u] = left;
    }
    label_[u] = to;
    if (to != no_area) {
        log_.push_back({u, to, Extent::minimum, true, joined});
        UnitList& units = units_[to];
        units.insert(std::ranges::lower_bound(units, u), u);
        reason_[u] = joined;
    }
}

bool Mender::above_limit(const UnitList& units) const {
    if (rules_.maximum_units && static_cast<double>(units.size()) > *rules_.maximum_units) return true;
    if (!rules_.maximum_population) return false;
    double sum = 0.0;  // always in the order of units: the same set gives the same sum
    for (const UnitIndex u : units) sum += persons(u);
    return sum > *rules_.maximum_population;
}

bool Mender::fits(const UnitList& units, const UnitList& more) const {
    if (!has_maximum(rules_)) return true;
    UnitList all;
    std::ranges::set_union(units, more, std::back_inserter(all));
    return !above_limit(all);
}

double Mender::share_of_minimum(const UnitList& units) const {
    double share = 1.0;
    const auto ask = [&](double size, const std::optional<double>& minimum) {
        if (minimum && *minimum > 0.0) share = std::min(share, size / *minimum);
    };
    double population = 0.0;
    double workers = 0.0;
    for (const UnitIndex u : units) {
        population += persons(u);
        if (rules_.minimum_workers) workers += *region_.resident_workers(u);
    }
    ask(static_cast<double>(units.size()), rules_.minimum_units);
    ask(population, rules_.minimum_population);
    ask(workers, rules_.minimum_workers);
    return share;
}

/// How strongly a group is bound to each area, by what the labels say now; its own units do not count.
Mender::Bonds Mender::bonds_of(const UnitList& group) {
    Bonds bonds;
    if (ties_.size() == 0) return bonds;
    for (const UnitIndex u : group) mark_[u] = true;
    const bool to_core = rules_.bond_to == BondTo::core && has_cores();
    for (const UnitIndex u : group) {
        Bonds mine;
        const TieSpan row = ties_.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex other = row.units[k];
            if (label_[other] == no_area || mark_[other] || (to_core && !in_core(other))) continue;
            double& strength = mine[label_[other]];
            strength = to_core ? std::max(strength, row.strengths[k]) : strength + row.strengths[k];
        }
        for (const auto& [a, strength] : mine) bonds[a] += strength;
    }
    for (const UnitIndex u : group) mark_[u] = false;
    return bonds;
}

/// Connected parts of some units, in the order of their first units.
std::vector<UnitList> Mender::parts_of(const UnitList& units) const {
    std::vector<UnitList> parts;
    std::vector<bool> seen(units.size(), false);
    for (std::size_t first = 0; first < units.size(); ++first) {
        if (seen[first]) continue;
        seen[first] = true;
        UnitList part{units[first]};
        for (std::size_t k = 0; k < part.size(); ++k) {
            for (const UnitIndex v : contiguity().neighbours(part[k])) {
                const auto at = std::ranges::lower_bound(units, v);
                if (at == units.end() || *at != v) continue;
                const auto place = static_cast<std::size_t>(at - units.begin());
                if (seen[place]) continue;
                seen[place] = true;
                part.push_back(v);
            }
        }
        std::ranges::sort(part);
        parts.push_back(std::move(part));
    }
    return parts;
}

UnitList Mender::main_part(const UnitList& units) const {
    UnitList mainland;
    for (const UnitIndex u : units) {
        if (!stays_as_island(u)) mainland.push_back(u);
    }
    UnitList best;
    double most = -1.0;
    for (UnitList& part : parts_of(mainland)) {
        double size = 0.0;
        for (const UnitIndex u : part) size += rules_.main_part == MainPart::population ? persons(u) : 1.0;
        if (size > most) {
            most = size;
            best = std::move(part);
        }
    }
    return best;
}

/// What of the units is connected with the core (or the main part), and with islands that may stay.
UnitList Mender::connected(const UnitList& units, const UnitList& core) const {
    UnitList seeds = core.empty() ? main_part(units) : core;
    for (const UnitIndex u : units) {
        if (stays_as_island(u)) seeds.push_back(u);
    }
    return connected_with(contiguity(), units, seeds);
}

/// Connected groups of the units that are marked, in the order of their first units.
std::vector<UnitList> Mender::groups_outside(const std::vector<bool>& outside) const {
    const auto part = connected_parts(contiguity(), outside);
    std::vector<UnitList> groups;
    for (UnitIndex u = 0; u < part.size(); ++u) {
        if (part[u] == no_part) continue;
        if (part[u] == groups.size()) groups.emplace_back();
        groups[part[u]].push_back(u);
    }
    return groups;
}

// --------------------------------------------------------------------------------------------------- the
// partition

/// Areas that an island may join, the best first. `mainland_in`: units of the mainland that are in some area;
/// `units_of`: units by area.
std::vector<AreaIndex> Mender::choices_of_island(const UnitList& group, const std::vector<bool>& mainland_in,
                                                 const std::vector<UnitList>& units_of) {
    std::map<AreaIndex, double> rank;  // the smaller the better
    if (rules_.islands == Islands::nearest) {
        for (AreaIndex a = 0; a < units_of.size(); ++a) {
            for (const UnitIndex v : units_of[a]) {
                if (!mainland_in[v]) continue;
                for (const UnitIndex u : group) {
                    const double km = distances_.km(u, v);
                    if (rules_.island_distance_km && km > *rules_.island_distance_km) continue;
                    const auto at = rank.try_emplace(a, km).first;
                    at->second = std::min(at->second, km);
                }
            }
        }
    } else if (ties_.size() != 0) {
        // what the labels say does for a partition; areas with extents may share units
        for (const UnitIndex u : group) {
            const TieSpan row = ties_.row(u);
            for (AreaIndex a = 0; a < units_of.size(); ++a) {
                double strength = 0.0;
                const bool to_core = rules_.bond_to == BondTo::core && has_cores();
                const UnitList& targets =
                    to_core && !units_of[a].empty() ? partition_.cores()[a].units : units_of[a];
                auto at = targets.begin();
                for (std::size_t k = 0; k < row.size(); ++k) {
                    at = std::lower_bound(at, targets.end(), row.units[k]);
                    if (at == targets.end()) break;
                    if (*at != row.units[k]) continue;
                    strength = to_core ? std::max(strength, row.strengths[k]) : strength + row.strengths[k];
                }
                if (strength > 0.0) rank[a] -= strength;
            }
        }
    }
    if (rules_.islands == Islands::link) {
        std::map<AreaIndex, double> linked;
        for (const UnitIndex u : group) {
            for (const UnitIndex v : contiguity().neighbours(u)) {
                if (island_[v] == island_[u]) continue;  // by border; what leads off the island is a link
                for (AreaIndex a = 0; a < units_of.size(); ++a) {
                    if (!std::ranges::binary_search(units_of[a], v)) continue;
                    const auto found = rank.find(a);
                    linked[a] = found == rank.end() ? 0.0 : found->second;
                }
            }
        }
        rank = std::move(linked);
    }
    std::vector<AreaIndex> choices;
    for (const auto& entry : rank) {
        if (fits(units_of[entry.first], group)) choices.push_back(entry.first);
    }
    std::ranges::sort(choices, [&](AreaIndex a, AreaIndex b) {
        return rank[a] != rank[b] ? rank[a] < rank[b] : seat(a) < seat(b);
    });
    return choices;
}

void Mender::attach_islands() {
    if (rules_.islands == Islands::leave) return;
    std::vector<bool> mainland_in(region_.size());
    for (UnitIndex u = 0; u < region_.size(); ++u) mainland_in[u] = label_[u] != no_area && !is_island(u);
    for (bool moved = true; moved;) {  // an island may hang on another
        moved = false;
        for (const UnitList& group : islands_) {
            context_.check();
            if (std::ranges::any_of(group, [&](UnitIndex u) { return label_[u] != no_area; })) continue;
            const auto choices = choices_of_island(group, mainland_in, units_);
            if (choices.empty()) continue;
            for (const UnitIndex u : group) move(u, choices.front(), Reason::island);
            moved = true;
        }
    }
}

void Mender::fill_enclaves() {
    if (rules_.enclaves == Enclaves::leave) return;
    context_.check();
    std::vector<bool> outside(region_.size());
    for (UnitIndex u = 0; u < region_.size(); ++u) outside[u] = label_[u] == no_area;
    for (const UnitList& group : groups_outside(outside)) {
        AreaIndex only = no_area;
        bool enclosed = true;
        for (const UnitIndex u : group) {
            if (rules_.enclaves == Enclaves::fill && on_outside_[u]) enclosed = false;
            for (const UnitIndex v : contiguity().neighbours(u)) {
                const AreaIndex a = outside[v] ? no_area : label_[v];
                if (a == no_area) continue;
                if (only == no_area) only = a;
                if (only != a) enclosed = false;
            }
            if (!enclosed) break;
        }
        if (!enclosed || only == no_area) continue;
        if (rules_.enclaves == Enclaves::fill_by_neighbours && group.size() >= units_[only].size()) continue;
        if (!fits(units_[only], group)) continue;
        for (const UnitIndex u : group) move(u, only, Reason::enclave);
    }
    if (rules_.enclosed_areas == EnclosedAreas::absorb && rules_.enclaves == Enclaves::fill)
        fill_enclosed_areas();
}

/// Looks at areas and groups without one as the nodes of a small graph: an area encloses what cannot be
/// reached from the outside border but through it.
void Mender::fill_enclosed_areas() {
    std::vector<bool> outside(region_.size());
    for (UnitIndex u = 0; u < region_.size(); ++u) outside[u] = label_[u] == no_area;
    std::vector<UnitList> nodes = units_;
    std::vector<std::uint32_t> node_of(label_.begin(), label_.end());
    for (UnitList& group : groups_outside(outside)) {
        for (const UnitIndex u : group) node_of[u] = static_cast<std::uint32_t>(nodes.size());
        nodes.push_back(std::move(group));
    }
    std::vector<std::vector<std::uint32_t>> neighbours(nodes.size());
    for (const Contact& c : contiguity().contacts()) {
        if (node_of[c.a] == node_of[c.b]) continue;
        neighbours[node_of[c.a]].push_back(node_of[c.b]);
        neighbours[node_of[c.b]].push_back(node_of[c.a]);
    }
    std::vector<std::uint32_t> open;  // nodes on the outside border
    for (std::uint32_t v = 0; v < nodes.size(); ++v) {
        std::ranges::sort(neighbours[v]);
        neighbours[v].erase(std::unique(neighbours[v].begin(), neighbours[v].end()), neighbours[v].end());
        if (std::ranges::any_of(nodes[v], [&](UnitIndex u) { return on_outside_[u]; })) open.push_back(v);
    }
    std::vector<AreaIndex> order;
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        if (!ended(a)) order.push_back(a);
    }
    std::ranges::sort(order, [&](AreaIndex a, AreaIndex b) {
        return units_[a].size() != units_[b].size() ? units_[a].size() > units_[b].size() : seat(a) < seat(b);
    });
    std::vector<bool> gone(nodes.size(), false);  // absorbed already
    for (const AreaIndex a : order) {
        context_.check();
        if (gone[a]) continue;
        std::vector<bool> seen = gone;
        seen[a] = true;
        std::vector<std::uint32_t> stack;
        const auto visit = [&](std::uint32_t v) {
            if (seen[v]) return;
            seen[v] = true;
            stack.push_back(v);
        };
        for (const std::uint32_t v : open) visit(v);
        while (!stack.empty()) {
            const std::uint32_t v = stack.back();
            stack.pop_back();
            for (const std::uint32_t w : neighbours[v]) visit(w);
        }
        for (const std::uint32_t first : neighbours[a]) {
            if (seen[first]) continue;
            std::vector<std::uint32_t> group;
            visit(first);
            while (!stack.empty()) {
                const std::uint32_t v = stack.back();
                stack.pop_back();
                group.push_back(v);
                for (const std::uint32_t w : neighbours[v]) visit(w);
            }
            UnitList units;
            for (const std::uint32_t v : group) units.insert(units.end(), nodes[v].begin(), nodes[v].end());
            std::ranges::sort(units);
            if (units.size() >= units_[a].size() || !fits(units_[a], units)) continue;
            for (const UnitIndex u : units) move(u, a, Reason::enclave);
            for (const std::uint32_t v : group) gone[v] = true;
        }
    }
}

void Mender::enforce_contiguity() {
    if (rules_.exclaves == Exclaves::leave) return;
    std::vector<std::pair<AreaIndex, UnitList>> exclaves;
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        context_.check();
        if (ended(a)) continue;
        UnitList off;
        std::ranges::set_difference(units_[a], connected(units_[a], core(a)), std::back_inserter(off));
        for (UnitList& part : parts_of(off)) exclaves.emplace_back(a, std::move(part));
    }
    // all leave before any is given away: nothing is given to a part that goes itself
    for (const auto& entry : exclaves) {
        for (const UnitIndex u : entry.second) move(u, no_area, Reason::exclave);
    }
    if (rules_.exclaves == Exclaves::drop) return;
    const std::vector<AreaIndex> before = label_;
    for (const auto& [from, part] : exclaves) {
        const Bonds bonds = bonds_of(part);
        AreaIndex best = no_area;
        for (const UnitIndex u : part) {
            for (const UnitIndex v : contiguity().neighbours(u)) {
                const AreaIndex a = before[v];
                if (a == no_area || a == from || a == best || bond(bonds, a) <= 0.0 || !fits(units_[a], part))
                    continue;
                if (best == no_area || bond(bonds, a) > bond(bonds, best) ||
                    (bond(bonds, a) == bond(bonds, best) && seat(a) < seat(best))) {
                    best = a;
                }
            }
        }
        if (best == no_area) continue;
        for (const UnitIndex u : part) move(u, best, Reason::attached);
    }
}

void Mender::end_area(AreaIndex a) {
    const UnitList group = units_[a];
    AreaIndex best = no_area;
    if (rules_.small_areas == SmallAreas::absorb) {
        const Bonds bonds = bonds_of(group);
        const auto consider = [&](AreaIndex b) {
            if (b == no_area || b == a || b == best || !fits(units_[b], group)) return;
            if (best == no_area || bond(bonds, b) > bond(bonds, best) ||
                (bond(bonds, b) == bond(bonds, best) && seat(b) < seat(best))) {
                best = b;
            }
        };
        if (region_.contiguity()) {
            for (const UnitIndex u : group) {
                for (const UnitIndex v : contiguity().neighbours(u)) consider(label_[v]);
            }
        }
        const bool anywhere = !region_.contiguity() || rules_.exclaves == Exclaves::leave ||
                              std::ranges::all_of(group, [&](UnitIndex u) { return stays_as_island(u); });
        if (best == no_area && anywhere) {
            for (const auto& [b, strength] : bonds) {
                if (strength > 0.0) consider(b);
            }
        }
    }
    for (const UnitIndex u : group) move(u, best, Reason::absorbed);
}

void Mender::absorb_small(const std::vector<bool>& also) {
    if (!has_minimum(rules_)) return;
    std::vector<double> share(units_.size(), 1.0);
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        if (!ended(a)) share[a] = share_of_minimum(units_[a]);
    }
    for (AreaIndex a = 0; a < also.size(); ++a) {
        if (also[a] && !ended(a))
            share[a] = std::min(share[a], share_of_minimum(extent_units(a, Extent::maximum)));
    }
    while (true) {
        context_.check();
        AreaIndex least = no_area;
        for (AreaIndex a = 0; a < units_.size(); ++a) {
            if (ended(a) || share[a] >= 1.0) continue;
            if (least == no_area || share[a] < share[least] ||
                (share[a] == share[least] && seat(a) < seat(least))) {
                least = a;
            }
        }
        if (least == no_area) return;
        const UnitIndex first = units_[least].front();
        end_area(least);
        const AreaIndex heir = label_[first];
        // an area that is small by its extent only is not mended by what joins its partition
        if (heir != no_area && (heir >= also.size() || !also[heir]))
            share[heir] = share_of_minimum(units_[heir]);
    }
}

/// The units that an area above a limit loses, in this order. `levels` go with `units`: what is only in the
/// maximum goes before what is in the minimum; the core does not go.
UnitList Mender::shed(UnitList units, const UnitList& core, const std::vector<Extent>& levels) {
    UnitList taken;
    if (!above_limit(units)) return taken;
    if (incoming_.size() == 0) incoming_ = ties_.transposed();
    const std::size_t n = units.size();
    const bool to_core = rules_.bond_to == BondTo::core && !core.empty();
    for (const UnitIndex u : units) mark_[u] = true;
    const auto place = [&](UnitIndex u) {
        return static_cast<std::size_t>(std::ranges::lower_bound(units, u) - units.begin());
    };
    const auto bond_now = [&](UnitIndex u) {
        double sum = 0.0;
        const TieSpan row = ties_.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex v = row.units[k];
            if (v == u || !mark_[v]) continue;
            if (!to_core)
                sum += row.strengths[k];
            else if (std::ranges::binary_search(core, v))
                sum = std::max(sum, row.strengths[k]);
        }
        return sum;
    };
    std::vector<double> bonds(n);
    for (std::size_t k = 0; k < n; ++k) bonds[k] = bond_now(units[k]);
    // node 0 stands for the core and for islands that may stay; node k + 1 for unit k
    std::vector<std::vector<std::uint32_t>> neighbours(n + 1);
    std::vector<bool> gone(n + 1, false);
    gone[0] = core.empty();
    if (region_.contiguity()) {
        for (std::size_t k = 0; k < n; ++k) {
            const auto node = static_cast<std::uint32_t>(k + 1);
            if (std::ranges::binary_search(core, units[k]) || (!core.empty() && stays_as_island(units[k]))) {
                neighbours[0].push_back(node);
                neighbours[node].push_back(0);
            }
            for (const UnitIndex v : contiguity().neighbours(units[k])) {
                if (mark_[v]) neighbours[node].push_back(static_cast<std::uint32_t>(place(v) + 1));
            }
        }
    }
    UnitList left = units;
    while (above_limit(left) && (left.size() > 1 || !core.empty())) {
        context_.check();
        const std::vector<bool> cut = cut_nodes(neighbours, gone);
        std::size_t least = n;
        for (std::size_t k = 0; k < n; ++k) {
            if (gone[k + 1] || cut[k + 1] || levels[k] == Extent::core) continue;
            if (least == n || levels[k] > levels[least] ||
                (levels[k] == levels[least] && bonds[k] < bonds[least])) {
                least = k;
            }
        }
        if (least == n) break;
        const UnitIndex u = units[least];
        gone[least + 1] = true;
        mark_[u] = false;
        taken.push_back(u);
        left.erase(std::ranges::lower_bound(left, u));
        const TieSpan bound = incoming_.row(u);
        for (const UnitIndex v : bound.units) {
            if (mark_[v]) bonds[place(v)] = bond_now(v);
        }
    }
    for (const UnitIndex u : left) mark_[u] = false;
    return taken;
}

void Mender::limit_size() {
    if (!has_maximum(rules_)) return;
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        if (ended(a)) continue;
        std::vector<Extent> levels;
        for (const UnitIndex u : units_[a]) levels.push_back(in_core(u) ? Extent::core : Extent::minimum);
        for (const UnitIndex u : shed(units_[a], core(a), levels)) move(u, no_area, Reason::oversize);
    }
}

void Mender::settle() {
    const std::size_t bound = (units_.size() + 2) * (region_.size() + 2);
    for (std::size_t round = 0;; ++round) {
        context_.check();
        const std::size_t before = log_.size();
        attach_islands();
        fill_enclaves();
        enforce_contiguity();
        absorb_small();
        limit_size();
        if (log_.size() == before) return;
        if (round > bound) {
            throw ParameterError(ErrorCode::bad_result,
                                 "repair did not settle within " + std::to_string(bound) + " rounds");
        }
    }
}

std::vector<Change> Mender::changes() const {
    std::vector<Change> list;
    list.reserve(log_.size());
    for (const Entry& e : log_) {
        const std::string& code = ended(e.area) ? code_[e.area] : region_.units()[seat(e.area)].code;
        list.push_back({e.unit, code, e.extent, e.joined, e.reason});
    }
    return list;
}

Repaired Mender::finish() const {
    Repaired result{partition_, reason_, changes()};
    if (!moved_) return result;
    if (!has_cores()) {
        result.partition = Partition(label_);
        return result;
    }
    std::vector<AreaIndex> number(units_.size(), no_area);
    std::vector<Core> cores;
    for (AreaIndex a = 0; a < units_.size(); ++a) {
        if (ended(a)) continue;
        number[a] = static_cast<AreaIndex>(cores.size());
        cores.push_back(partition_.cores()[a]);
    }
    std::vector<AreaIndex> labels = label_;
    for (AreaIndex& a : labels) {
        if (a != no_area) a = number[a];
    }
    result.partition = Partition(std::move(labels), std::move(cores), reason_);
    return result;
}

// ----------------------------------------------------------------------------------------------------- the
// extents

void Mender::take(Delineation delineation) {
    areas_ = std::move(delineation.areas);
    rest_ = std::move(delineation);
    if (areas_.size() != units_.size()) {
        throw ParameterError(
            ErrorCode::bad_result,
            std::to_string(areas_.size()) + " areas, but the partition has " + std::to_string(units_.size()));
    }
    if (rest_.reasons.size() == region_.size()) reason_ = rest_.reasons;
    extents_ended_.assign(areas_.size(), false);
    plain_ = true;
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        const std::vector<Member>& members = areas_[a].members;
        for (std::size_t k = 0; k < members.size(); ++k) {
            if (members[k].unit >= region_.size() || (k > 0 && members[k].unit <= members[k - 1].unit)) {
                throw ParameterError(ErrorCode::bad_result, "the members of area " + areas_[a].code +
                                                                " are not in the order of units, each once");
            }
            if (members[k].extent == Extent::maximum) plain_ = false;
        }
        if (extent_units(a, Extent::maximum) != units_[a]) plain_ = false;
    }
}

Member* Mender::member(AreaIndex a, UnitIndex u) {
    const auto at = std::ranges::lower_bound(areas_[a].members, u, {}, &Member::unit);
    return at != areas_[a].members.end() && at->unit == u ? &*at : nullptr;
}

void Mender::join_extent(AreaIndex a, UnitIndex u, Extent extent, Reason reason) {
    if (Member* const m = member(a, u)) {
        m->extent = extent;
        m->reason = reason;
    } else {
        Member fresh;
        fresh.unit = u;
        fresh.extent = extent;
        fresh.reason = reason;
        std::vector<Member>& members = areas_[a].members;
        members.insert(std::ranges::lower_bound(members, u, {}, &Member::unit), fresh);
    }
    log_.push_back({u, a, extent, true, reason});
}

void Mender::leave_extents(AreaIndex a, const UnitList& units, Reason reason) {
    for (const UnitIndex u : units) {
        std::vector<Member>& members = areas_[a].members;
        const auto at = std::ranges::lower_bound(members, u, {}, &Member::unit);
        log_.push_back({u, a, at->extent, false, reason});
        members.erase(at);
    }
}

void Mender::attach_islands_to_extents() {
    if (rules_.islands == Islands::leave) return;
    std::vector<bool> held(region_.size(), false);
    std::vector<UnitList> units;
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        units.push_back(extent_units(a, Extent::maximum));
        for (const UnitIndex u : units.back()) held[u] = true;
    }
    std::vector<bool> mainland_in = held;
    for (UnitIndex u = 0; u < region_.size(); ++u) {
        if (is_island(u)) mainland_in[u] = false;
    }
    for (bool moved = true; moved;) {
        moved = false;
        for (const UnitList& group : islands_) {
            context_.check();
            if (std::ranges::any_of(group, [&](UnitIndex u) { return held[u]; })) continue;
            const auto choices = choices_of_island(group, mainland_in, units);
            if (choices.empty()) continue;
            for (const UnitIndex u : group) {
                join_extent(choices.front(), u, Extent::maximum, Reason::island);
                held[u] = true;
            }
            units[choices.front()] = extent_units(choices.front(), Extent::maximum);
            moved = true;
        }
    }
}

void Mender::fill_enclaves_of_extents(AreaIndex area) {
    if (rules_.enclaves == Enclaves::leave) return;
    std::vector<bool> foreign(region_.size(), false);
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        if (a == area) continue;
        for (const UnitIndex u : extent_units(a, Extent::core)) foreign[u] = true;
    }
    for (const Extent extent : {Extent::maximum, Extent::minimum}) {
        const UnitList inside = extent_units(area, extent);
        std::vector<bool> outside(region_.size(), true);
        for (const UnitIndex u : inside) outside[u] = false;
        for (const UnitList& group : groups_outside(outside)) {
            const bool touches = std::ranges::any_of(group, [&](UnitIndex u) {
                return std::ranges::any_of(contiguity().neighbours(u),
                                           [&](UnitIndex v) { return !outside[v]; });
            });
            const bool open = rules_.enclaves == Enclaves::fill
                                  ? std::ranges::any_of(group, [&](UnitIndex u) { return on_outside_[u]; })
                                  : group.size() >= inside.size();
            if (!touches || open) continue;
            if (std::ranges::any_of(group, [&](UnitIndex u) { return foreign[u]; }) &&
                (rules_.enclosed_areas == EnclosedAreas::leave || group.size() >= inside.size())) {
                continue;
            }
            if (!fits(extent_units(area, Extent::maximum), group)) continue;
            for (const UnitIndex u : group) join_extent(area, u, extent, Reason::enclave);
        }
    }
}

void Mender::enforce_contiguity_of_extents(AreaIndex area) {
    if (rules_.exclaves == Exclaves::leave) return;
    UnitList seeds = extent_units(area, Extent::core);
    if (seeds.empty()) seeds = main_part(extent_units(area, Extent::minimum));
    const UnitList all = extent_units(area, Extent::maximum);
    UnitList off;
    std::ranges::set_difference(all, connected(all, seeds), std::back_inserter(off));
    leave_extents(area, off, Reason::exclave);
    const UnitList minimum = extent_units(area, Extent::minimum);
    if (minimum.empty()) return;
    off.clear();
    std::ranges::set_difference(minimum, connected(minimum, seeds), std::back_inserter(off));
    for (const UnitIndex u : off) {
        Member& m = *member(area, u);
        log_.push_back({u, area, m.extent, false, Reason::exclave});
        m.extent = Extent::maximum;
        m.reason = Reason::dependent;
    }
}

void Mender::limit_extents(AreaIndex area) {
    if (!has_maximum(rules_)) return;
    std::vector<Extent> levels;
    for (const Member& m : areas_[area].members) levels.push_back(m.extent);
    leave_extents(area, shed(extent_units(area, Extent::maximum), extent_units(area, Extent::core), levels),
                  Reason::oversize);
}

void Mender::settle_extents() {
    const std::size_t bound = (units_.size() + 2) * (region_.size() + 2);
    for (std::size_t round = 0;; ++round) {
        const std::size_t before = log_.size();
        attach_islands_to_extents();
        each_area([&](AreaIndex a) {
            if (extents_ended_[a]) return;
            fill_enclaves_of_extents(a);
            enforce_contiguity_of_extents(a);
            limit_extents(a);
        });
        if (log_.size() == before) return;
        if (round > bound) {
            throw ParameterError(ErrorCode::bad_result, "repair of extents did not settle within " +
                                                            std::to_string(bound) + " rounds");
        }
    }
}

std::vector<bool> Mender::small_extents() const {
    std::vector<bool> small(areas_.size(), false);
    if (!has_minimum(rules_)) return small;
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        small[a] = !ended(a) && share_of_minimum(extent_units(a, Extent::maximum)) < 1.0;
    }
    return small;
}

/// Ends the extents of areas that ended in the partition; who joined another area there joins its maximum
/// extent.
void Mender::end_extents() {
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        if (!ended(a) || extents_ended_[a]) continue;
        extents_ended_[a] = true;
        const UnitList members = extent_units(a, Extent::maximum);
        leave_extents(a, members, Reason::absorbed);
        for (UnitIndex u = 0; u < region_.size(); ++u) {
            if (partition_[u] != a || label_[u] == no_area || member(label_[u], u) != nullptr) continue;
            join_extent(label_[u], u, Extent::maximum, Reason::absorbed);
        }
    }
}

/// Makes the members of every area from the partition, keeping what is known of those that stay.
void Mender::follow_partition() {
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        std::vector<Member> members;
        for (const UnitIndex u : units_[a]) {
            if (const Member* const m = member(a, u)) {
                members.push_back(*m);
            } else {
                Member fresh;
                fresh.unit = u;
                fresh.extent = Extent::minimum;
                fresh.reason = reason_[u];
                members.push_back(fresh);
            }
        }
        areas_[a].members = std::move(members);
    }
}

Delineation Mender::finish_delineation() {
    const Repaired repaired = finish();
    Delineation result = std::move(rest_);
    result.partition = repaired.partition;
    result.reasons = repaired.reasons;
    result.changes.insert(result.changes.end(), repaired.changes.begin(), repaired.changes.end());
    std::vector<AreaIndex> order;
    for (AreaIndex a = 0; a < areas_.size(); ++a) {
        if (!ended(a)) order.push_back(a);
    }
    std::ranges::sort(order, {}, [this](AreaIndex a) { return seat(a); });
    result.areas.clear();
    for (const AreaIndex a : order) {
        Area area = std::move(areas_[a]);
        const UnitIndex first = seat(a);
        if (area.centre == no_unit && area.code != region_.units()[first].code) {
            area.code = region_.units()[first].code;
            area.name = region_.units().label(first);
            area.kind = area_kind(region_, first);
        }
        result.areas.push_back(std::move(area));
    }
    return result;
}

void Mender::repair_all() {
    settle();
    if (plain_) return follow_partition();
    while (true) {
        end_extents();
        settle_extents();
        const std::vector<bool> small = small_extents();
        if (std::ranges::find(small, true) == small.end()) return;
        absorb_small(small);
        settle();
    }
}

constexpr Steps all_steps{true, true, true, true, true};

const TieMatrix& no_ties() {
    static const TieMatrix none;
    return none;
}
const std::vector<bool>& no_marks() {
    static const std::vector<bool> none;
    return none;
}

template <class Step>
Repaired mend(const Region& region, const Partition& partition, const TieMatrix& ties,
              const std::vector<bool>& on_outside, const Repair& rules, const Context& context,
              const Steps& steps, Step step) {
    check(region, partition, ties, on_outside, rules, steps);
    if (region.size() == 0) return {.partition = partition};
    Mender mender(region, partition, ties, on_outside, rules, context);
    step(mender);
    return mender.finish();
}

template <class Step>
Delineation mend(const Region& region, Delineation delineation, const TieMatrix& ties,
                 const std::vector<bool>& on_outside, const Repair& rules, const Context& context,
                 const Steps& steps, Step step) {
    check(region, delineation.partition, ties, on_outside, rules, steps);
    if (region.size() == 0) return delineation;
    const Partition partition = delineation.partition;
    Mender mender(region, partition, ties, on_outside, rules, context);
    mender.take(std::move(delineation));
    step(mender);
    return mender.finish_delineation();
}

}  // namespace

ParameterList<Repair> Repair::parameters() {
    using R = Repair;
    const std::string standard =
        "EU-OECD definition, Dijkstra, Poelman and Veneri 2019: enclaves in, exclaves out";

    return {
        field::choice(&R::islands, "islands",
                      {{Islands::leave, "leave"},
                       {Islands::link, "link"},
                       {Islands::nearest, "nearest"},
                       {Islands::strongest, "strongest"}},
                      "Islands outside all areas stay there, or join an area over a declared link, the "
                      "nearest, or the one they are bound to most.",
                      "own"),
        field::count(&R::island_units, "island_units", "units",
                     "Parts of the region with more units are no islands.", "own"),
        field::number(&R::island_distance_km, "island_distance_km", "km", at_least(0.0),
                      "Islands farther from the nearest area stay outside; none: no limit.", "own"),
        field::choice(&R::enclaves, "enclaves",
                      {{Enclaves::leave, "leave"},
                       {Enclaves::fill, "fill"},
                       {Enclaves::fill_by_neighbours, "fill_by_neighbours"}},
                      "What one area encloses joins it: away from the outside border, or, where that is "
                      "unknown, by having no other neighbour.",
                      standard),
        field::choice(&R::enclosed_areas, "enclosed_areas",
                      {{EnclosedAreas::leave, "leave"}, {EnclosedAreas::absorb, "absorb"}},
                      "Smaller areas that another area encloses stay, or join it.", "own"),
        field::choice(&R::exclaves, "exclaves",
                      {{Exclaves::leave, "leave"}, {Exclaves::drop, "drop"}, {Exclaves::give, "give"}},
                      "What is not connected with its area's core stays, goes outside, or goes to the area "
                      "it touches to which it is bound most.",
                      standard),
        field::choice(&R::main_part, "main_part",
                      {{MainPart::units, "units"}, {MainPart::population, "population"}},
                      "An area without a known core is reduced to its part of the most units, or of the "
                      "largest population.",
                      "own"),
        field::choice(&R::small_areas, "small_areas",
                      {{SmallAreas::absorb, "absorb"}, {SmallAreas::dissolve, "dissolve"}},
                      "Areas below a minimum join the one they are bound to most, or their units go outside.",
                      "own"),
        field::count(&R::minimum_units, "minimum_units", "units",
                     "An area has at least this many units; none: rule off.", "own"),
        field::persons(&R::minimum_population, "minimum_population",
                       "An area has at least this population; none: rule off.", "own"),
        field::persons(&R::minimum_workers, "minimum_workers",
                       "An area has at least this many resident workers; none: rule off.", "own"),
        field::count(&R::maximum_units, "maximum_units", "units",
                     "An area has at most this many units; none: rule off.", "own"),
        field::persons(&R::maximum_population, "maximum_population",
                       "An area has at most this population; none: rule off.", "own"),
        field::choice(
            &R::bond_to, "bond_to", {{BondTo::area, "area"}, {BondTo::core, "core"}},
            "A unit is bound to an area by the sum of its ties to all of it, or by the largest to its core.",
            "own")};
}

Repaired repair(const Region& region, const Partition& partition, const TieMatrix& ties,
                const std::vector<bool>& on_outside, const Repair& rules, const Context& context) {
    context.report("repair", 0.0);
    Repaired result = mend(region, partition, ties, on_outside, rules, context, all_steps,
                           [](Mender& mender) { mender.settle(); });
    context.report("repair", 1.0);
    return result;
}

Delineation repair(const Region& region, Delineation delineation, const TieMatrix& ties,
                   const std::vector<bool>& on_outside, const Repair& rules, const Context& context) {
    context.report("repair", 0.0);
    Delineation result = mend(region, std::move(delineation), ties, on_outside, rules, context, all_steps,
                              [](Mender& mender) { mender.repair_all(); });
    context.report("repair", 1.0);
    return result;
}

Repaired attach_islands(const Region& region, const Partition& partition, const TieMatrix& ties,
                        const Repair& rules, const Context& context) {
    return mend(region, partition, ties, no_marks(), rules, context, {.islands = true},
                [](Mender& mender) { mender.attach_islands(); });
}

Delineation attach_islands(const Region& region, Delineation delineation, const TieMatrix& ties,
                           const Repair& rules, const Context& context) {
    return mend(region, std::move(delineation), ties, no_marks(), rules, context, {.islands = true},
                [](Mender& mender) { mender.attach_islands_to_extents(); });
}

Repaired fill_enclaves(const Region& region, const Partition& partition, const std::vector<bool>& on_outside,
                       const Repair& rules, const Context& context) {
    return mend(region, partition, no_ties(), on_outside, rules, context, {.enclaves = true},
                [](Mender& mender) { mender.fill_enclaves(); });
}

Delineation fill_enclaves(const Region& region, Delineation delineation, const std::vector<bool>& on_outside,
                          const Repair& rules, const Context& context) {
    return mend(
        region, std::move(delineation), no_ties(), on_outside, rules, context, {.enclaves = true},
        [](Mender& mender) { mender.each_area([&](AreaIndex a) { mender.fill_enclaves_of_extents(a); }); });
}

Repaired enforce_contiguity(const Region& region, const Partition& partition, const TieMatrix& ties,
                            const Repair& rules, const Context& context) {
    return mend(region, partition, ties, no_marks(), rules, context, {.exclaves = true},
                [](Mender& mender) { mender.enforce_contiguity(); });
}

Delineation enforce_contiguity(const Region& region, Delineation delineation, const Repair& rules,
                               const Context& context) {
    Repair dropping = rules;  // extents may overlap: there is nobody to give to
    if (dropping.exclaves == Exclaves::give) dropping.exclaves = Exclaves::drop;
    return mend(region, std::move(delineation), no_ties(), no_marks(), dropping, context, {.exclaves = true},
                [](Mender& mender) {
                    mender.each_area([&](AreaIndex a) { mender.enforce_contiguity_of_extents(a); });
                });
}

Repaired absorb_small(const Region& region, const Partition& partition, const TieMatrix& ties,
                      const Repair& rules, const Context& context) {
    return mend(region, partition, ties, no_marks(), rules, context, {.small = true},
                [](Mender& mender) { mender.absorb_small(); });
}

Delineation absorb_small(const Region& region, Delineation delineation, const TieMatrix& ties,
                         const Repair& rules, const Context& context) {
    return mend(region, std::move(delineation), ties, no_marks(), rules, context, {.small = true},
                [](Mender& mender) {
                    mender.absorb_small(mender.small_extents());
                    if (mender.extents_are_the_partition()) {
                        mender.follow_partition();
                    } else {
                        mender.end_extents();
                    }
                });
}

Repaired limit_size(const Region& region, const Partition& partition, const TieMatrix& ties,
                    const Repair& rules, const Context& context) {
    return mend(region, partition, ties, no_marks(), rules, context, {.limits = true},
                [](Mender& mender) { mender.limit_size(); });
}

Delineation limit_size(const Region& region, Delineation delineation, const TieMatrix& ties,
                       const Repair& rules, const Context& context) {
    return mend(region, std::move(delineation), ties, no_marks(), rules, context, {.limits = true},
                [](Mender& mender) { mender.each_area([&](AreaIndex a) { mender.limit_extents(a); }); });
}

}  // namespace v0
}  // namespace conurb
