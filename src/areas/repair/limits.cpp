// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/graph/components.hpp>
#include <cstdint>
#include <utility>

#include "areas/repair/sizes.hpp"
#include "areas/repair/steps.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {
namespace {

/// One area while units are taken off it.
class Shedding {
public:
    Shedding(const UnitsInAreas& areas, AreaIndex a)
        : work_(areas.work), units_(areas.units(a)), core_(areas.core(a)), left_(units_) {
        for (const UnitIndex u : units_) work_.mark[u] = true;
        for (const UnitIndex u : units_) {
            levels_.push_back(areas.level(a, u));
            bonds_.push_back(bond_now(u));
        }
        stands_.assign(units_.size() + 1, true);
        stands_[0] = !core_.empty();
        draw_contacts();
    }
    Shedding(const Shedding&) = delete;
    Shedding& operator=(const Shedding&) = delete;
    ~Shedding() {
        for (const UnitIndex u : left_) work_.mark[u] = false;
    }

    /// The units that the area loses, in this order.
    [[nodiscard]] UnitList shed() {
        UnitList taken;
        while (above_limit(work_, left_) && (left_.size() > 1 || !core_.empty())) {
            work_.context.check();
            const std::size_t k = least_bound();
            if (k == units_.size()) break;
            take_off(k);
            taken.push_back(units_[k]);
        }
        return taken;
    }

private:
    [[nodiscard]] std::size_t place(UnitIndex u) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(units_, u) - units_.begin());
    }
    [[nodiscard]] bool in_core(UnitIndex u) const { return std::ranges::binary_search(core_, u); }

    /// The bond of a unit to the others that are left, or to the core.
    [[nodiscard]] double bond_now(UnitIndex u) const {
        const bool to_core = work_.rules.bond_to == BondTo::core && !core_.empty();
        double sum = 0.0;
        const TieSpan row = work_.ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex v = row.units[k];
            if (v == u || !work_.mark[v]) continue;
            if (!to_core)
                sum += row.strengths[k];
            else if (in_core(v))
                sum = std::max(sum, row.strengths[k]);
        }
        return sum;
    }

    /// Node 0 stands for the core and for islands that may stay; node k + 1 for unit k.
    void draw_contacts() {
        std::vector<Contact> contacts;
        if (work_.region.contiguity()) {
            for (std::size_t k = 0; k < units_.size(); ++k) {
                const auto node = static_cast<UnitIndex>(k + 1);
                if (in_core(units_[k]) || (!core_.empty() && work_.stays_as_island(units_[k]))) {
                    contacts.push_back({0, node});
                }
                for (const UnitIndex v : work_.contiguity().neighbours(units_[k])) {
                    if (v < units_[k] && work_.mark[v]) {
                        contacts.push_back({static_cast<UnitIndex>(place(v) + 1), node});
                    }
                }
            }
        }
        contacts_ = ContiguityGraph(units_.size() + 1, std::move(contacts));
    }

    /// The least bound of the units that may go; their number where none may. What is only in the maximum
    /// extent goes before what is in the minimum.
    [[nodiscard]] std::size_t least_bound() const {
        std::vector<bool> may_go = stands_;
        for (const UnitIndex node : articulation_points(contacts_, stands_)) may_go[node] = false;
        std::size_t least = units_.size();
        for (std::size_t k = 0; k < units_.size(); ++k) {
            if (!may_go[k + 1] || levels_[k] == Extent::core) continue;
            if (least == units_.size() || levels_[k] > levels_[least] ||
                (levels_[k] == levels_[least] && bonds_[k] < bonds_[least])) {
                least = k;
            }
        }
        return least;
    }

    void take_off(std::size_t k) {
        const UnitIndex u = units_[k];
        stands_[k + 1] = false;
        work_.mark[u] = false;
        left_.erase(std::ranges::lower_bound(left_, u));
        for (const UnitIndex v : work_.incoming().row(u).units) {
            if (work_.mark[v]) bonds_[place(v)] = bond_now(v);
        }
    }

    Work& work_;
    UnitList units_;
    UnitList core_;
    UnitList left_;
    std::vector<Extent> levels_;
    std::vector<double> bonds_;  // of each unit, as they are now
    std::vector<bool> stands_;   // by node
    ContiguityGraph contacts_;
};

}  // namespace

void limit_size(UnitsInAreas& areas) {
    if (!has_maximum(areas.work.rules)) return;
    for (const AreaIndex a : areas.areas()) {
        if (!above_limit(areas.work, areas.units(a))) continue;
        const UnitList taken = Shedding(areas, a).shed();
        for (const UnitIndex u : taken) areas.leave(a, u, Reason::oversize);
    }
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
