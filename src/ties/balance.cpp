// SPDX-License-Identifier: MIT
#include <conurb/ties/balance.hpp>
#include <cstddef>
#include <limits>

namespace conurb {
inline namespace v0 {

TieBalance tie_balance(const TieMatrix& ties) {
    const std::size_t n = ties.size();
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    TieBalance result{std::vector<double>(n, undefined), std::vector<double>(n, 0.0),
                      std::vector<double>(n, undefined)};
    for (UnitIndex i = 0; i < n; ++i) {
        const TieSpan row = ties.row(i);
        if (row.size() == 0) continue;
        double suffered = 0.0;
        for (std::size_t k = 0; k < row.size(); ++k) {
            const double c = row.strengths[k] * row.strengths[k];
            suffered += c;
            result.exerted[row.units[k]] += c;
        }
        result.suffered[i] = suffered;
    }
    for (UnitIndex i = 0; i < n; ++i) {
        // a row without entries suffers nothing: undefined as a constraint, but its unit may bind others
        const double suffered = ties.row(i).size() == 0 ? 0.0 : result.suffered[i];
        if (suffered > 0.0 || result.exerted[i] > 0.0) result.balance[i] = result.exerted[i] / suffered;
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
