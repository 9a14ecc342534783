// SPDX-License-Identifier: MIT
/// @file
/// Degree of Urbanisation: urban centres, urban clusters and rural cells of a population grid.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/export.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/grid/grid.hpp>
#include <cstdint>
#include <optional>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Class of a cell, as it stands in `DegreeOfUrbanisation::classes`; the numbers are those of GHS-SMOD.
enum class CellClass : std::uint8_t {
    // level 1
    water = 0,
    rural = 1,
    urban_cluster = 2,
    urban_centre = 3,
    // level 2
    water_cell = 10,              ///< as water of level 1
    very_low_density_rural = 11,  ///< what is left
    low_density_rural = 12,
    rural_cluster = 13,
    suburban = 21,  ///< suburban or peri-urban
    semi_dense_urban_cluster = 22,
    dense_urban_cluster = 23,
    urban_centre_cell = 30,  ///< as urban centre of level 1
    none = 255,              ///< no population known and no land grid
};

/// Which of the three classes that units are classified by holds a cell.
enum class Settlement : std::uint8_t {
    none,           ///< `CellClass::none`, or a number that is no class
    rural,          ///< rural cells and water: 0, 1, 10 to 13
    urban_cluster,  ///< 2, 21 to 23
    urban_centre,   ///< 3, 30
};

/// The class of level 1 that holds a class of either level.
[[nodiscard]] CONURB_EXPORT Settlement settlement_of(std::uint8_t cell_class) noexcept;

/// Depth of the classification.
enum class UrbanisationLevel : std::uint8_t {
    level1 = 1,  ///< urban centre, urban cluster, rural, water
    level2 = 2,  ///< clusters and rural cells divided further
};

/// How the edges of urban centres are smoothed. Both rules look at the eight cells around a cell that is in
/// no centre, all cells on the state before, and again until no cell is added.
enum class EdgeSmoothing : std::uint8_t {
    none,
    /// Added when at least 5 of the 8 are in one centre (GHSL Data Package 2022; also OECD 2012).
    majority_r2022a,
    /// Added when more than half of the counted ones are in one centre. Not counted: cells beyond the grid,
    /// and cells in no centre that have nobody and less than half land. Water cells are never added (GHSL
    /// Data Package 2023, footnote 29).
    majority_r2023a,
};

/// A cluster of cells: what a cell must have, what all of it together, and how cells hang together.
struct CONURB_EXPORT ClusterRule {
    double density = 300.0;                             ///< persons per km2 of land of a cell, at least; >= 0
    double population = 5000.0;                         ///< persons of the whole cluster, at least; >= 0
    ContiguityRule contiguity = ContiguityRule::queen;  ///< whether a corner joins two cells
    /// A cell with at least this share of its land built up (0..1, rounded to three decimals) takes part
    /// whatever its density; empty: density alone counts.
    std::optional<double> built_share = std::nullopt;
    /// Side in cells of the window over which population and density are averaged first: odd, 1 to 101; 1: as
    /// it is. A mean runs over the cells of the window that have a value (beyond the grid: `BeyondGrid`).
    std::uint32_t smoothing_window = 1;

    [[nodiscard]] static ParameterList<ClusterRule> parameters();
    friend bool operator==(const ClusterRule&, const ClusterRule&) = default;
};

/// A cell is water if all three hold and no class but very low density rural (level 1: rural) claims it.
struct CONURB_EXPORT WaterRule {
    double land_share = 0.5;   ///< less land than this, share of the cell 0..1
    double population = 0.0;   ///< persons, at most; >= 0
    double built_share = 0.0;  ///< built-up surface, share of the cell 0..1, at most

    [[nodiscard]] static ParameterList<WaterRule> parameters();
    friend bool operator==(const WaterRule&, const WaterRule&) = default;
};

/// What cells beyond the edge of the grid are for rules that look around a cell: the means of a smoothing
/// window, and the majority of `EdgeSmoothing::majority_r2023a`.
enum class BeyondGrid : std::uint8_t {
    uncounted,  ///< nothing: rules go by the cells that there are
    land,       ///< land without people: the grid ends where people do
};

/// All parameters of `degree_of_urbanisation`. The defaults are the rules in force: GHSL Data Package 2023
/// with the semi-dense urban clusters of July 2024 and the 20 % of land built up that the data of 2020 give.
struct CONURB_EXPORT UrbanisationOptions {
    UrbanisationLevel level = UrbanisationLevel::level1;
    ClusterRule urban_centre = {1500.0, 50000.0, ContiguityRule::rook, 0.2, 1};
    EdgeSmoothing edge_smoothing = EdgeSmoothing::majority_r2023a;
    /// Gaps in an urban centre smaller than this are filled, km2, >= 0; empty: none. A gap is a set of cells
    /// in no centre that hang together over edges, touch one centre only and do not reach the edge of the
    /// grid.
    std::optional<double> max_gap_km2 = 15.0;
    /// Level 1 only.
    ClusterRule urban_cluster = {300.0, 5000.0, ContiguityRule::queen, std::nullopt, 1};
    /// Level 2 only, as all that follow up to `low_density`.
    ClusterRule dense_urban_cluster = {1500.0, 5000.0, ContiguityRule::rook, 0.2, 1};
    ClusterRule semi_dense_urban_cluster = {900.0, 2500.0, ContiguityRule::rook, std::nullopt, 1};
    /// A semi-dense cluster with a cell at most so many cells (diagonal steps count 1) from an urban centre
    /// or a dense urban cluster is none: its cells are suburban. 0 to 1000.
    std::uint32_t semi_dense_distance = 2;
    ClusterRule suburban = {300.0, 5000.0, ContiguityRule::queen, std::nullopt, 1};
    ClusterRule rural_cluster = {300.0, 500.0, ContiguityRule::queen, std::nullopt, 1};
    double low_density = 50.0;  ///< persons per km2 of land, at least, of low density rural cells; >= 0
    WaterRule water = {};
    BeyondGrid beyond_grid = BeyondGrid::uncounted;

