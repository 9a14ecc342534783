// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/borders.hpp>
#include <numeric>
#include <set>
#include <string_view>
#include <vector>

#include "geometry/rings.hpp"
#include "input/json_scanner.hpp"
#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::JsonKind;
using detail::JsonScanner;

/// Property names that hold unit codes, the usual first; compared in lower case.
constexpr std::array<std::string_view, 30> usual_names = {
    "code",    "unit",     "unit_code", "unit_id",   "id",         "geoid",
    "geoid20", "geo_id",   "adm_cd",    "adm_code",  "sigungu_cd", "sigungu_code",
    "sig_cd",  "lau_id",   "lau_code",  "nuts_id",   "gisco_id",   "cd_munty_refnis",
    "refnis",  "nis_code", "pro_com",   "pro_com_t", "insee_com",  "insee",
    "codgeo",  "msoa11cd", "msoa21cd",  "lad21cd",   "lad22cd",    "ags"};
constexpr std::size_t feature_id = usual_names.size();  // the "id" beside the properties comes last

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

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

struct Feature {
    std::size_t at = 0;                                      // byte
    std::vector<std::pair<std::size_t, std::string>> codes;  // by candidate name
    std::vector<Polygon> polygons;
    bool beyond_degrees = false;
    bool within_degrees = true;
};

class Reader {
public:
    Reader(std::string path, const Units& units, const BordersInput& how, ValidationReport& report,
           const Context& context)
        : path_(std::move(path)), units_(units), how_(how), report_(report), context_(context) {}

    Borders read(std::string text);

private:
    void collection(JsonScanner& json);
    void feature(JsonScanner& json);
    void properties(JsonScanner& json, Feature& feature);
    [[nodiscard]] std::string code_text(JsonScanner& json) const;
    void crs(JsonScanner& json);
    void geometry(JsonScanner& json, RawGeometry& raw) const;
    int coordinates(JsonScanner& json, RawGeometry& raw) const;
    void build(const RawGeometry& raw, Feature& feature);
    [[nodiscard]] std::size_t choose_name() const;
    [[nodiscard]] Coordinates choose_coordinates() const;
    [[nodiscard]] Location place(std::size_t byte, std::string unit = {});
    void problem(FindingKind kind, std::size_t byte, const std::string& detail, std::string unit = {}) {
        report_.add(how_.policy, {kind, place(byte, std::move(unit)), detail});
    }

    std::string path_;
    const Units& units_;
    const BordersInput& how_;
    ValidationReport& report_;
    const Context& context_;
    std::string text_;
    std::vector<Feature> features_;
    std::set<std::string, std::less<>> names_;  // of all properties, for the error message
    // problems with geometries wait until the code of their feature is known
    struct Late {
        FindingKind kind;
        std::size_t feature;
        std::string detail;
        bool rejected = true;  // false: nothing that covers ground is lost, so no policy rejects it
    };
    std::vector<Late> late_;
    std::size_t counted_to_ = 0;  // lines are counted on from the last place asked for
    std::size_t line_ = 1;
    std::size_t line_start_ = 0;
};

Location Reader::place(std::size_t byte, std::string unit) {
    if (byte < counted_to_) {
        counted_to_ = line_start_ = 0;
        line_ = 1;
    }
    for (; counted_to_ < byte; ++counted_to_) {
        if (text_[counted_to_] == '\n') {
            ++line_;
            line_start_ = counted_to_ + 1;
        }
    }
    return {.file = path_, .line = line_, .column = byte - line_start_ + 1, .unit = std::move(unit)};
}

std::string Reader::code_text(JsonScanner& json) const {
    std::string store;
    switch (json.kind()) {
        case JsonKind::string:
            return std::string(json.string(store));
        case JsonKind::number: {
            std::string text(json.number_text());
            // some programs write all numbers with decimals: 11010.0 is the code 11010
            const std::size_t point = text.find('.');
            if (point != std::string::npos && text.find_first_not_of('0', point + 1) == std::string::npos) {
                text.erase(point);
            }
            return text;
        }
        default:
            json.skip();
            return {};
    }
}

