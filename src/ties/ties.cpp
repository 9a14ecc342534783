// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/ties/balance.hpp>
#include <conurb/ties/ties.hpp>

namespace conurb {
inline namespace v0 {

std::span<const double> Ties::values(std::string_view name) const noexcept {
    const auto found = std::ranges::find(units, name, &UnitMeasure::name);
    return found == units.end() ? std::span<const double>{} : std::span(found->values);
}

Ties to_ties(ConstraintMeasures m) {
    Ties ties{"network-constraint",
              std::move(m.dependence),
              {{"constraint", std::move(m.constraint)},
               {"exerted", std::move(m.exerted)},
               {"balance", std::move(m.balance)},
               {"effective_size", std::move(m.effective_size)},
               {"efficiency", std::move(m.efficiency)},
               {"hierarchy", std::move(m.hierarchy)}}};
    if (!m.balance_with_internal.empty()) {
        ties.units.push_back({"balance_with_internal", std::move(m.balance_with_internal)});
    }
    return ties;
}

std::vector<double> balance_of(const Ties& ties) {
    const std::span<const double> known = ties.values("balance");
    if (!known.empty()) return {known.begin(), known.end()};
    return tie_balance(ties.matrix).balance;
}

Ties TieMeasure::operator()(const Region& region, const Context& context) const {
    if (!make_) throw ParameterError(ErrorCode::needs_data, "a tie measure is asked for, but none is set");
    Ties ties = make_(region, context);
    if (ties.measure.empty()) ties.measure = name_;
    const auto check = [&](std::size_t rows, const std::string& what) {
        if (rows == region.size()) return;
        throw ParameterError(ErrorCode::bad_result, "tie measure '" + name_ + "' gives " + what + " of " +
                                                        std::to_string(rows) + " units for a region of " +
                                                        std::to_string(region.size()));
    };
    check(ties.matrix.size(), "a matrix");
    for (const UnitMeasure& m : ties.units) check(m.values.size(), "'" + m.name + "'");
    return ties;
}

}  // namespace v0
}  // namespace conurb
