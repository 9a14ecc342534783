// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <conurb/core/error.hpp>
#include <conurb/grid/sub_units.hpp>
#include <numbers>
#include <numeric>
#include <string>
#include <tuple>

#include "core/wgs84.hpp"
#include "detail/number.hpp"
#include "detail/union_find.hpp"
#include "grid/settlements.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using namespace detail::wgs84;

struct Place {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;
};

/// Metres in space: on the ellipsoid for degrees, so that there is no seam at 180 degrees.
Place place_of(const Point& point, Coordinates coordinates) {
    if (coordinates == Coordinates::projected) return {point.x, point.y, 0.0};
    const double longitude = point.x * radian;
    const double latitude = point.y * radian;
    const double normal = equatorial_radius / std::sqrt(1.0 - e2 * std::sin(latitude) * std::sin(latitude));
    const double to_axis = normal * std::cos(latitude);
    return {to_axis * std::cos(longitude), to_axis * std::sin(longitude),
            normal * (1.0 - e2) * std::sin(latitude)};
}

/// The straight line that belongs to a distance; over the few kilometres of a link the curvature, whatever
/// its radius, is below a millimetre.
double straight(double distance_m, Coordinates coordinates) {
    if (coordinates == Coordinates::projected) return distance_m;
    return 2.0 * equatorial_radius * std::sin(distance_m / (2.0 * equatorial_radius));
}

double squared(const Place& a, const Place& b) {
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z);
}

using Index = detail::UnionFind::Index;
using CellBox = std::array<std::int64_t, 3>;

/// Links all places at most `reach` apart. Places lie in boxes so small that all of one box are within reach
/// of one another; then only pairs of boxes are looked at, and of those only the ones still apart.
class Linker {
public:
    Linker(const std::vector<Place>& places, double reach, detail::UnionFind& sets, const Context& context)
        : places_(places), reach2_(reach * reach), sets_(sets), context_(context) {
        double far = 1.0;
        for (const Place& p : places) far = std::max({far, std::abs(p.x), std::abs(p.y), std::abs(p.z)});
        // with large coordinates or a small reach the numbers of such boxes would not fit; then boxes are a
        // little wider
        const double tight = reach / std::numbers::sqrt3 * (1.0 - 1e-12);
        side_ = std::max(tight, far * 1e-15);
        wider_ = side_ > tight;
    }

    void link() {
        put_in_boxes();
        for (std::size_t s = 0; s + 1 < starts_.size(); ++s) {
            if (s % 256 == 0) context_.check();
            link_inside(s);
            link_around(s);
        }
    }

private:
    /// One of each set of equal places stands for them all.
    void put_in_boxes() {
        const auto key = [this](std::size_t k) { return std::tie(places_[k].x, places_[k].y, places_[k].z); };
        const auto number = [this](double at) { return static_cast<std::int64_t>(std::floor(at / side_)); };
        std::vector<Index> order(places_.size());
        std::iota(order.begin(), order.end(), Index{0});
        std::ranges::sort(order,
                          [&](Index a, Index b) { return key(a) != key(b) ? key(a) < key(b) : a < b; });
        for (std::size_t k = 0; k < order.size(); ++k) {
            const Place& p = places_[order[k]];
            if (k > 0 && key(order[k]) == key(boxed_.back().second)) {
                sets_.join(boxed_.back().second, order[k]);
            } else {
                boxed_.push_back({{number(p.x), number(p.y), number(p.z)}, order[k]});
            }
        }
        std::ranges::sort(boxed_);
        for (std::size_t k = 0; k < boxed_.size(); ++k) {
            if (k == 0 || boxed_[k].first != boxed_[k - 1].first) starts_.push_back(k);
        }
        starts_.push_back(boxed_.size());
    }