void Reader::properties(JsonScanner& json, Feature& feature) {
    if (json.kind() != JsonKind::object) return json.skip();
    json.object([&](std::string_view key) {
        if (!names_.contains(key)) names_.emplace(key);
        std::size_t candidate = feature_id;
        if (!how_.code.empty()) {
            if (key == how_.code) candidate = 0;
        } else {
            const auto found = std::ranges::find(usual_names, lower(key));
            candidate = static_cast<std::size_t>(found - usual_names.begin());
        }
        if (candidate == feature_id) return json.skip();
        std::string text = code_text(json);
        std::erase_if(feature.codes, [&](const auto& given) { return given.first == candidate; });
        feature.codes.emplace_back(candidate, std::move(text));
    });
}

/// The height of what was read: 0 for a position, and one more than its items for an array; -1 for an empty
/// array.
int Reader::coordinates(JsonScanner& json, RawGeometry& raw) const {
    if (json.kind() != JsonKind::array) {
        raw.not_numbers = true;
        json.skip();
        return -1;
    }
    int below = -1;
    bool position = false;
    std::size_t count = 0;
    Point point;
    json.array([&] {
        if (json.kind() == JsonKind::number) {
            const double value = json.number();
            if (count == 0) {
                position = true;
                point.x = value;
            } else if (count == 1) {
                point.y = value;
            }
        } else if (position) {
            raw.not_numbers = true;
            json.skip();
        } else {
            const int height = coordinates(json, raw);
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

void Reader::geometry(JsonScanner& json, RawGeometry& raw) const {
    raw = {};
    if (json.kind() != JsonKind::object) {
        raw.present = json.kind() != JsonKind::null;
        return json.skip();
    }
    raw.present = true;
    json.object([&](std::string_view key) {
        if (key == "type") {
            raw.type = code_text(json);
        } else if (key == "coordinates") {
            raw.points.clear();
            raw.ring_ends.clear();
            raw.polygon_ends.clear();
            raw.uneven = raw.not_numbers = false;
            raw.has_coordinates = true;
            raw.height = coordinates(json, raw);
        } else if (key == "geometries" && json.kind() == JsonKind::array) {
            raw.parts.clear();
            json.array([&] {
                RawGeometry part;
                geometry(json, part);
                raw.parts.push_back(std::move(part));
            });
        } else {
            json.skip();
        }
    });
}

/// Turns what was read into polygons of the feature; what cannot be used becomes a late problem.
void Reader::build(const RawGeometry& raw, Feature& feature) {
    const std::size_t number = features_.size();
    const auto late = [&](FindingKind kind, std::string detail) {
        late_.push_back({kind, number, std::move(detail), true});
    };
    if (!raw.present) return late(FindingKind::invalid_geometry, "the feature has no geometry");
    if (raw.type == "GeometryCollection") {
        if (raw.parts.empty()) late(FindingKind::invalid_geometry, "the geometry collection is empty");
        for (const RawGeometry& part : raw.parts) build(part, feature);
        return;
    }
    const int wanted = raw.type == "Polygon" ? 2 : raw.type == "MultiPolygon" ? 3 : 0;
    if (wanted == 0) {
        return late(FindingKind::invalid_geometry,
                    raw.type.empty() ? "the geometry has no type"
                                     : "a geometry of type '" + raw.type + "', no polygon; left out");
    }
    if (raw.not_numbers) {
        return late(FindingKind::not_a_number, "a coordinate is no number; the geometry is left out");
    }
    if (!raw.has_coordinates || raw.height < 0) {
        return late(FindingKind::invalid_geometry, "the geometry has no coordinates");
    }
    if (raw.uneven || raw.height != wanted) {
        return late(FindingKind::invalid_geometry, "the coordinates are not nested as a " + raw.type +
                                                       " wants it; the geometry is left out");
    }
    const auto what = [&](std::size_t polygon, std::size_t ring) {
        return (wanted == 3 ? "polygon " + std::to_string(polygon + 1) + ", " : std::string()) + "ring " +
               std::to_string(ring + 1) + ": ";
    };
    std::size_t ring = 0;
    std::vector<std::size_t> ends = raw.polygon_ends;
    for (std::size_t p = 0; p < ends.size(); ++p) {
        Polygon polygon;
        bool usable = true;
        const std::size_t first = ring;
        for (; ring < ends[p]; ++ring) {
            const std::size_t from = ring == 0 ? 0 : raw.ring_ends[ring - 1];
            Ring points(raw.points.begin() + static_cast<std::ptrdiff_t>(from),
                        raw.points.begin() + static_cast<std::ptrdiff_t>(raw.ring_ends[ring]));
            const std::size_t r = ring - first;
            const bool finite =
                std::ranges::all_of(points, [](Point q) { return std::isfinite(q.x) && std::isfinite(q.y); });
            if (!finite) {
                late(FindingKind::not_a_number,
                     what(p, r) + "a coordinate beyond the range of double; the polygon is left out");
                usable = false;
                continue;
            }
            if (std::ranges::any_of(points,
                                    [](Point q) { return !detail::on_earth(q, Coordinates::projected); })) {
                late(FindingKind::invalid_geometry,
                     what(p, r) + "a coordinate beyond the earth; the polygon is left out");
                usable = false;
                continue;
            }
            detail::open_ring(points);
            if (detail::in_a_line(points)) {
                late_.push_back({FindingKind::invalid_geometry, number,
                                 what(p, r) + "its " + std::to_string(points.size()) +
                                     " points enclose nothing" +
                                     (r == 0 ? "; the polygon is left out" : "; the hole is left out"),
                                 false});
                usable = usable && r != 0;
                continue;
            }
            for (const Point q : points) {
                const bool degrees = detail::on_earth(q, Coordinates::geographic);
                feature.beyond_degrees = feature.beyond_degrees || !degrees;
            }
            if (r == 0) {
                polygon.outer = std::move(points);
            } else {
                polygon.holes.push_back(std::move(points));
            }
        }
        if (usable && !polygon.outer.empty()) feature.polygons.push_back(std::move(polygon));
    }
}

void Reader::feature(JsonScanner& json) {
    if (features_.size() % 256 == 0) {
        context_.check();
        context_.report("reading borders",
                        0.98 * static_cast<double>(json.at()) / static_cast<double>(text_.size()));
    }
    Feature feature;
    feature.at = json.at();
    RawGeometry raw;
    std::string id;
    if (json.kind() != JsonKind::object) {
        json.skip();
        problem(FindingKind::invalid_geometry, feature.at, "not a feature");
        return;
    }
    json.object([&](std::string_view key) {
        if (key == "properties") {
            feature.codes.clear();
            properties(json, feature);
        } else if (key == "geometry") {
            geometry(json, raw);
        } else if (key == "id") {
            id = code_text(json);
        } else {
            json.skip();
        }
    });
    if (!id.empty() && how_.code.empty()) feature.codes.emplace_back(feature_id, std::move(id));
    build(raw, feature);
    features_.push_back(std::move(feature));
}

/// Web Mercator stretches areas and lengths several times in the north: figures from it would be wrong
/// without a sign.
void Reader::crs(JsonScanner& json) {
    const std::size_t at = json.at();
    json.skip();
    const std::string_view text = std::string_view(text_).substr(at, json.at() - at);
    for (const std::string_view name :
         {"EPSG::3857", "EPSG:3857", "EPSG::900913", "EPSG:900913", "EPSG::3785"}) {
        if (text.find(name) == std::string_view::npos) continue;
        throw InputError(
            ErrorCode::malformed,
            "coordinates are Web Mercator (" + std::string(name) +
                "), in which areas and distances are wrong; reproject the file to WGS84 (EPSG:4326)",
            place(at));
    }
}

void Reader::collection(JsonScanner& json) {
    const auto refuse = [&](const std::string& reason) {
        throw InputError(ErrorCode::malformed, reason, {.file = path_, .line = 1});
    };
    if (json.kind() != JsonKind::object)
        refuse("not a GeoJSON FeatureCollection: the outermost value is no object");
    std::string type;
    bool features = false;
    json.object([&](std::string_view key) {
        if (key == "type") {
            type = code_text(json);
        } else if (key == "features" && json.kind() == JsonKind::array) {
            features = true;
            json.array([&] { feature(json); });
        } else if (key == "crs") {
            crs(json);
        } else {
            json.skip();
        }
    });
    json.finish();
    if (type != "FeatureCollection") {
        refuse("not a GeoJSON FeatureCollection: its type is '" + type + "'" +
               (type == "Topology" ? "; convert TopoJSON to GeoJSON first" : ""));
    }
    if (!features) refuse("the FeatureCollection has no array of features");
}

std::size_t Reader::choose_name() const {
    if (!how_.code.empty()) return 0;
    // the name under which most features name a unit; of equals the more usual one
    std::vector<std::size_t> known(feature_id + 1, 0);
    std::vector<std::size_t> present(feature_id + 1, 0);
    for (const Feature& feature : features_) {
        for (const auto& [candidate, code] : feature.codes) {
            ++present[candidate];
            if (units_.find(code)) ++known[candidate];
        }
    }
    const auto best = static_cast<std::size_t>(std::ranges::max_element(known) - known.begin());
    if (known[best] > 0) return best;
    return static_cast<std::size_t>(std::ranges::max_element(present) - present.begin());
}

Coordinates Reader::choose_coordinates() const {
    if (how_.coordinates) return *how_.coordinates;
    std::size_t beyond = 0;
    std::size_t within = 0;
    for (const Feature& feature : features_) {
        if (!feature.polygons.empty()) ++(feature.beyond_degrees ? beyond : within);
    }
    return beyond > within ? Coordinates::projected : Coordinates::geographic;
}

Borders Reader::read(std::string geojson) {
    context_.check();
    context_.report("reading borders", 0.0);
    text_ = std::move(geojson);
    std::string_view text = text_;
    if (text.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    text = text_;
    if (const std::size_t bad = detail::first_invalid_utf8(text); bad != std::string_view::npos) {
        throw InputError(ErrorCode::encoding, "not valid UTF-8, as JSON has to be", place(bad));
    }
    JsonScanner json(text, path_);
    collection(json);

    const std::size_t name = choose_name();
    const auto written = [&](std::size_t candidate) {
        if (!how_.code.empty()) return how_.code;
        return candidate == feature_id ? std::string("the feature's own id")
                                       : std::string(usual_names[candidate]);
    };
    const bool found = std::ranges::any_of(features_, [&](const Feature& feature) {
        return std::ranges::any_of(feature.codes, [&](const auto& code) { return code.first == name; });
    });
    if (!found && !features_.empty()) {
        std::string all;
        for (const std::string& property : names_) {
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
            {.file = path_});
    }
    if (how_.code.empty() && found) {
        std::set<std::size_t> others;
        for (const Feature& feature : features_) {
            for (const auto& [candidate, code] : feature.codes) {
                if (candidate != name) others.insert(candidate);
            }
        }
        if (!others.empty()) {
            report_.note(FindingKind::column,
                         "unit codes are taken from '" + written(name) + "', not from '" +
                             written(*others.begin()) + "'",
                         {.file = path_});
        }
    }

    const Coordinates coordinates = choose_coordinates();
    // degrees among metres: suspicious only where the kind of coordinates was found from the numbers
    const bool suspect_degrees = coordinates == Coordinates::projected && !how_.coordinates;
    std::vector<Shape> shapes(units_.size());
    std::vector<std::vector<std::size_t>> from(units_.size());  // number of the feature of each polygon
    std::vector<std::uint32_t> contributions(units_.size(), 0);
    std::size_t next_late = 0;
    for (std::size_t number = 0; number < features_.size(); ++number) {
        Feature& feature = features_[number];
        const auto code = std::ranges::find(feature.codes, name, &std::pair<std::size_t, std::string>::first);
        const std::string unit_code = code == feature.codes.end() ? std::string() : code->second;
        for (; next_late < late_.size() && late_[next_late].feature == number; ++next_late) {
            const Late& late = late_[next_late];
            if (late.rejected) {
                problem(late.kind, feature.at, late.detail, unit_code);
            } else {
                report_.note(late.kind, late.detail, place(feature.at, unit_code));
            }
        }
        if (unit_code.empty()) {
            problem(FindingKind::empty_code, feature.at,
                    "the feature has no '" + written(name) + "'; left out");
            continue;
        }
        const auto unit = units_.find(unit_code);
        if (!unit) {
            problem(FindingKind::unknown_unit, feature.at, "not among the units; the shape is left out",
                    unit_code);
            continue;
        }
        if (feature.polygons.empty()) continue;
        if (coordinates == Coordinates::geographic && feature.beyond_degrees) {
            problem(FindingKind::invalid_geometry, feature.at,
                    "coordinates beyond degrees of longitude and latitude; the shape is left out", unit_code);
            continue;
        }
        if (suspect_degrees && !feature.beyond_degrees) {
            problem(FindingKind::invalid_geometry, feature.at,
                    "degrees of longitude and latitude among coordinates in metres; the shape is left out",
                    unit_code);
            continue;
        }
        for (Polygon& polygon : feature.polygons) {
            shapes[*unit].push_back(std::move(polygon));
            from[*unit].push_back(number);
        }
        ++contributions[*unit];
    }
    // polygons of a unit that stand twice
    for (UnitIndex unit = 0; unit < shapes.size(); ++unit) {
        Shape& shape = shapes[unit];
        if (shape.size() < 2) continue;
        std::vector<Shape> alone;  // each in its normal form, so that equals are equal
        for (const Polygon& polygon : shape) {
            alone.push_back({polygon});
            detail::normalise(alone.back(), coordinates);
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
            problem(FindingKind::duplicate, features_[from[unit][order[k]]].at,
                    "a polygon stands twice; kept once", units_[unit].code);
        }
    }
    features_.clear();
    text_.clear();

    Borders borders(std::move(shapes), coordinates);
    if (std::ranges::any_of(contributions, [](std::uint32_t n) { return n > 1; })) {
        std::vector<Shape> joined(borders.begin(), borders.end());
        for (UnitIndex unit = 0; unit < joined.size(); ++unit) {
            if (contributions[unit] < 2) continue;
            context_.check();
            joined[unit] = dissolve(borders, std::span(&unit, 1), {.tolerance_m = 0.0}, context_);
        }
        borders = Borders(std::move(joined), coordinates);
    }
    for (UnitIndex unit = 0; unit < borders.size(); ++unit) {
        if (borders[unit].empty()) {
            report_.note(FindingKind::no_borders, "the file holds no shape of the unit",
                         {.file = path_, .unit = units_[unit].code});
        }
    }
    context_.report("reading borders", 1.0);
    return borders;
}

}  // namespace

Borders read_borders(const std::string& path, const Units& units, const BordersInput& how,
                     ValidationReport* report, const Context& context) {
    return parse_borders(detail::read_bytes(path, context), path, units, how, report, context);
}

Borders parse_borders(std::string geojson, const std::string& name, const Units& units,
                      const BordersInput& how, ValidationReport* report, const Context& context) {
    ValidationReport own;
    return Reader(name, units, how, report != nullptr ? *report : own, context).read(std::move(geojson));
}

}  // namespace v0
}  // namespace conurb
