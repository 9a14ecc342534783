// SPDX-License-Identifier: MIT
/// @file
/// One description of a run: everything that makes a result again.
#pragma once

#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/core/context.hpp>
#include <conurb/core/flows.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/position.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/graph/quotient.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/grid/grid.hpp>
#include <conurb/grid/urban_centre_parts.hpp>
#include <conurb/input/borders.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/input/read_options.hpp>
#include <conurb/input/unit_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/output/file_set.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Where the extents of a result come from.
enum class ExtentsFrom : std::uint8_t {
    automatic,  ///< `after` where a setting `extents.KEY` is not the method's own, else `method`
    method,     ///< as the method makes them
    after,      ///< made anew after the method
};

/// Files, columns, conventions, method, rules and seed of a run. A value: the command line fills one, a
/// study file holds one (study_file.hpp), a program writes one down:
///
///     conurb::Study study{.units = "units.csv", .flows = {"work.csv", "school.csv"}, .method = "leiden"};
///
/// `parameters()` describes every field but `method`, `settings` and `seed` once: name (that of the field,
/// of the option of the tool and of the member in JSON), meaning, default, choices. The unit "file" marks
/// paths, "column" KEY=COLUMN.
struct CONURB_EXPORT Study {
    // tables
    std::string units = {};  ///< empty: the codes that stand in the flows
    std::vector<std::string> unit_columns =
        {};  ///< KEY=COLUMN: a field of `UnitColumns`, else a further column of numbers
    std::optional<Coordinates> coordinates = std::nullopt;  ///< what positions of units are; nothing: found
    std::vector<std::string> flows = {};                    ///< tables, added up
    std::vector<double> flow_weights = {};                  ///< one per table of flows; empty: all 1
    std::vector<std::string> flow_columns = {};  ///< origin=COLUMN, destination=COLUMN, flow=COLUMN[*WEIGHT]
    FlowLayout layout = FlowLayout::detect;
    InternalFlows internal_flows = InternalFlows::detect;
    Policy policy = Policy::strict;
    std::string encoding = {};   ///< as in `ReadOptions`
    std::string delimiter = {};  ///< comma, semicolon, tab, | or one of these characters; empty: found
    std::string decimal = {};    ///< . or ,; empty: ., checked
    std::optional<std::size_t> skip_rows = std::nullopt;  ///< lines above the headers; nothing: found
    std::vector<std::string> missing = {};                ///< MARK or MARK=NUMBER
    std::vector<std::string> where = {};        ///< COLUMN=VALUE[,VALUE]: rows of the tables of flows
    std::vector<std::string> where_units = {};  ///< the same for the table of units
    bool add_rows = false;                      ///< as in `FlowColumns`
    Totals totals = Totals::by_policy;
    double maximum_lost = FlowColumns{}.maximum_lost;  ///< as in `FlowColumns`
    std::vector<std::string> outside = {};             ///< as in `FlowColumns`
    bool fill_down = false;                            ///< as in `ReadOptions`
    // what lies where, and the cores that are given
    std::string borders = {};                          ///< shapes of the units
    std::string borders_code = {};                     ///< property that holds the code; empty: found
    std::string adjacency = {};                        ///< pairs of units that touch
    std::optional<double> maximum_gap = std::nullopt;  ///< metres
    std::string links = {};                            ///< pairs that a bridge or ferry joins
    std::optional<double> contiguity_tolerance = std::nullopt;  ///< metres; nothing: none from the borders
    ContiguityRule contiguity_rule = ContiguityRule::queen;
    std::string cores = {};                      ///< given cores
    std::vector<std::string> core_columns = {};  ///< unit=COLUMN, core=COLUMN
    std::string sub_units = {};    ///< populated parts of units: evidence for centres, and cores
    std::string urban_areas = {};  ///< parts of urban areas: the same
    std::vector<std::string> select_flows = {};  ///< RULE=NUMBER, one after the other
    // what is done
    std::string method = {};  ///< empty: the first one there is
    /// Parameters: KEY of the method; extents.KEY of the method where it has that, else of the extents after
    /// it; repair.KEY of the repair; grid.KEY of `UrbanCentrePartOptions`, cities.KEY of `UrbanCoreOptions`.
    std::vector<std::pair<std::string, std::string>> settings = {};
    ExtentsFrom extents = ExtentsFrom::automatic;
    bool repair = false;                  ///< a setting repair.KEY says so, too
    std::uint64_t seed = Context{}.seed;  ///< of all draws
    // layers, where `study_layers` makes them; the method of a single delineation is not used there
    std::vector<std::string> layer = {};              ///< NAME=METHOD:KEY=VALUE:..., the lowest first
    std::vector<std::string> given = {};              ///< NAME=FILE: layers from tables, beneath those
    std::vector<std::string> layer_flows = {};        ///< NAME=FILE: other flows for a layer
    UnitsOutside units_outside = UnitsOutside::kept;  ///< units in no area of the layer beneath
    // what is written
    bool map = true;          ///< areas.geojson and map.svg where borders or positions are known
    bool geopackage = false;  ///< areas.gpkg too, with the component gdal
    bool csv_safe = false;    ///< tables go through `spreadsheet_safe`
    std::string title = "Functional urban areas";  ///< of the map
    std::string subtitle = {};                     ///< second line of the map; empty: none
    AreaNames area_names = AreaNames::centre;      ///< what areas are called
    // urban centres from a grid
    std::string population_grid = {};  ///< persons per cell: its urban centres give the cores
    std::string land_grid = {};        ///< land of each cell, m2; empty: all of it
    std::string built_grid = {};       ///< built-up surface of each cell, m2; empty: density alone decides
    std::string grid_rules = "2023";   ///< of the degree of urbanisation: 2021, 2022 or 2023
    std::string grid_crs = {};         ///< reference system of the grids; empty: as .prj or file say
    std::optional<std::size_t> grid_band = std::nullopt;  ///< of rasters; nothing: the only one
    std::optional<double> grid_nodata =
        std::nullopt;                ///< cells of this value are missing; nothing: as files say
    std::string borders_layer = {};  ///< as in `BordersInput`
    std::string borders_crs = {};    ///< reference system of projected borders; empty: as the file says