    bool connect(std::size_t a, std::size_t b) {
        if (squared(places_[boxed_[a].second], places_[boxed_[b].second]) > reach2_) return false;
        sets_.join(boxed_[a].second, boxed_[b].second);
        return true;
    }
    void link_inside(std::size_t s) {
        for (std::size_t k = starts_[s] + 1; k < starts_[s + 1]; ++k) {
            connect(starts_[s], k);
            // a wider box holds no more places than there are doubles in it
            if (!wider_) continue;
            for (std::size_t j = starts_[s] + 1; j < k; ++j) connect(j, k);
        }
    }
    /// Of the boxes around, those after this one: two boxes away a corner can still be in reach.
    void link_around(std::size_t s) {
        const CellBox& box = boxed_[starts_[s]].first;
        const auto at = [this](std::size_t start) -> const CellBox& { return boxed_[start].first; };
        for (std::int64_t dx = 0; dx <= 2; ++dx) {
            for (std::int64_t dy = -2; dy <= 2; ++dy) {
                const CellBox low{box[0] + dx, box[1] + dy, box[2] - 2};
                const CellBox high{box[0] + dx, box[1] + dy, box[2] + 2};
                if (high <= box) continue;
                auto near = std::lower_bound(
                    starts_.begin(), starts_.end() - 1, low,
                    [&](std::size_t start, const CellBox& wanted) { return at(start) < wanted; });
                for (; near != starts_.end() - 1 && at(*near) <= high; ++near) {
                    if (at(*near) > box) link_boxes(starts_[s], starts_[s + 1], *near, *(near + 1));
                }
            }
        }
    }
    /// Looks for one pair in reach, where the boxes are still apart.
    void link_boxes(std::size_t a_begin, std::size_t a_end, std::size_t b_begin, std::size_t b_end) {
        if (sets_.root(boxed_[a_begin].second) == sets_.root(boxed_[b_begin].second)) return;
        for (std::size_t a = a_begin; a < a_end; ++a) {
            context_.check();
            for (std::size_t b = b_begin; b < b_end; ++b) {
                if (connect(a, b)) return;
            }
        }
    }

    const std::vector<Place>& places_;
    double reach2_;
    detail::UnionFind& sets_;
    const Context& context_;
    double side_ = 0.0;
    bool wider_ = false;
    std::vector<std::pair<CellBox, Index>> boxed_ = {};
    std::vector<std::size_t> starts_ = {};  // of the boxes in `boxed_`, and the end
};

void require_sub_unit(const SubUnit& sub, std::size_t unit_count, Coordinates coordinates) {
    const Location where{.unit = sub.code};
    const auto refuse = [&](ErrorCode code, const std::string& reason) {
        throw InputError(code, reason, where);
    };
    const auto number = [&](double value, const std::string& what) {
        if (!std::isfinite(value)) refuse(ErrorCode::not_a_number, what + " is not a finite number");
        if (value < 0.0) refuse(ErrorCode::negative, what + " is " + detail::number(value));
    };
    if (sub.code.empty()) refuse(ErrorCode::empty_code, "a sub-unit has no code");
    if (sub.unit != no_unit && sub.unit >= unit_count) {
        refuse(ErrorCode::unknown_unit,
               "is part of unit number " + std::to_string(sub.unit) + " of " + std::to_string(unit_count));
    }
    number(sub.population, "population");
    if (sub.density) number(*sub.density, "density");
    if (sub.area_km2) number(*sub.area_km2, "area");
    if (!std::isfinite(sub.position.x) || !std::isfinite(sub.position.y)) {
        refuse(ErrorCode::not_a_number, "the position is not finite");
    }
    if (coordinates == Coordinates::geographic &&
        (std::abs(sub.position.y) > 90.0 || std::abs(sub.position.x) > 360.0)) {
        refuse(ErrorCode::not_a_number, "the position " + detail::number(sub.position.x) + ", " +
                                            detail::number(sub.position.y) + " is not in degrees");
    }
}

/// Persons per km2; nothing where unknown.
std::optional<double> density_of(const SubUnit& sub) {
    if (sub.density) return sub.density;
    if (sub.area_km2 && *sub.area_km2 > 0.0) return sub.population / *sub.area_km2;
    return std::nullopt;
}

