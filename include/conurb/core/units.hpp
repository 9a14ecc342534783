// SPDX-License-Identifier: MIT
/// @file
/// The smallest spatial units of a study.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/core/position.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One unit: city, county, municipality, tract. Only the code is needed; what is not known stays empty.
struct Unit {
    std::string code;       ///< unique and not empty; text, so leading zeros live
    std::string name = {};  ///< for people; the code where empty
    std::string kind = {};  ///< as the data has it, for example "metropolitan", "si", "gun"
    std::optional<double> population = std::nullopt;  ///< persons, >= 0
    /// Employed persons living here, wherever they work; empty: summed from the flows, if internal flows are
    /// known.
    std::optional<double> resident_workers = std::nullopt;
    /// Persons working here, wherever they live; empty: summed from the flows, if internal flows are known.
    std::optional<double> jobs = std::nullopt;
    std::optional<double> area_km2 = std::nullopt;  ///< land area
    std::optional<Point> position = std::nullopt;   ///< a point that stands for the unit
};

/// A number per unit that some method or output may ask for by name: persons in densely inhabited districts,
/// dwellings, votes.
struct UnitColumn {
    std::string name = {};                           ///< not empty
    std::vector<std::optional<double>> values = {};  ///< one per unit, finite; empty where it is not known
    friend bool operator==(const UnitColumn&, const UnitColumn&) = default;
};

/// All units of a study, in the order of their codes (bytewise), whatever the order in which they came; with
/// any further columns of numbers, and what their positions mean. Immutable.
class CONURB_EXPORT Units {
public:
    Units() = default;
    /// The values of a column come in the order in which the units come here. `coordinates`: what positions
    /// are; empty: `guess_coordinates` of them. Throws `InputError`: empty_code, duplicate (a code or the
    /// name of a column), negative, not_a_number, too_large (2^32 - 1 units or more, or counts that add up
    /// beyond the range of double), inconsistent (a column that has not one value per unit, or no name).
    explicit Units(std::vector<Unit> units, std::vector<UnitColumn> columns = {},
                   std::optional<Coordinates> coordinates = std::nullopt);

    /// The same units with another column, or other values of one, in the order of the units here. Throws as
    /// above.
    [[nodiscard]] Units with_column(std::string name, std::vector<std::optional<double>> values) const;

    [[nodiscard]] std::size_t size() const noexcept { return units_.size(); }
    [[nodiscard]] bool empty() const noexcept { return units_.empty(); }
    /// No bounds are checked.
    [[nodiscard]] const Unit& operator[](UnitIndex unit) const noexcept { return units_[unit]; }
    /// Units in the order of their codes.
    /// @{
    [[nodiscard]] auto begin() const noexcept { return units_.begin(); }
    [[nodiscard]] auto end() const noexcept { return units_.end(); }
    /// @}

    /// The unit with this code, or nothing. O(1).
    [[nodiscard]] std::optional<UnitIndex> find(std::string_view code) const;
    /// The unit with this code; throws `InputError` unknown_unit.
    [[nodiscard]] UnitIndex at(std::string_view code) const;
    /// The name, or the code where there is no name.
    [[nodiscard]] const std::string& label(UnitIndex unit) const noexcept {
        return units_[unit].name.empty() ? units_[unit].code : units_[unit].name;
    }

    /// Further columns, in the order in which they came.
    [[nodiscard]] std::span<const UnitColumn> columns() const noexcept { return columns_; }
    /// The values of the column with this name, in the order of the units, or nothing.
    [[nodiscard]] std::optional<std::span<const std::optional<double>>> find_column(
        std::string_view name) const noexcept;
    /// The same; throws `ParameterError` needs_data with the names of all columns where there is none.
    [[nodiscard]] std::span<const std::optional<double>> column(std::string_view name) const;

    /// What the positions of units mean.
    [[nodiscard]] Coordinates coordinates() const noexcept { return coordinates_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::vector<Unit> units_;
    std::unordered_map<std::string, UnitIndex, Hash, std::equal_to<>> index_;  // looked up, never iterated
    std::vector<UnitColumn> columns_;
    Coordinates coordinates_ = Coordinates::geographic;
};

}  // namespace v0
}  // namespace conurb
