// SPDX-License-Identifier: MIT
#include "input/geojson.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <iterator>
#include <optional>

#include "detail/text.hpp"
#include "geometry/coordinate_system.hpp"
#include "geometry/rings.hpp"
#include "input/json_scanner.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// What a geometry object says, before it is known what its type is: members of JSON come in any order.
struct RawGeometry {
    std::string type;
    bool present = false;  // neither null nor missing
    bool has_coordinates = false;
    std::vector<Point> points;              // all positions
    std::vector<std::size_t> ring_ends;     // positions
    std::vector<std::size_t> polygon_ends;  // rings
    int height = -1;                        // 0 a position, 1 a line, 2 a polygon, 3 a multipolygon; -1 empty
    bool uneven = false;                    // arrays of different height side by side
    bool not_numbers = false;               // something else than a number where one should be
    std::vector<RawGeometry> parts;         // of a collection
};

/// A ring as it is used, or why not.
struct UsableRing {
    Ring points;
    std::string problem = {};
    FindingKind kind = FindingKind::invalid_geometry;
    bool rejected = true;  // whether what is lost covers ground
};

UsableRing usable(Ring points, bool outer) {
    const char* const lost = "; the polygon is left out";
    if (!std::ranges::all_of(points, [](Point q) { return std::isfinite(q.x) && std::isfinite(q.y); }))
        return {{}, std::string("a coordinate beyond the range of double") + lost, FindingKind::not_a_number};
    if (!std::ranges::all_of(points, [](Point q) { return on_earth(q, Coordinates::projected); }))
        return {{}, std::string("a coordinate beyond the earth") + lost};
    open_ring(points);
    if (in_a_line(points)) {
        return {{},
                "its " + std::to_string(points.size()) + " points enclose nothing" +
                    (outer ? lost : "; the hole is left out"),
                FindingKind::invalid_geometry,
                false};
    }
    return {std::move(points)};
}

/// Why coordinates are of no use for a geometry of the type, or nothing.
std::optional<std::pair<FindingKind, std::string>> problem_of(const RawGeometry& raw, int wanted) {
    using Problem = std::pair<FindingKind, std::string>;
    if (wanted == 0) {
        return Problem(FindingKind::invalid_geometry,
                       raw.type.empty() ? "the geometry has no type"
                                        : "a geometry of type '" + raw.type + "', no polygon; left out");
    }
    if (raw.not_numbers)
        return Problem(FindingKind::not_a_number, "a coordinate is no number; the geometry is left out");
    if (!raw.has_coordinates || raw.height < 0)
        return Problem(FindingKind::invalid_geometry, "the geometry has no coordinates");
    if (raw.uneven || raw.height != wanted) {
        return Problem(FindingKind::invalid_geometry, "the coordinates are not nested as a " + raw.type +
                                                          " wants it; the geometry is left out");
    }
    return std::nullopt;
}

/// The rings first..end of a geometry as a polygon of the feature; what cannot be used becomes a problem.
/// `name` begins what is said of it.
void add_polygon(const RawGeometry& raw, std::size_t first, std::size_t end, const std::string& name,
                 Feature& feature) {
    Polygon polygon;
    bool whole = true;
    for (std::size_t ring = first; ring < end; ++ring) {
        const bool outer = ring == first;
        const std::size_t from = ring == 0 ? 0 : raw.ring_ends[ring - 1];
        UsableRing found = usable(Ring(raw.points.begin() + static_cast<std::ptrdiff_t>(from),
                                       raw.points.begin() + static_cast<std::ptrdiff_t>(raw.ring_ends[ring])),
                                  outer);
        if (!found.problem.empty()) {
            feature.problems.push_back(
                {found.kind, name + "ring " + std::to_string(ring - first + 1) + ": " + found.problem,
                 found.rejected});
            whole = whole && !found.rejected && !outer;
            continue;
        }
        for (const Point q : found.points) {
            feature.beyond_degrees = feature.beyond_degrees || !on_earth(q, Coordinates::geographic);
            feature.farthest_x = std::max(feature.farthest_x, std::abs(q.x));
            feature.farthest_y = std::max(feature.farthest_y, std::abs(q.y));
        }
        (outer ? polygon.outer : polygon.holes.emplace_back()) = std::move(found.points);
    }
    if (whole && !polygon.outer.empty()) feature.polygons.push_back(std::move(polygon));
}

