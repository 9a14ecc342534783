// SPDX-License-Identifier: MIT
// What makes a travel-to-work area valid.
#include <algorithm>
#include <conurb/methods/travel_to_work.hpp>

#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {

// a group on the boundary is valid, whatever rounding makes of it

double validity(double size, double self_containment, const TravelToWorkAreas& t) noexcept {
    if (detail::reaches(self_containment, 1.0)) return 1.0;
    const double missing = std::max(0.0, (t.target_size - size) / (t.target_size - t.minimum_size));
    const double slack = 1.0 - t.minimum_self_containment / t.target_self_containment;
    const double value = std::min(1.0, self_containment / t.target_self_containment) *
                         (1.0 - slack * missing) * t.target_self_containment / t.minimum_self_containment;
    return detail::same(value, 1.0) ? 1.0 : value;
}

double linear_validity(double size, double self_containment, const TravelToWorkAreas& t) noexcept {
    const double slope =
        (t.minimum_self_containment - t.target_self_containment) / (t.target_size - t.minimum_size);
    const bool large = detail::reaches(size, t.target_size);
    if (detail::reaches(self_containment, t.target_self_containment)) {
        return large ? 1.0 / 12.0 : slope * (t.minimum_size - size);
    }
    const double needed =
        large ? t.minimum_self_containment : t.target_self_containment + slope * (size - t.minimum_size);
    return detail::same(self_containment, needed) ? 0.0 : self_containment - needed;
}

const char* to_string(ReserveType type) noexcept {
    switch (type) {
        case ReserveType::a:
            return "A";
        case ReserveType::b:
            return "B";
        case ReserveType::c:
            return "C";
        case ReserveType::d:
            return "D";
    }
    return "A";
}

}  // namespace v0
}  // namespace conurb
