// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/borders.hpp>
#include <numeric>
#include <set>
#include <string_view>
#include <vector>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "detail/progress.hpp"
#include "geometry/arcs.hpp"
#include "geometry/rings.hpp"
#include "input/geojson.hpp"
#include "input/like_codes.hpp"
#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Feature;
using detail::feature_id;
using detail::usual_names;

constexpr std::size_t maximum_crossings = 10'000;     // of the rings of one unit
constexpr std::size_t counted_crossings = 1'000'000;  // for the message

/// Gives the features to the units.
class Matcher {
public:
    Matcher(detail::FeatureCollection features, detail::TextPlaces& places, const Units& units,
            const BordersInput& options, ValidationReport& report, const Context& context)
        : all_(std::move(features)),
          places_(places),
          units_(units),
          how_(options),
          report_(report),
          context_(context),
          like_(units) {}

    [[nodiscard]] Borders match();

private:
    [[nodiscard]] std::size_t choose_name();
    [[nodiscard]] std::optional<UnitIndex> unit_of(const std::string& code);
    [[nodiscard]] Coordinates choose_coordinates() const;
    void refuse_swapped() const;
    [[nodiscard]] std::string written(std::size_t candidate) const {
        if (!how_.code.empty()) return how_.code;
        return candidate == feature_id ? std::string("the feature's own id")
                                       : std::string(usual_names[candidate]);
    }
    [[nodiscard]] std::string code_of(const Feature& feature) const {
        const auto code =
            std::ranges::find(feature.codes, name_, &std::pair<std::size_t, std::string>::first);
        return code == feature.codes.end() ? std::string() : code->second;
    }
    [[noreturn]] void refuse_names() const;
    void tell_other_names();
    void report_problems(const Feature& feature, const std::string& code);
    [[nodiscard]] bool fits(const Feature& feature, const std::string& code);
    void add(std::size_t number);
    void leave_out_tangles();
    void report_twins(UnitIndex unit);
    [[nodiscard]] Borders joined(Borders borders) const;
    void problem(FindingKind kind, std::size_t byte, const std::string& detail, std::string unit = {}) {
        report_.add(how_.policy, {kind, places_.at(byte, std::move(unit)), detail});
    }

    detail::FeatureCollection all_;
    detail::TextPlaces& places_;
    const Units& units_;
    const BordersInput& how_;
    ValidationReport& report_;
    const Context& context_;
    detail::LikeCodes like_;
    bool told_ = false;     // that codes were compared in normal form
    std::size_t name_ = 0;  // of the property that holds the code
    Coordinates coordinates_ = Coordinates::geographic;
    std::vector<Shape> shapes_ = {};                   // per unit
    std::vector<std::vector<std::size_t>> from_ = {};  // number of the feature of each polygon
    std::vector<std::uint32_t> contributions_ = {};    // features of each unit
};

/// The unit of a code, whatever pieces its letters are written in.
std::optional<UnitIndex> Matcher::unit_of(const std::string& code) {
    if (const auto found = units_.find(code)) return found;
    return like_.find(code);
}

std::size_t Matcher::choose_name() {
    if (!how_.code.empty()) return 0;
    // the name under which most features name a unit; of equals the more usual one
    std::vector<std::size_t> known(feature_id + 1, 0);
    std::vector<std::size_t> present(feature_id + 1, 0);
    for (const Feature& feature : all_.features) {
        for (const auto& [candidate, code] : feature.codes) {
            ++present[candidate];
            if (unit_of(code)) ++known[candidate];
        }
    }
    const auto best = static_cast<std::size_t>(std::ranges::max_element(known) - known.begin());
    if (known[best] > 0) return best;
    return static_cast<std::size_t>(std::ranges::max_element(present) - present.begin());
}

/// Refuses degrees with latitude first: all numbers within those of degrees, and the second ones beyond 90.
void Matcher::refuse_swapped() const {
    double x = 0.0;
    double y = 0.0;
    std::size_t at = std::string::npos;
    for (const Feature& feature : all_.features) {
        x = std::max(x, feature.farthest_x);
        if (feature.farthest_y > 90.0 && at == std::string::npos) at = feature.at;
        y = std::max(y, feature.farthest_y);
    }
    if (!(x <= 180.0 && y > 90.0 && y <= 180.0)) return;
    throw InputError(
        ErrorCode::malformed,
        "degrees in the wrong order: all coordinates lie within 180, too near to be metres, and second "
        "ones reach " +
            detail::number(y) +
            ", beyond any latitude; GeoJSON has longitude first: swap the two numbers of each "
            "position",
        places_.at(at));
}