    [[nodiscard]] static ParameterList<Study> parameters();
};

/// How the tables of a study are read; findings go to `report`. Throws `ParameterError` unknown_parameter
/// (delimiter, decimal).
[[nodiscard]] CONURB_EXPORT ReadOptions read_options(const Study& study, ValidationReport& report);

/// The units of a study: its table, or else the codes that stand in its flows. Throws what `read_units` and
/// `read_units_of_flows` do; `ParameterError` unknown_parameter.
[[nodiscard]] CONURB_EXPORT Units read_study_units(const Study& study, ValidationReport& report,
                                                   const Context& context = {});

/// Reads borders in formats that conurb does not know by itself: see the component gdal.
using BordersReader =
    std::function<Borders(const std::string& path, const Units& units, const BordersInput& how,
                          const std::string& encoding, ValidationReport& report, const Context& context)>;

/// Reads rasters in formats that conurb does not know by itself; `band` from 1, or the only one.
using GridReader = std::function<Grid<double>(const std::string& path, std::optional<std::size_t> band,
                                              const Context& context)>;

/// Readers of further formats; empty ones: there are none.
struct Formats {
    BordersReader borders = {};
    GridReader grids = {};
};

/// The borders of a study (not empty): GeoJSON by `read_borders`, all else by `formats`. Throws `InputError`
/// cannot_read where there is none; what these throw.
[[nodiscard]] CONURB_EXPORT Borders read_study_borders(const Study& study, const Units& units,
                                                       ValidationReport& report, const Context& context = {},
                                                       const Formats& formats = {});

/// The grids of a study: ESRI ASCII grids (.asc, .txt, .gz) by `read_ascii_grid`, all else by `formats`.
/// `grid_crs` is their reference system, or else what the files say. Throws as `read_study_borders`.
[[nodiscard]] CONURB_EXPORT PopulationGrid read_study_grid(const Study& study, const Context& context = {},
                                                           const Formats& formats = {});

/// How a study reads urban centres from its grid, with the settings grid.KEY. Without a built-up grid density
/// alone decides: rules that ask for one are taken without it. Throws `ParameterError`: unknown_parameter,
/// parameter_range.
[[nodiscard]] CONURB_EXPORT UrbanCentrePartOptions urban_centre_options(const Study& study);

/// How a study makes cities of urban centres: the settings cities.KEY. Throws `ParameterError`:
/// unknown_parameter, parameter_range.
[[nodiscard]] CONURB_EXPORT UrbanCoreOptions urban_city_options(const Study& study);

/// What a study reads.
struct StudyRegion {
    Region region = {};
    Borders borders = {};  ///< as given, else cells around the positions of units; empty: neither is known
    std::vector<UrbanAreaPart> urban_areas = {};  ///< parts of urban centres: from a grid or sub-units
};

/// Reads all of a study: units, flows, contiguity, cores. Cells stand for borders only where `map` or a
/// tolerance asks for shapes. Beside what the readers find, `report` gets isolated_unit for each unit without
/// flows to or from another, and internal_flows where none are known. Urban centres of a population grid (of
/// sub-units) become cities, `urban_cores`, which are the cores of the region. Throws what the readers throw;
/// `ParameterError`: unknown_parameter (a key, a rule of selection), inconsistent (weights and tables differ
/// in number; cores given in two ways), needs_data (no table of flows; a tolerance without any shapes).
[[nodiscard]] CONURB_EXPORT StudyRegion read_study(const Study& study, ValidationReport& report,
                                                   const Context& context = {}, const Formats& formats = {});

/// What a study does to its region.
struct StudyMethod {
    AnyMethod method;
    std::optional<Extents> extents = {};  ///< made after the method
    std::optional<Repair> repair = {};    ///< done at the end
};

/// The method of a study, a built-in one or one of `own`, with the settings where they belong. Throws
/// `ParameterError`: unknown_parameter, parameter_range, inconsistent (a setting of extents after the method,
/// which `extents` leaves to the method).
[[nodiscard]] CONURB_EXPORT StudyMethod study_method(const Study& study,
                                                     const std::vector<AnyMethod>& own = {});

/// Runs the method, extents and repair of a study with its seed, on what `read_study` gave; provenance holds
/// all parameters. Throws as `study_method`, `delineate` and `repair`.
[[nodiscard]] CONURB_EXPORT Delineation run_study(const Study& study, const StudyRegion& data,
                                                  const Context& context = {},
                                                  const std::vector<AnyMethod>& own = {});

/// The files of a result as `delineation_files` gives them, with study.json, from which the same bytes come
/// again. Not written yet, so that others can be added. Throws as `delineation_files`.
[[nodiscard]] CONURB_EXPORT FileSet study_files(const std::string& directory, const Study& study,
                                                const StudyRegion& data, const Delineation& result,
                                                const ValidationReport& report, const Context& context = {});

}  // namespace v0
}  // namespace conurb
