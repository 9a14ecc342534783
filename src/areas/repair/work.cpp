// SPDX-License-Identifier: MIT
#include "areas/repair/work.hpp"

#include <conurb/graph/components.hpp>
#include <utility>

#include "areas/repair/parts.hpp"

namespace conurb {
inline namespace v0 {
namespace detail::repairing {

Work::Work(const Region& work_region, const std::vector<Core>& known_cores, const TieMatrix& work_ties,
           const Repair& work_rules, const Context& work_context)
    : region(work_region),
      cores(known_cores),
      ties(work_ties),
      rules(work_rules),
      context(work_context),
      mark(region.size(), false),
      island_of_(region.size(), no_area) {
    if (!region.contiguity()) return;
    std::vector<Contact> borders;
    for (const Contact& c : contiguity().contacts()) {
        if (!c.link) borders.push_back(c);
    }
    for (UnitList& part :
         lists_of(connected_components(ContiguityGraph(region.size(), std::move(borders))))) {
        if (part.size() > rules.island_units) continue;
        for (const UnitIndex u : part) island_of_[u] = static_cast<std::uint32_t>(islands_.size());
        islands_.push_back(std::move(part));
    }
}

const TieMatrix& Work::incoming() {
    if (incoming_.size() == 0) incoming_ = ties.transposed();
    return incoming_;
}

}  // namespace detail::repairing
}  // namespace v0
}  // namespace conurb