Coordinates Matcher::choose_coordinates() const {
    if (how_.coordinates) return *how_.coordinates;
    refuse_swapped();
    std::size_t beyond = 0;
    std::size_t within = 0;
    for (const Feature& feature : all_.features) {
        if (!feature.polygons.empty()) ++(feature.beyond_degrees ? beyond : within);
    }
    return beyond > within ? Coordinates::projected : Coordinates::geographic;
}

/// Refuses features of which none has the property, telling the names there are.
void Matcher::refuse_names() const {
    std::string all;
    for (const std::string& property : all_.names) {
        if (all.size() > 300) {
            all += ", ...";
            break;
        }
        all += (all.empty() ? "" : ", ") + property;
    }
    throw InputError(
        ErrorCode::missing_column,
        (how_.code.empty() ? "no property with a usual name holds the unit code"
                           : "no feature has the property '" + how_.code + "'") +
            (all.empty() ? std::string("; the features have no properties") : "; there are: " + all),
        {.file = places_.file()});
}

/// A note where other properties could hold the code, too.
void Matcher::tell_other_names() {
    std::set<std::size_t> others;
    for (const Feature& feature : all_.features) {
        for (const auto& [candidate, code] : feature.codes) {
            if (candidate != name_) others.insert(candidate);
        }
    }
    if (others.empty()) return;
    report_.note(
        FindingKind::column,
        "unit codes are taken from '" + written(name_) + "', not from '" + written(*others.begin()) + "'",
        {.file = places_.file()});
}

void Matcher::report_problems(const Feature& feature, const std::string& code) {
    for (const Feature::Problem& found : feature.problems) {
        if (found.rejected) {
            problem(found.kind, feature.at, found.detail, code);
        } else {
            report_.note(found.kind, found.detail, places_.at(feature.at, code));
        }
    }
}

/// Whether the coordinates of a feature are of the kind of all.
bool Matcher::fits(const Feature& feature, const std::string& code) {
    if (coordinates_ == Coordinates::geographic && feature.beyond_degrees) {
        problem(FindingKind::invalid_geometry, feature.at,
                "coordinates beyond degrees of longitude and latitude; the shape is left out", code);
        return false;
    }
    // degrees among metres: suspicious only where the kind of coordinates was found from the numbers
    if (coordinates_ == Coordinates::projected && !how_.coordinates && !feature.beyond_degrees) {
        problem(FindingKind::invalid_geometry, feature.at,
                "degrees of longitude and latitude among coordinates in metres; the shape is left out", code);
        return false;
    }
    return true;
}

/// Gives the polygons of a feature to its unit.
void Matcher::add(std::size_t number) {
    Feature& feature = all_.features[number];
    const std::string code = code_of(feature);
    report_problems(feature, code);
    if (code.empty()) {
        problem(FindingKind::empty_code, feature.at, "the feature has no '" + written(name_) + "'; left out");
        return;
    }
    const auto unit = unit_of(code);
    if (!unit) {
        problem(FindingKind::unknown_unit, feature.at,
                "not among the units" + like_.hint(code) + "; the shape is left out", code);
        return;
    }
    if (units_[*unit].code != code && !told_) {
        report_.note(FindingKind::encoding, detail::composed_words, places_.at(feature.at, code));
        told_ = true;
    }
    if (feature.polygons.empty() || !fits(feature, code)) return;
    for (Polygon& polygon : feature.polygons) {
        shapes_[*unit].push_back(std::move(polygon));
        from_[*unit].push_back(number);
    }
    ++contributions_[*unit];
}

/// Shapes whose rings cross everywhere are left out: to find what they cover takes time and memory by the
/// number of crossings, which may be the square of the number of points.
void Matcher::leave_out_tangles() {
    std::vector<std::size_t> crossings(shapes_.size(), 0);
    detail::parallel_blocks(shapes_.size(), 64, context_, "checking borders", [&] {
        return [&](std::size_t begin, std::size_t end) {
            for (std::size_t u = begin; u < end; ++u)
                crossings[u] = detail::count_crossings(shapes_[u], counted_crossings);
        };
    });
    for (UnitIndex unit = 0; unit < shapes_.size(); ++unit) {
        if (crossings[unit] <= maximum_crossings) continue;
        const std::string most = crossings[unit] == counted_crossings ? "at least " : "";
        problem(FindingKind::invalid_geometry, all_.features[from_[unit].front()].at,
                "its rings cross " + most + std::to_string(crossings[unit]) + " times, more than " +
                    std::to_string(maximum_crossings) + "; the shape is left out",
                units_[unit].code);
        shapes_[unit].clear();
        contributions_[unit] = 0;
    }
}

