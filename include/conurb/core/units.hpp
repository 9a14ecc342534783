// SPDX-License-Identifier: MIT
/// @file
/// The smallest spatial units of a study.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A position: longitude and latitude in degrees (WGS84), or metres in a projected system.
struct Point {
    double x = 0.0;  ///< longitude or easting
    double y = 0.0;  ///< latitude or northing
    friend bool operator==(const Point&, const Point&) = default;
};

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
    /// Persons of the population who live in densely inhabited districts (Japan's census), >= 0.
    std::optional<double> did_population = std::nullopt;
};

/// All units of a study, in the order of their codes (bytewise), whatever the order in which they came.
class CONURB_EXPORT Units {
public:
    Units() = default;
    /// Throws `InputError`: empty_code, duplicate, negative, not_a_number, too_large (2^32 - 1 units or more,
    /// or counts that add up beyond the range of double).
    explicit Units(std::vector<Unit> units);

    [[nodiscard]] std::size_t size() const noexcept { return units_.size(); }
    [[nodiscard]] bool empty() const noexcept { return units_.empty(); }
    /// No bounds are checked.
    [[nodiscard]] const Unit& operator[](UnitIndex unit) const noexcept { return units_[unit]; }
    [[nodiscard]] auto begin() const noexcept { return units_.begin(); }
    [[nodiscard]] auto end() const noexcept { return units_.end(); }

    /// The unit with this code, or nothing. O(1).
    [[nodiscard]] std::optional<UnitIndex> find(std::string_view code) const;
    /// The unit with this code; throws `InputError` unknown_unit.
    [[nodiscard]] UnitIndex at(std::string_view code) const;
    /// The name, or the code where there is no name.
    [[nodiscard]] const std::string& label(UnitIndex unit) const noexcept {
        return units_[unit].name.empty() ? units_[unit].code : units_[unit].name;
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::vector<Unit> units_;
    std::unordered_map<std::string, UnitIndex, Hash, std::equal_to<>> index_;  // looked up, never iterated
};

}  // namespace v0
}  // namespace conurb