/// The clusters of a rule: each the ranks of its sub-units, ascending, by their first one. `order` has the
/// places of the sub-units in the order of their codes; a rank is a place in it.
std::vector<std::vector<std::size_t>> clusters_of(std::span<const SubUnit> sub_units,
                                                  const std::vector<std::size_t>& order,
                                                  const SubUnitRule& rule, Coordinates coordinates,
                                                  const Context& context) {
    std::vector<std::size_t> dense;
    std::vector<Place> places;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const SubUnit& sub = sub_units[order[rank]];
        const std::optional<double> density = density_of(sub);
        if (!density || *density < rule.density) continue;
        dense.push_back(rank);
        places.push_back(place_of(sub.position, coordinates));
    }
    detail::UnionFind sets(dense.size());
    Linker(places, straight(rule.distance_m, coordinates), sets, context).link();
    std::vector<std::vector<std::size_t>> members(dense.size());
    for (std::size_t k = 0; k < dense.size(); ++k)
        members[sets.root(static_cast<Index>(k))].push_back(dense[k]);
    std::vector<std::vector<std::size_t>> clusters;
    for (std::vector<std::size_t>& ranks : members) {
        double population = 0.0;
        for (const std::size_t rank : ranks) population += sub_units[order[rank]].population;
        if (!ranks.empty() && population >= rule.population) clusters.push_back(std::move(ranks));
    }
    return clusters;
}

Point centre_of(std::span<const SubUnit> sub_units, const std::vector<std::size_t>& members,
                Coordinates coordinates) {
    double weight = 0.0;
    for (const std::size_t k : members) weight += sub_units[k].population;
    Place sum;
    for (const std::size_t k : members) {
        const double share =
            weight > 0.0 ? sub_units[k].population / weight : 1.0 / static_cast<double>(members.size());
        const Place place = place_of(sub_units[k].position, coordinates);
        sum.x += share * place.x;
        sum.y += share * place.y;
        sum.z += share * place.z;
    }
    if (coordinates == Coordinates::projected) return {sum.x, sum.y};
    return {std::atan2(sum.y, sum.x) / radian,
            std::atan2(sum.z, std::hypot(sum.x, sum.y) * (1.0 - e2)) / radian};
}

/// The places of the sub-units in the order of their codes, which must differ.
std::vector<std::size_t> by_code(std::span<const SubUnit> sub_units) {
    std::vector<std::size_t> order(sub_units.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order,
                      [&](std::size_t a, std::size_t b) { return sub_units[a].code < sub_units[b].code; });
    for (std::size_t k = 1; k < order.size(); ++k) {
        const std::string& code = sub_units[order[k]].code;
        if (code == sub_units[order[k - 1]].code) {
            throw InputError(ErrorCode::duplicate, "two sub-units have this code", {.unit = code});
        }
    }
    return order;
}

/// The urban centres, by population.
std::vector<SubUnitCentre> centres_by_population(std::span<const SubUnit> sub_units,
                                                 const std::vector<std::size_t>& order,
                                                 const SubUnitOptions& options, const Context& context) {
    std::vector<SubUnitCentre> centres;
    for (const auto& ranks :
         clusters_of(sub_units, order, options.urban_centre, options.coordinates, context)) {
        SubUnitCentre centre;
        for (const std::size_t rank : ranks) {
            centre.sub_units.push_back(order[rank]);
            centre.population += sub_units[order[rank]].population;
        }
        centre.centre = centre_of(sub_units, centre.sub_units, options.coordinates);
        centres.push_back(std::move(centre));
    }
    // clusters came by their first code, which decides where populations are equal
    std::ranges::stable_sort(centres, std::ranges::greater{}, &SubUnitCentre::population);
    for (std::size_t c = 0; c < centres.size(); ++c) centres[c].id = static_cast<std::uint32_t>(c + 1);
    return centres;
}