    [[nodiscard]] static ParameterList<UrbanisationOptions> parameters();
    friend bool operator==(const UrbanisationOptions&, const UrbanisationOptions&) = default;
};

/// The rules of GHS-SMOD R2022A: half of the land built up, majority rule of 2022; semi-dense clusters with
/// 300 persons/km2, 5,000 persons, queen contiguity, more than 3 cells from the dense ones.
[[nodiscard]] CONURB_EXPORT UrbanisationOptions urbanisation_r2022a(UrbanisationLevel level);
/// The rules of GHS-SMOD R2023A: as the defaults, with the semi-dense clusters of R2022A.
[[nodiscard]] CONURB_EXPORT UrbanisationOptions urbanisation_r2023a(UrbanisationLevel level);
/// The rules of the manual of 2021: density alone, no built-up criterion; majority rule and semi-dense
/// clusters of R2022A. For a population grid without a built-up grid.
[[nodiscard]] CONURB_EXPORT UrbanisationOptions urbanisation_manual_2021(UrbanisationLevel level);

/// The rules in force (the defaults) without the built-up criterion: density alone, for a population grid
/// without a built-up grid.
[[nodiscard]] CONURB_EXPORT UrbanisationOptions urbanisation_by_density();

/// An urban centre, smoothed and filled.
struct UrbanCentre {
    std::uint32_t id = 0;          ///< from 1: its place in the list, and its number in `centre_of_cell`
    double population = 0.0;       ///< persons in its cells, as in the population grid
    std::uint32_t cells = 0;       ///< number of its cells
    CellIndex first_cell = 0;      ///< the northernmost cell, of these the westernmost
    Point centroid = {};           ///< mean of the centres of its cells, in the coordinates of the grid
    Point population_centre = {};  ///< the same, weighted by persons
    friend bool operator==(const UrbanCentre&, const UrbanCentre&) = default;
};

/// Result of `degree_of_urbanisation`.
struct DegreeOfUrbanisation {
    Grid<std::uint8_t> classes = {};          ///< `CellClass` of each cell; nodata 255
    Grid<std::uint32_t> centre_of_cell = {};  ///< id of the urban centre that holds a cell; 0: none
    std::vector<UrbanCentre> centres = {};    ///< by population, the largest first; on ties by first cell
};

/// Classifies the cells of a population grid (Degree of Urbanisation, first stage).
///
/// Density is population / land, the built-up share built-up / land of a cell, rounded to three decimals. A
/// *cluster* is a largest set of contiguous cells that all reach the density (or the built-up share), with at
/// least the population of its rule in sum. In this order:
///
///     urban centre           clusters, edges smoothed, then gaps filled
///     level 1: urban cluster clusters, without the cells of centres
///              water         by `WaterRule`
///              rural         all other cells
///     level 2: dense         clusters (without smoothing), without the cells of centres
///              semi-dense    clusters that keep away from centres and dense clusters
///              suburban      cells of clusters (by their own rule) that have no class yet
///              rural cluster cells of clusters that have no class yet
///              low density   by density
///              water         by `WaterRule`
///              very low      all other cells
///
/// A cell with persons but without land has infinite density; one without both has none. Rules that look at
/// neighbours need cells beyond the area of interest: give the grid with a margin, and take it off with
/// `without_margin`.
///
/// Determinism: the same bits for any number of threads. Turned or mirrored grids give turned or mirrored
/// classes (but for sums so close to a threshold that the order of adding decides).
///
/// Throws `InputError`: no_units (no cells), inconsistent (grids that differ in size or place, more land in a
/// cell than its area, land given in shares instead of m2), negative, not_a_number (infinite values),
/// malformed (cells of less than a metre: the grid is in degrees); `ParameterError`: parameter_range,
/// needs_data (a built-up share without a built-up grid); `Cancelled`.
///
/// Cost: linear in the cells; memory beside the input 6 bytes per cell for the result and the work, and about
/// 30 bytes per run of neighbouring cells of a cluster in a row (at worst, on a checkerboard, one run for two
/// cells). A smoothing window of side w takes 2 w steps per cell.
///
/// European Commission, FAO, UN-Habitat, OECD, World Bank (2021) Applying the Degree of Urbanisation,
/// Publications Office of the European Union, doi 10.2785/706535 (semi-dense clusters as changed in July 2024
/// in its online edition); Schiavina et al. (2022) GHSL Data Package 2022, doi 10.2760/19817; Schiavina et
/// al. (2023) GHSL Data Package 2023, doi 10.2760/098587.
[[nodiscard]] CONURB_EXPORT DegreeOfUrbanisation degree_of_urbanisation(
    const PopulationGrid& grid, const UrbanisationOptions& options = {}, const Context& context = {});

}  // namespace v0
}  // namespace conurb
