// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/units.hpp>
#include <numeric>

namespace conurb {
inline namespace v0 {

namespace {

/// Holds the counts of units to what counts can be, and their sum to the range of double.
class Count {
public:
    explicit Count(const char* what) : what_(what) {}
    void add(const std::optional<double>& value, const std::string& code) {
        if (!value) return;
        if (!std::isfinite(*value)) {
            throw InputError(ErrorCode::not_a_number, what_ + " is not finite", {.unit = code});
        }
        if (*value < 0.0) {
            throw InputError(ErrorCode::negative, what_ + " is " + std::to_string(*value), {.unit = code});
        }
        total_ += *value;
        if (!std::isfinite(total_)) {
            throw InputError(ErrorCode::too_large, what_ + " of all units adds up beyond the range of double",
                             {.unit = code});
        }
    }

private:
    std::string what_;
    double total_ = 0.0;
};

void check(const std::vector<Unit>& units) {
    if (units.size() >= no_unit) {
        throw InputError(ErrorCode::too_large, std::to_string(units.size()) + " units; at most " +
                                                   std::to_string(no_unit - 1) + " can be numbered");
    }
    Count population("population");
    Count workers("resident workers");
    Count jobs("jobs");
    Count area("area");
    for (const Unit& unit : units) {
        if (unit.code.empty()) throw InputError(ErrorCode::empty_code, "a unit has an empty code");
        population.add(unit.population, unit.code);
        workers.add(unit.resident_workers, unit.code);
        jobs.add(unit.jobs, unit.code);
        area.add(unit.area_km2, unit.code);
        if (unit.position && !(std::isfinite(unit.position->x) && std::isfinite(unit.position->y))) {
            throw InputError(ErrorCode::not_a_number, "position is not finite", {.unit = unit.code});
        }
    }
}

void check(const UnitColumn& column, const std::vector<Unit>& units) {
    if (column.name.empty()) throw InputError(ErrorCode::inconsistent, "a column without a name");
    if (column.values.size() != units.size()) {
        throw InputError(ErrorCode::inconsistent, "column '" + column.name + "' has " +
                                                      std::to_string(column.values.size()) + " values for " +
                                                      std::to_string(units.size()) + " units");
    }
    for (std::size_t k = 0; k < units.size(); ++k) {
        if (column.values[k] && !std::isfinite(*column.values[k])) {
            throw InputError(ErrorCode::not_a_number, column.name + " is not finite",
                             {.unit = units[k].code});
        }
    }
}

/// The values in the order of the units' codes.
std::vector<std::optional<double>> sorted(const std::vector<std::optional<double>>& values,
                                          const std::vector<std::size_t>& order) {
    std::vector<std::optional<double>> result;
    result.reserve(values.size());
    for (const std::size_t k : order) result.push_back(values[k]);
    return result;
}

}  // namespace

Units::Units(std::vector<Unit> units, std::vector<UnitColumn> columns, std::optional<Coordinates> coordinates)
    : units_(std::move(units)), columns_(std::move(columns)) {
    check(units_);
    for (auto column = columns_.begin(); column != columns_.end(); ++column) {
        check(*column, units_);
        if (std::find_if(columns_.begin(), column,
                         [&](const UnitColumn& other) { return other.name == column->name; }) != column) {
            throw InputError(ErrorCode::duplicate, "there are two columns '" + column->name + "'");
        }
    }
    if (!columns_.empty()) {
        std::vector<std::size_t> order(units_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [this](std::size_t k) -> const std::string& { return units_[k].code; });
        for (UnitColumn& column : columns_) column.values = sorted(column.values, order);
    }
    std::ranges::sort(units_, {}, &Unit::code);
    const auto twin = std::ranges::adjacent_find(units_, {}, &Unit::code);
    if (twin != units_.end())
        throw InputError(ErrorCode::duplicate, "the code stands twice", {.unit = twin->code});
    index_.reserve(units_.size());
    for (std::size_t i = 0; i < units_.size(); ++i) index_.emplace(units_[i].code, static_cast<UnitIndex>(i));
    std::vector<Point> positions;
    for (const Unit& unit : units_) {
        if (unit.position) positions.push_back(*unit.position);
    }
    coordinates_ = coordinates.value_or(guess_coordinates(positions));
}

Units Units::with_column(std::string name, std::vector<std::optional<double>> values) const {
    UnitColumn column{.name = std::move(name), .values = std::move(values)};
    check(column, units_);
    Units changed = *this;
    const auto there = std::ranges::find(changed.columns_, column.name, &UnitColumn::name);
    if (there != changed.columns_.end()) {
        *there = std::move(column);
    } else {
        changed.columns_.push_back(std::move(column));
    }
    return changed;
}

std::optional<std::span<const std::optional<double>>> Units::find_column(
    std::string_view name) const noexcept {
    const auto found = std::ranges::find(columns_, name, &UnitColumn::name);
    if (found == columns_.end()) return std::nullopt;
    return found->values;
}

std::span<const std::optional<double>> Units::column(std::string_view name) const {
    if (const auto found = find_column(name)) return *found;
    std::string all;
    for (const UnitColumn& column : columns_) all += (all.empty() ? "" : ", ") + column.name;
    throw ParameterError(ErrorCode::needs_data,
                         "the units have no column '" + std::string(name) +
                             (all.empty() ? "', nor any other" : "'; there are " + all));
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