/// Turns what was read into polygons of the feature; what cannot be used becomes a problem.
void build(const RawGeometry& raw, Feature& feature) {
    const auto refuse = [&](FindingKind kind, std::string detail) {
        feature.problems.push_back({kind, std::move(detail), true});
    };
    if (!raw.present) return refuse(FindingKind::invalid_geometry, "the feature has no geometry");
    if (raw.type == "GeometryCollection") {
        if (raw.parts.empty()) refuse(FindingKind::invalid_geometry, "the geometry collection is empty");
        for (const RawGeometry& part : raw.parts) build(part, feature);
        return;
    }
    const int wanted = raw.type == "Polygon" ? 2 : raw.type == "MultiPolygon" ? 3 : 0;
    if (auto problem = problem_of(raw, wanted)) return refuse(problem->first, std::move(problem->second));
    std::size_t first = 0;
    for (std::size_t p = 0; p < raw.polygon_ends.size(); ++p) {
        add_polygon(raw, first, raw.polygon_ends[p],
                    wanted == 3 ? "polygon " + std::to_string(p + 1) + ", " : std::string(), feature);
        first = raw.polygon_ends[p];
    }
}

class FeatureReader {
public:
    FeatureReader(std::string_view text, const BordersInput& how, TextPlaces& places,
                  ValidationReport& report, Progress& progress)
        : text_(text),
          how_(how),
          places_(places),
          report_(report),
          progress_(progress),
          json_(text, places.file()) {}

    FeatureCollection read();

private:
    void feature();
    void properties(Feature& feature);
    /// Number of the name of a property among those that may hold the code, or `feature_id`.
    [[nodiscard]] std::size_t candidate_of(std::string_view key) const {
        if (!how_.code.empty()) return key == how_.code ? 0 : feature_id;
        const auto found = std::ranges::find(usual_names, lower(key));
        return static_cast<std::size_t>(found - usual_names.begin());
    }
    [[nodiscard]] std::string code_text();
    void crs();
    void geometry(RawGeometry& raw);
    int coordinates(RawGeometry& raw);

    std::string_view text_;
    const BordersInput& how_;
    TextPlaces& places_;
    ValidationReport& report_;
    Progress& progress_;
    JsonScanner json_;
    FeatureCollection result_ = {};
};

std::string FeatureReader::code_text() {
    std::string store;
    switch (json_.kind()) {
        case JsonKind::string:
            return std::string(trimmed(json_.string(store)));
        case JsonKind::number: {
            std::string text(json_.number_text());
            // some programs write all numbers with decimals: 11010.0 is the code 11010
            const std::size_t point = text.find('.');
            if (point != std::string::npos && text.find_first_not_of('0', point + 1) == std::string::npos) {
                text.erase(point);
            }
            return text;
        }
        default:
            json_.skip();
            return {};
    }
}

void FeatureReader::properties(Feature& feature) {
    if (json_.kind() != JsonKind::object) return json_.skip();
    json_.object([&](std::string_view key) {
        if (!result_.names.contains(key)) result_.names.emplace(key);
        const std::size_t candidate = candidate_of(key);
        if (candidate == feature_id) return json_.skip();
        std::string text = code_text();
        std::erase_if(feature.codes, [&](const auto& given) { return given.first == candidate; });
        feature.codes.emplace_back(candidate, std::move(text));
    });
}

/// The height of what was read: 0 for a position, and one more than its items for an array; -1 for an empty
/// array.
int FeatureReader::coordinates(RawGeometry& raw) {
    if (json_.kind() != JsonKind::array) {
        raw.not_numbers = true;
        json_.skip();
        return -1;
    }
    int below = -1;
    bool position = false;
    std::size_t count = 0;
    Point point;
    json_.array([&] {
        if (json_.kind() == JsonKind::number) {
            const double value = json_.number();
            if (count == 0) {
                position = true;
                point.x = value;
            } else if (count == 1) {
                point.y = value;
            }
        } else if (position) {
            raw.not_numbers = true;
            json_.skip();
        } else {
            const int height = coordinates(raw);
            if (below >= 0 && height >= 0 && height != below) raw.uneven = true;
            below = std::max(below, height);
        }
        ++count;
    });
    if (position) {
        if (count < 2 || below >= 0) raw.not_numbers = true;
        raw.points.push_back(point);
        return 0;
    }
    if (below == 0) raw.ring_ends.push_back(raw.points.size());
    if (below == 1) raw.polygon_ends.push_back(raw.ring_ends.size());
    return below < 0 ? -1 : below + 1;
}

