// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/layers/places.hpp>
#include <numeric>
#include <tuple>

#include "detail/number.hpp"
#include "detail/reaches.hpp"

namespace conurb {
inline namespace v0 {
namespace {

void check_offer(const Offer& offer, const std::vector<Place>& places) {
    if (offer.place >= places.size()) {
        throw InputError(ErrorCode::unknown_unit, "an offer of place number " + std::to_string(offer.place) +
                                                      ", and there are " + std::to_string(places.size()));
    }
    const Location where{.unit = places[offer.place].id};
    if (offer.function.empty()) throw InputError(ErrorCode::empty_code, "a function has no name", where);
    if (!std::isfinite(offer.capacity)) {
        throw InputError(ErrorCode::not_a_number, "a capacity is not a finite number", where);
    }
    if (offer.capacity <= 0.0) {
        throw InputError(ErrorCode::negative,
                         "a capacity is " + detail::number(offer.capacity) + "; it is above 0", where);
    }
}

}  // namespace

Places::Places(std::vector<Place> places, std::vector<Offer> offers) : offers_(std::move(offers)) {
    for (const Offer& offer : offers_) check_offer(offer, places);
    std::vector<PlaceIndex> order(places.size());
    std::iota(order.begin(), order.end(), PlaceIndex{0});
    std::ranges::stable_sort(order, {}, [&](PlaceIndex p) -> const std::string& { return places[p].id; });
    std::vector<PlaceIndex> now(places.size());
    for (PlaceIndex k = 0; k < order.size(); ++k) {
        now[order[k]] = k;
        places_.push_back(std::move(places[order[k]]));
        if (places_[k].id.empty()) throw InputError(ErrorCode::empty_code, "a place has no id");
        if (k > 0 && places_[k].id == places_[k - 1].id) {
            throw InputError(ErrorCode::duplicate, "two places have one id", {.unit = places_[k].id});
        }
    }
    for (Offer& offer : offers_) offer.place = now[offer.place];
    const auto key = [](const Offer& o) { return std::tie(o.function, o.place); };
    std::ranges::sort(offers_, [&](const Offer& a, const Offer& b) { return key(a) < key(b); });
    const auto twice =
        std::ranges::adjacent_find(offers_, [&](const Offer& a, const Offer& b) { return key(a) == key(b); });
    if (twice != offers_.end()) {
        throw InputError(ErrorCode::duplicate, "the place offers '" + twice->function + "' twice",
                         {.unit = places_[twice->place].id});
    }
}

std::optional<PlaceIndex> Places::find(std::string_view id) const noexcept {
    const auto at =
        std::ranges::lower_bound(places_, id, {}, [](const Place& p) -> std::string_view { return p.id; });
    if (at == places_.end() || at->id != id) return std::nullopt;
    return static_cast<PlaceIndex>(at - places_.begin());
}

std::vector<std::string> Places::functions() const {
    std::vector<std::string> names;
    for (const Offer& offer : offers_) {
        if (names.empty() || names.back() != offer.function) names.push_back(offer.function);
    }
    return names;
}

std::span<const Offer> Places::of(std::string_view function) const noexcept {
    const auto name_of = [](const Offer& o) -> std::string_view { return o.function; };
    const auto first = std::ranges::lower_bound(offers_, function, {}, name_of);
    const auto last = std::ranges::upper_bound(offers_, function, {}, name_of);
    return {first, last};
}

std::vector<double> Places::capacities(std::string_view function) const {
    std::vector<double> all(size(), 0.0);
    for (const Offer& offer : of(function)) all[offer.place] = offer.capacity;
    return all;
}

Places places_of_units(const Units& units, const std::string& function, const std::string& capacity) {
    std::vector<Place> places;
    std::vector<Offer> offers;
    const auto values = capacity.empty() ? std::span<const std::optional<double>>() : units.column(capacity);
    for (UnitIndex u = 0; u < units.size(); ++u) {
        places.push_back({.id = units[u].code, .unit = u, .name = units[u].name});
        const double offered = capacity.empty() ? 1.0 : values[u].value_or(0.0);
        if (offered != 0.0) offers.push_back({u, function, offered});
    }
    return {std::move(places), std::move(offers)};
}

CostTable straight_line_costs(const Units& units, const Places& places, double limit_km) {
    check_number("limit_km", limit_km, at_least(0.0));
    const auto need = [](const std::optional<Point>& position, const std::string& code) {
        if (position) return *position;
        throw ParameterError(ErrorCode::needs_data, "straight lines need a position, which is not known",
                             {.unit = code});
    };
    std::vector<TravelCost> costs;
    for (PlaceIndex p = 0; p < places.size(); ++p) {
        const Place& place = places[p];
        const bool at_unit = !place.position && place.unit < units.size();
        const Point there = need(at_unit ? units[place.unit].position : place.position, place.id);
        for (UnitIndex u = 0; u < units.size(); ++u) {
            const double km =
                distance_m(need(units[u].position, units[u].code), there, units.coordinates()) / 1000.0;
            if (detail::reaches(limit_km, km)) costs.push_back({u, p, km});
        }
    }
    return {units.size(), places.size(), std::move(costs)};
}

}  // namespace v0
}  // namespace conurb
