// SPDX-License-Identifier: MIT
// The fields of a study, described once: options of the tool and members of JSON come from here.
#include <conurb/study/study.hpp>

namespace conurb {
inline namespace v0 {
namespace {

/// The weights of the tables of flows, a list of numbers.
ParameterOf<Study> weights(ParameterInfo info) {
    info.type = "list of numbers";
    info.default_value = std::vector<std::string>{};
    const auto get = [](const Study& study) {
        std::vector<std::string> texts;
        for (const double weight : study.flow_weights) texts.push_back(detail::to_text(weight));
        return ParameterValue(texts);
    };
    const auto set = [](Study& study, const ParameterValue& value, const ParameterInfo& i) {
        std::vector<double> numbers;
        for (const std::string& text : detail::texts_of(i, value)) {
            numbers.push_back(
                detail::number_of(i, text));  // its range is for the reader, who names the table
        }
        study.flow_weights = std::move(numbers);
    };
    return {std::move(info), get, set};
}

/// How the text of all tables is read.
void describe_text(ParameterList<Study>& list) {
    list.push_back(parameter(&Study::encoding,
                             {.name = "encoding",
                              .description = "Any name that iconv knows: windows-1252, cp949, shift_jis, "
                                             "utf-16, ... [UTF-8, or CP949 where the text is Korean]"}));
    list.push_back(
        parameter(&Study::delimiter,
                  {.name = "delimiter", .description = "comma, semicolon, tab or | [found in the header]"}));
    list.push_back(parameter(&Study::decimal, {.name = "decimal",
                                               .description = "Decimal mark of numbers: . or , [., refused "
                                                              "where it could part thousands]"}));
    list.push_back(parameter(
        &Study::skip_rows,
        {.name = "skip_rows", .description = "Lines above the header of each table [the header is found]"}));
    list.push_back(parameter(&Study::missing,
                             {.name = "missing",
                              .description = "MARK,MARK=NUMBER,...: cells that hold no number: not known, or "
                                             "this number, as x,-=0,<5=2"}));
}

void describe_tables(ParameterList<Study>& list) {
    list.push_back(parameter(&Study::units,
                             {.name = "units", .unit = "file", .description = "Table of units (CSV, .gz)"}));
    list.push_back(parameter(&Study::flows, {.name = "flows",
                                             .unit = "file",
                                             .description = "Table of flows (CSV, .gz), long or wide; may "
                                                            "stand several times"}));
    list.push_back(weights({.name = "flow_weights", .description = "One weight per table of flows [1]"}));
    list.push_back(
        parameter(&Study::flow_columns,
                  {.name = "flow_columns",
                   .unit = "column",
                   .description = "origin=COLUMN,destination=COLUMN,flow=COLUMN[*WEIGHT],...; flow may "
                                  "stand several times"}));
    list.push_back(choice_parameter(
        &Study::layout,
        {{FlowLayout::detect, "detect"}, {FlowLayout::rows, "rows"}, {FlowLayout::matrix, "matrix"}},
        {.name = "layout", .description = "detect, rows or matrix"}));
    list.push_back(choice_parameter(&Study::internal_flows,
                                    {{InternalFlows::detect, "detect"},
                                     {InternalFlows::known, "known"},
                                     {InternalFlows::unknown, "unknown"}},
                                    {.name = "internal_flows", .description = "detect, known or unknown"}));
    list.push_back(choice_parameter(
        &Study::policy, {{Policy::strict, "strict"}, {Policy::report, "report"}, {Policy::drop, "drop"}},
        {.name = "policy", .description = "Rows that cannot be used: strict, report or drop"}));
    describe_text(list);
    list.push_back(parameter(
        &Study::where, {.name = "where",
                        .unit = "column",
                        .description = "COLUMN=VALUE,VALUE,...: rows of the tables of flows that are read; "
                                       "may stand several times"}));
    list.push_back(parameter(
        &Study::where_units,
        {.name = "where_units", .unit = "column", .description = "The same for the table of units"}));
    list.push_back(
        parameter(&Study::add_rows,
                  {.name = "add_rows",
                   .description = "Rows of one pair are parts of it (by sex, age, mode) that add up"}));
    list.push_back(choice_parameter(
        &Study::totals,
        {{Totals::by_policy, "by-policy"}, {Totals::leave_out, "leave-out"}, {Totals::keep, "keep"}},
        {.name = "totals",
         .description =
             "A code whose flows are the sums of those of all others: by-policy (refused by strict, "
             "else left out), leave-out or keep"}));
    list.push_back(parameter(
        &Study::maximum_lost,
        {.name = "maximum_lost",
         .unit = "share",
         .description = "Share of the persons that may stand in rows without a known unit; more is refused",
         .minimum = 0.0,
         .maximum = 1.0}));
    list.push_back(parameter(
        &Study::outside,
        {.name = "outside",
         .description = "Code of the flows that is no unit but a place outside, as \"Outside UK\"; may stand "
                        "several times; its persons count to resident workers and jobs [the usual names: "
                        "outside, abroad, no fixed place, ...]"}));
    list.push_back(parameter(
        &Study::fill_down,
        {.name = "fill_down",
         .description = "Empty fields at the beginning of a row take what stands above (merged cells)"}));
    list.push_back(parameter(
        &Study::unit_columns,
        {.name = "unit_columns",
         .unit = "column",
         .description = "id=COLUMN,name=...,kind=...,population=...,resident_workers=...,jobs=...,"
                        "area_km2=...,lon=...,lat=..., and NAME=COLUMN for further columns of numbers, as "
                        "did_population=DID"}));
    list.push_back(choice_parameter(&Study::coordinates,
                                    {{std::nullopt, "detect"},
                                     {Coordinates::geographic, "geographic"},
                                     {Coordinates::projected, "projected"}},
                                    {.name = "coordinates",
                                     .description = "Positions of the units: geographic (degrees, WGS84), "
                                                    "projected (metres) or detect"}));
}

void describe_grid(ParameterList<Study>& list) {
    list.push_back(parameter(&Study::population_grid,
                             {.name = "population_grid",
                              .unit = "file",
                              .description = "Persons per cell (ESRI ASCII grid, .gz; with GDAL any raster): "
                                             "its urban centres are evidence for centres, and "
                                             "cores of other methods; needs --borders"}));
    list.push_back(parameter(&Study::land_grid,
                             {.name = "land_grid", .unit = "file", .description = "Land of each cell, m2"}));
    list.push_back(
        parameter(&Study::built_grid, {.name = "built_grid",
                                       .unit = "file",
                                       .description = "Built-up surface of each cell, m2 [density alone "
                                                      "decides]"}));
    list.push_back(parameter(&Study::grid_rules, {.name = "grid_rules",
                                                  .description = "Degree of urbanisation of 2023, 2022 or "
                                                                 "2021"}));
    list.push_back(parameter(&Study::grid_crs,
                             {.name = "grid_crs",
                              .description = "Reference system of the grids, as EPSG:5179 [as a .prj file "
                                             "beside them or their file says]"}));
    list.push_back(parameter(
        &Study::grid_band,
        {.name = "grid_band", .description = "Band of a raster, from 1 [the only one]", .minimum = 1.0}));
    list.push_back(
        parameter(&Study::grid_nodata,
                  {.name = "grid_nodata",
                   .description = "Cells of the grids with this number are missing [as their files "
                                  "say]"}));
}

void describe_region(ParameterList<Study>& list) {
    list.push_back(parameter(&Study::borders, {.name = "borders",
                                               .unit = "file",
                                               .description = "Shapes of the units (GeoJSON, .gz; with "
                                                              "GDAL any vector file)"}));
    list.push_back(parameter(
        &Study::borders_code,
        {.name = "borders_code", .description = "Property of the shapes that holds the unit code"}));
    list.push_back(
        parameter(&Study::borders_layer,
                  {.name = "borders_layer",
                   .description = "Layer of the borders, of a format that has layers [the only one of "
                                  "polygons]"}));
    list.push_back(parameter(&Study::borders_crs,
                             {.name = "borders_crs",
                              .description = "Reference system of borders in metres, as EPSG:5179 [as their "
                                             "file says]"}));
    list.push_back(parameter(&Study::adjacency, {.name = "adjacency",
                                                 .unit = "file",
                                                 .description = "Pairs of units that touch (CSV: a,b and "
                                                                "perhaps gap_m)"}));
    list.push_back(parameter(&Study::maximum_gap,
                             {.name = "maximum_gap",
                              .unit = "metres",
                              .description = "Metres: pairs of --adjacency farther apart do not count"}));
    list.push_back(
        parameter(&Study::links, {.name = "links",
                                  .unit = "file",
                                  .description = "Pairs of units that a bridge or ferry joins (CSV: a,b)"}));
    list.push_back(
        parameter(&Study::contiguity_tolerance,
                  {.name = "contiguity_tolerance",
                   .unit = "metres",
                   .description = "Metres: take contiguity from the borders; units at most this far "
                                  "apart touch"}));
    list.push_back(choice_parameter(&Study::contiguity_rule,
                                    {{ContiguityRule::queen, "queen"}, {ContiguityRule::rook, "rook"}},
                                    {.name = "contiguity_rule", .description = "queen or rook"}));
    list.push_back(parameter(
        &Study::cores, {.name = "cores", .unit = "file", .description = "Given cores (CSV: unit,core)"}));
    list.push_back(
        parameter(&Study::core_columns,
                  {.name = "core_columns", .unit = "column", .description = "unit=COLUMN,core=COLUMN"}));
    list.push_back(
        parameter(&Study::sub_units,
                  {.name = "sub_units",
                   .unit = "file",
                   .description = "Populated parts of units (CSV: code,unit,population,density,lon,lat): "
                                  "urban centres are evidence for centres, and cores of other methods"}));
    list.push_back(parameter(
        &Study::urban_areas,
        {.name = "urban_areas",
         .unit = "file",
         .description = "Parts of urban areas by unit (CSV: unit,urban_area,population): evidence for "
                        "centres, and central units are cores of other methods"}));
    describe_grid(list);
    list.push_back(parameter(
        &Study::select_flows,
        {.name = "select_flows",
         .description = "Keep of the flows out of each unit: largest=COUNT, at_least=PERSONS, "
                        "at_least_share=SHARE or reaching=SHARE (the largest that make up this share); may "
                        "stand several times"}));
}

void describe_layers(ParameterList<Study>& list) {
    list.push_back(parameter(
        &Study::layer,
        {.name = "layer",
         .unit = "layer",
         .description =
             "NAME=METHOD, NAME=METHOD:KEY=VALUE:...: a layer made by a method (`conurb methods`, or "
             "megaregions with areas, resolution, contiguity, islands) on the areas beneath; may stand "
             "several times, from the lowest layer up"}));
    list.push_back(parameter(
        &Study::given,
        {.name = "given",
         .unit = "named file",
         .description = "NAME=FILE: a layer from a table (unit,area), beneath those that are made; may stand "
                        "several times, from the lowest layer up"}));
    list.push_back(
        parameter(&Study::layer_flows,
                  {.name = "layer_flows",
                   .unit = "named file",
                   .description = "NAME=FILE: other flows between the same units for this layer"}));
    list.push_back(choice_parameter(
        &Study::units_outside, {{UnitsOutside::kept, "kept"}, {UnitsOutside::left_out, "left-out"}},
        {.name = "units_outside",
         .description = "Units in no area: kept as nodes of the next layer, or left-out from there on"}));
}

void describe_result(ParameterList<Study>& list) {
    list.push_back(choice_parameter(
        &Study::extents,
        {{ExtentsFrom::automatic, "auto"}, {ExtentsFrom::method, "method"}, {ExtentsFrom::after, "after"}},
        {.name = "extents",
         .description = "method: as the method makes them; after: made anew; auto: after where --set gives "
                        "them a parameter that is not the method's, else method"}));
    list.push_back(
        parameter(&Study::repair,
                  {.name = "repair",
                   .description = "Fill enclaves and drop exclaves afterwards (`conurb methods repair`); "
                                  "needs contiguity and borders or positions"}));
    list.push_back(choice_parameter(
        &Study::area_names,
        {{AreaNames::centre, "centre"},
         {AreaNames::largest, "largest"},
         {AreaNames::twins, "twins"},
         {AreaNames::label, "label"}},
        {.name = "area_names",
         .description =
             "What areas are called: centre (after repair: the largest centre in them), largest (unit), "
             "twins (A-B, with cities joined to the core) or label (of the given core)"}));
    list.push_back(choice_parameter(&Study::map, {{true, "auto"}, {false, "none"}},
                                    {.name = "map",
                                     .description = "auto: map.svg and areas.geojson where borders or "
                                                    "positions are known; none: neither"}));
    list.push_back(
        parameter(&Study::geopackage,
                  {.name = "geopackage", .description = "Write the areas as areas.gpkg, too (with GDAL)"}));
    list.push_back(
        parameter(&Study::csv_safe,
                  {.name = "csv_safe",
                   .description = "An apostrophe before texts that a spreadsheet would compute (=, +, -, "
                                  "@), for tables that are opened by a click"}));
    list.push_back(parameter(&Study::title, {.name = "title", .description = "Title of the map"}));
    list.push_back(
        parameter(&Study::subtitle, {.name = "subtitle", .description = "Second line of the map"}));
}

}  // namespace

ParameterList<Study> Study::parameters() {
    ParameterList<Study> list;
    describe_tables(list);
    describe_region(list);
    describe_layers(list);
    describe_result(list);
    return list;
}

}  // namespace v0
}  // namespace conurb
