// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/units.hpp>

namespace conurb {
inline namespace v0 {

Units::Units(std::vector<Unit> units) : units_(std::move(units)) {
    if (units_.size() >= no_unit) {
        throw InputError(ErrorCode::too_large, std::to_string(units_.size()) + " units; at most " +
                                                   std::to_string(no_unit - 1) + " can be numbered");
    }
    const auto count = [](const std::optional<double>& value, double& total, const char* what,
                          const std::string& code) {
        if (!value) return;
        if (!std::isfinite(*value)) {
            throw InputError(ErrorCode::not_a_number, std::string(what) + " is not finite", {.unit = code});
        }
        if (*value < 0.0) {
            throw InputError(ErrorCode::negative, std::string(what) + " is " + std::to_string(*value),
                             {.unit = code});
        }
        total += *value;
        if (!std::isfinite(total)) {
            throw InputError(ErrorCode::too_large,
                             std::string(what) + " of all units adds up beyond the range of double",
                             {.unit = code});
        }
    };
    double population = 0.0;
    double workers = 0.0;
    double jobs = 0.0;
    double area = 0.0;
    double did = 0.0;
    for (const Unit& unit : units_) {
        if (unit.code.empty()) throw InputError(ErrorCode::empty_code, "a unit has an empty code");
        count(unit.population, population, "population", unit.code);
        count(unit.resident_workers, workers, "resident workers", unit.code);
        count(unit.jobs, jobs, "jobs", unit.code);
        count(unit.area_km2, area, "area", unit.code);
        count(unit.did_population, did, "DID population", unit.code);
        if (unit.position && !(std::isfinite(unit.position->x) && std::isfinite(unit.position->y))) {
            throw InputError(ErrorCode::not_a_number, "position is not finite", {.unit = unit.code});
        }
    }
    std::ranges::sort(units_, {}, &Unit::code);
    const auto twin = std::ranges::adjacent_find(units_, {}, &Unit::code);
    if (twin != units_.end())
        throw InputError(ErrorCode::duplicate, "the code stands twice", {.unit = twin->code});
    index_.reserve(units_.size());
    for (std::size_t i = 0; i < units_.size(); ++i) index_.emplace(units_[i].code, static_cast<UnitIndex>(i));
}

std::optional<UnitIndex> Units::find(std::string_view code) const {
    const auto found = index_.find(code);
    if (found == index_.end()) return std::nullopt;
    return found->second;
}

UnitIndex Units::at(std::string_view code) const {
    if (const auto unit = find(code)) return *unit;
    throw InputError(ErrorCode::unknown_unit, "not among the " + std::to_string(size()) + " units",
                     {.unit = std::string(code)});
}

}  // namespace v0
}  // namespace conurb