/// Polygons of a unit that stand twice.
void Matcher::report_twins(UnitIndex unit) {
    const Shape& shape = shapes_[unit];
    if (shape.size() < 2) return;
    std::vector<Shape> alone;  // each in its normal form, so that equals are equal
    for (const Polygon& polygon : shape) {
        alone.push_back({polygon});
        detail::normalise(alone.back(), coordinates_);
    }
    std::vector<std::size_t> order(shape.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        const Ring& p = alone[a][0].outer;
        const Ring& q = alone[b][0].outer;
        if (std::ranges::lexicographical_compare(p, q, detail::before)) return true;
        if (std::ranges::lexicographical_compare(q, p, detail::before)) return false;
        return a < b;
    });
    for (std::size_t k = 1; k < order.size(); ++k) {
        if (alone[order[k]] != alone[order[k - 1]]) continue;
        problem(FindingKind::duplicate, all_.features[from_[unit][order[k]]].at,
                "a polygon stands twice; kept once", units_[unit].code);
    }
}

/// Units that came in several features become one shape.
Borders Matcher::joined(Borders borders) const {
    if (std::ranges::none_of(contributions_, [](std::uint32_t n) { return n > 1; })) return borders;
    std::vector<Shape> shapes(borders.begin(), borders.end());
    for (UnitIndex unit = 0; unit < shapes.size(); ++unit) {
        if (contributions_[unit] < 2) continue;
        context_.check();
        shapes[unit] = dissolve(borders, std::span(&unit, 1), {.tolerance_m = 0.0}, context_);
    }
    return Borders(std::move(shapes), coordinates_, borders.system());
}

Borders Matcher::match() {
    name_ = choose_name();
    const bool found = std::ranges::any_of(all_.features, [&](const Feature& feature) {
        return std::ranges::any_of(feature.codes, [&](const auto& code) { return code.first == name_; });
    });
    if (!found && !all_.features.empty()) refuse_names();
    if (how_.code.empty() && found) tell_other_names();
    coordinates_ = choose_coordinates();
    shapes_.resize(units_.size());
    from_.resize(units_.size());
    contributions_.assign(units_.size(), 0);
    for (std::size_t number = 0; number < all_.features.size(); ++number) add(number);
    leave_out_tangles();
    for (UnitIndex unit = 0; unit < shapes_.size(); ++unit) report_twins(unit);
    std::string system;
    if (coordinates_ == Coordinates::projected) system = how_.system.empty() ? all_.system : how_.system;
    all_ = {};
    Borders borders = joined(Borders(std::move(shapes_), coordinates_, std::move(system)));
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        if (borders[unit].empty()) {
            report_.note(FindingKind::no_borders, "the file holds no shape of the unit",
                         {.file = places_.file(), .unit = units_[unit].code});
        }
    }
    return borders;
}

}  // namespace

Borders read_borders(const std::string& path, const Units& units, const BordersInput& options,
                     ValidationReport* report, const Context& context) {
    return parse_borders(detail::read_bytes(path, context), path, units, options, report, context);
}

Borders parse_borders(std::string geojson, const std::string& name, const Units& units,
                      const BordersInput& options, ValidationReport* report, const Context& context) {
    ValidationReport own;
    ValidationReport& findings = report != nullptr ? *report : own;
    detail::Progress progress(context, "reading borders");
    if (geojson.starts_with("\xEF\xBB\xBF")) geojson.erase(0, 3);
    detail::TextPlaces places(name, geojson);
    if (const std::size_t bad = detail::first_invalid_utf8(geojson); bad != std::string_view::npos) {
        throw InputError(ErrorCode::encoding, "not valid UTF-8, as JSON has to be", places.at(bad));
    }
    Borders borders = Matcher(detail::read_features(geojson, options, places, findings, progress), places,
                              units, options, findings, context)
                          .match();
    progress.finish();
    return borders;
}

}  // namespace v0
}  // namespace conurb