void FeatureReader::geometry(RawGeometry& raw) {
    raw = {};
    if (json_.kind() != JsonKind::object) {
        raw.present = json_.kind() != JsonKind::null;
        return json_.skip();
    }
    raw.present = true;
    json_.object([&](std::string_view key) {
        if (key == "type") {
            raw.type = code_text();
        } else if (key == "coordinates") {
            raw.points.clear();
            raw.ring_ends.clear();
            raw.polygon_ends.clear();
            raw.uneven = raw.not_numbers = false;
            raw.has_coordinates = true;
            raw.height = coordinates(raw);
        } else if (key == "geometries" && json_.kind() == JsonKind::array) {
            raw.parts.clear();
            json_.array([&] {
                RawGeometry part;
                geometry(part);
                raw.parts.push_back(std::move(part));
            });
        } else {
            json_.skip();
        }
    });
}

void FeatureReader::feature() {
    if (result_.features.size() % 256 == 0) {
        progress_.share(0.98 * static_cast<double>(json_.at()) / static_cast<double>(text_.size()));
    }
    Feature feature;
    feature.at = json_.at();
    RawGeometry raw;
    std::string id;
    if (json_.kind() != JsonKind::object) {
        json_.skip();
        report_.add(how_.policy, {FindingKind::invalid_geometry, places_.at(feature.at), "not a feature"});
        return;
    }
    json_.object([&](std::string_view key) {
        if (key == "properties") {
            feature.codes.clear();
            properties(feature);
        } else if (key == "geometry") {
            geometry(raw);
        } else if (key == "id") {
            id = code_text();
        } else {
            json_.skip();
        }
    });
    if (!id.empty() && how_.code.empty()) feature.codes.emplace_back(feature_id, std::move(id));
    build(raw, feature);
    result_.features.push_back(std::move(feature));
}

void FeatureReader::crs() {
    const std::size_t at = json_.at();
    if (json_.kind() != JsonKind::object) {
        json_.skip();
    } else {
        json_.object([&](std::string_view key) {
            if (key != "properties" || json_.kind() != JsonKind::object) return json_.skip();
            json_.object([&](std::string_view name) {
                if (name == "name" && json_.kind() == JsonKind::string) {
                    result_.system = code_text();
                } else {
                    json_.skip();
                }
            });
        });
    }
    require_usable_system(text_.substr(at, json_.at() - at), places_.at(at));
}

FeatureCollection FeatureReader::read() {
    const auto refuse = [&](const std::string& reason) {
        throw InputError(ErrorCode::malformed, reason, {.file = places_.file(), .line = 1});
    };
    if (json_.kind() != JsonKind::object)
        refuse("not a GeoJSON FeatureCollection: the outermost value is no object");
    std::string type;
    bool features = false;
    bool esri = false;
    json_.object([&](std::string_view key) {
        if (key == "type") {
            type = code_text();
        } else if (key == "geometryType" || key == "spatialReference") {
            esri = true;
            json_.skip();
        } else if (key == "features" && json_.kind() == JsonKind::array) {
            features = true;
            json_.array([&] { feature(); });
        } else if (key == "crs") {
            crs();
        } else {
            json_.skip();
        }
    });
    json_.finish();
    if (type.empty() && esri)
        refuse("is Esri JSON, no GeoJSON; convert it, as by ogr2ogr borders.geojson FILE");
    if (type != "FeatureCollection") {
        refuse("not a GeoJSON FeatureCollection: its type is '" + type + "'" +
               (type == "Topology"
                    ? "; it is TopoJSON: convert it to GeoJSON, as by ogr2ogr borders.geojson FILE"
                    : ""));
    }
    if (!features) refuse("the FeatureCollection has no array of features");
    return std::move(result_);
}

}  // namespace

Location TextPlaces::at(std::size_t byte, std::string unit) {
    if (line_starts_.empty()) {
        line_starts_.push_back(0);
        for (std::size_t i = text_.find('\n'); i != std::string_view::npos; i = text_.find('\n', i + 1)) {
            line_starts_.push_back(i + 1);
        }
    }
    const auto next = std::ranges::upper_bound(line_starts_, byte);
    return {.file = file_,
            .line = static_cast<std::size_t>(next - line_starts_.begin()),
            .column = byte - *std::prev(next) + 1,
            .unit = std::move(unit)};
}

FeatureCollection read_features(std::string_view text, const BordersInput& how, TextPlaces& places,
                                ValidationReport& report, Progress& progress) {
    return FeatureReader(text, how, places, report, progress).read();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
