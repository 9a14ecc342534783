// SPDX-License-Identifier: MIT
// The features of a GeoJSON text, before it is known which property names the units.
#pragma once

#include <array>
#include <conurb/core/validation.hpp>
#include <conurb/geometry/shape.hpp>
#include <conurb/input/borders.hpp>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Property names that hold unit codes, the usual first; compared in lower case.
inline constexpr std::array<std::string_view, 30> usual_names = {
    "code",    "unit",     "unit_code", "unit_id",   "id",         "geoid",
    "geoid20", "geo_id",   "adm_cd",    "adm_code",  "sigungu_cd", "sigungu_code",
    "sig_cd",  "lau_id",   "lau_code",  "nuts_id",   "gisco_id",   "cd_munty_refnis",
    "refnis",  "nis_code", "pro_com",   "pro_com_t", "insee_com",  "insee",
    "codgeo",  "msoa11cd", "msoa21cd",  "lad21cd",   "lad22cd",    "ags"};
inline constexpr std::size_t feature_id = usual_names.size();  // the "id" beside the properties comes last

/// Places in a text of a file. Where lines start is noted when the first place is asked for.
class TextPlaces {
public:
    TextPlaces(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}
    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] Location at(std::size_t byte, std::string unit = {});

private:
    std::string file_;
    std::string_view text_;
    std::vector<std::size_t> line_starts_ = {};
};

/// A feature, its polygons with open rings.
struct Feature {
    /// What of the geometry cannot be used: said when the code of the feature is known.
    struct Problem {
        FindingKind kind;
        std::string detail;
        bool rejected = true;  ///< false: nothing that covers ground is lost, so no policy rejects it
    };
    std::size_t at = 0;                                           ///< byte
    std::vector<std::pair<std::size_t, std::string>> codes = {};  ///< by number of the usual name; or 0
    std::vector<Polygon> polygons = {};
    std::vector<Problem> problems = {};
    bool beyond_degrees = false;
    double farthest_x = 0.0;  ///< the largest of all without their signs
    double farthest_y = 0.0;
};

struct FeatureCollection {
    std::vector<Feature> features = {};
    std::set<std::string, std::less<>> names = {};  ///< of all properties, for messages
    std::string system = {};                        ///< that "crs" names; empty: none
};

/// Reads a FeatureCollection. Codes are taken from the property that `how` names, else from all with a usual
/// name. What is no feature goes to the report. Throws `InputError` malformed (not JSON, no
/// FeatureCollection, a system in which figures would be wrong) with line and column; `Cancelled`.
[[nodiscard]] FeatureCollection read_features(std::string_view text, const BordersInput& how,
                                              TextPlaces& places, ValidationReport& report,
                                              Progress& progress);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