/// What is known of the surface of a sub-unit, km2.
double surface_of(const SubUnit& sub) {
    if (sub.area_km2) return *sub.area_km2;
    const std::optional<double> density = density_of(sub);
    return density && *density > 0.0 ? sub.population / *density : 0.0;
}

/// Adds the persons of the sub-units up by unit and settlement.
void settle(std::span<const SubUnit> sub_units, const std::vector<std::size_t>& order,
            const std::vector<bool>& in_cluster, SubUnitCentres& result) {
    std::vector<std::uint32_t> centre_of_sub(sub_units.size(), 0);
    for (const SubUnitCentre& centre : result.centres) {
        for (const std::size_t k : centre.sub_units) centre_of_sub[k] = centre.id;
    }
    for (const std::size_t k : order) {
        const SubUnit& sub = sub_units[k];
        if (!density_of(sub)) ++result.without_density;
        if (sub.unit == no_unit) continue;
        UnitSettlement& unit = result.settlement[sub.unit];
        result.persons[sub.unit] += sub.population;
        const Settlement where = centre_of_sub[k] != 0 ? Settlement::urban_centre
                                 : in_cluster[k]       ? Settlement::urban_cluster
                                                       : Settlement::rural;
        detail::add_persons(unit, where, sub.population);
        detail::add_land(unit, where, surface_of(sub));
        if (centre_of_sub[k] != 0 && sub.population > 0.0)
            result.in_centres.push_back({sub.unit, centre_of_sub[k], sub.population});
    }
    detail::merge_pairs(result.in_centres);
}

}  // namespace

ParameterList<SubUnitRule> SubUnitRule::parameters() {
    using R = SubUnitRule;
    const std::string source = "Degree of Urbanisation, doi 10.2785/706535";
    return {field::number(&R::density, "density", "persons per km2", at_least(0.0),
                          "Sub-units of at least this density take part.", source),
            field::persons(&R::population, "population",
                           "The linked sub-units have at least this population together.", source),
            field::number(&R::distance_m, "distance_m", "metres", between(0.0, 1e6),
                          "Sub-units at most this far apart are linked.", "own")};
}

ParameterList<SubUnitOptions> SubUnitOptions::parameters() {
    using S = SubUnitOptions;
    return {field::part("urban_centre", &S::urban_centre), field::part("urban_cluster", &S::urban_cluster),
            field::choice(&S::coordinates, "coordinates",
                          {{Coordinates::geographic, "geographic"}, {Coordinates::projected, "projected"}},
                          "Positions are longitude and latitude in degrees, or metres in a projected system.",
                          "own")};
}

SubUnitCentres sub_unit_centres(std::span<const SubUnit> sub_units, std::size_t unit_count,
                                const SubUnitOptions& options, const Context& context) {
    constexpr std::string_view phase = "centres of sub-units";
    check_parameters(options);
    context.check();
    context.report(phase, 0.0);
    for (const SubUnit& sub : sub_units) require_sub_unit(sub, unit_count, options.coordinates);
    const std::vector<std::size_t> order = by_code(sub_units);

    SubUnitCentres result;
    result.centres = centres_by_population(sub_units, order, options, context);
    context.report(phase, 0.5);
    std::vector<bool> in_cluster(sub_units.size(), false);
    for (const auto& ranks :
         clusters_of(sub_units, order, options.urban_cluster, options.coordinates, context)) {
        for (const std::size_t rank : ranks) in_cluster[order[rank]] = true;
    }
    result.settlement.resize(unit_count);
    result.persons.assign(unit_count, 0.0);
    settle(sub_units, order, in_cluster, result);
    context.report(phase, 1.0);
    return result;
}

std::vector<Core> cores_by_density(const Units& units, std::span<const SubUnit> sub_units,
                                   const SubUnitOptions& options, const UrbanCoreOptions& core_options,
                                   const Context& context) {
    const SubUnitCentres found = sub_unit_centres(sub_units, units.size(), options, context);
    return urban_cores(units, found.in_centres, found.persons, core_options).cores;
}

}  // namespace v0
}  // namespace conurb
