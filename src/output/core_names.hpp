// SPDX-License-Identifier: MIT
// What groups of units are called in lists of what a method did.
#pragma once

#include <conurb/graph/region.hpp>
#include <map>
#include <string>

namespace conurb {
inline namespace v0 {
namespace detail {

/// The label of the given core around a unit, else the name of the unit.
class CoreNames {
public:
    explicit CoreNames(const Region& region) : units_(region.units()) {
        for (const Core& core : region.cores()) {
            if (!core.label.empty()) labels_.emplace(core.centre, core.label);
        }
    }
    [[nodiscard]] const std::string& operator[](UnitIndex unit) const {
        const auto label = labels_.find(unit);
        return label == labels_.end() ? units_.label(unit) : label->second;
    }

private:
    const Units& units_;
    std::map<UnitIndex, std::string> labels_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
