// SPDX-License-Identifier: MIT
/// @file
/// Where things are that people go to: schools, clinics, markets.
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/core/position.hpp>
#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/layers/cost_table.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Position of a place in `Places`, which are in the order of their ids. It is the destination of the costs
/// to places.
using PlaceIndex = std::uint32_t;

/// A place of one or several functions.
struct Place {
    std::string id;            ///< unique and not empty
    UnitIndex unit = no_unit;  ///< the unit it lies in; `no_unit`: in none, or nobody knows
    std::string name = {};     ///< for people; the id where empty
    std::optional<Point> position = std::nullopt;  ///< as those of units; empty: that of its unit
    friend bool operator==(const Place&, const Place&) = default;
};

/// What a place offers.
struct Offer {
    PlaceIndex place = 0;
    std::string function;   ///< not empty
    double capacity = 1.0;  ///< beds, seats, books: > 0, finite
    friend bool operator==(const Offer&, const Offer&) = default;
};

/// Places in the order of their ids (bytewise), and what they offer, by function and place. Immutable.
class CONURB_EXPORT Places {
public:
    Places() = default;
    /// `Offer::place` counts places in the order in which they come here. Throws `InputError`: empty_code (an
    /// id, a function), duplicate (an id; one function twice at a place), unknown_unit (an offer of a place
    /// that is not there), not_a_number, negative (a capacity that is not above 0). O(n log n).
    Places(std::vector<Place> places, std::vector<Offer> offers);

    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    /// No bounds are checked.
    [[nodiscard]] const Place& operator[](PlaceIndex place) const noexcept { return places_[place]; }
    /// The place with this id, or nothing. O(log n).
    [[nodiscard]] std::optional<PlaceIndex> find(std::string_view id) const noexcept;
    /// The name, or the id where there is no name.
    [[nodiscard]] const std::string& label(PlaceIndex place) const noexcept {
        return places_[place].name.empty() ? places_[place].id : places_[place].name;
    }
    /// All offers, by function (bytewise), then place.
    [[nodiscard]] const std::vector<Offer>& offers() const noexcept { return offers_; }
    /// The functions that are offered somewhere, ascending.
    [[nodiscard]] std::vector<std::string> functions() const;
    /// The offers of one function, by place; none where nobody has it.
    [[nodiscard]] std::span<const Offer> of(std::string_view function) const noexcept;
    /// Capacity of one function per place, 0 where it is not offered.
    [[nodiscard]] std::vector<double> capacities(std::string_view function) const;

private:
    std::vector<Place> places_;
    std::vector<Offer> offers_;
};

/// Every unit as a place of the function named, with its code as id and its capacity from a column of
/// numbers (empty: 1): so that costs between units serve for places. Units of which the capacity is 0 or not
/// known offer nothing. Throws `ParameterError` needs_data (no such column), `InputError` negative.
[[nodiscard]] CONURB_EXPORT Places places_of_units(const Units& units, const std::string& function,
                                                   const std::string& capacity = {});

/// Straight-line distances in kilometres from all units to the places at most `limit_km` apart: a stand-in
/// where no travel times are at hand, to be called by its name. A place without a position of its own is at
/// that of its unit. Throws `ParameterError`: needs_data (a unit or place without a position),
/// parameter_range. O(units x places).
[[nodiscard]] CONURB_EXPORT CostTable straight_line_costs(const Units& units, const Places& places,
                                                          double limit_km);

}  // namespace v0
}  // namespace conurb
