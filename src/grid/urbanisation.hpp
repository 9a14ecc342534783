// SPDX-License-Identifier: MIT
// The stages of the degree of urbanisation, and what they share.
#pragma once

#include <cmath>
#include <conurb/core/context.hpp>
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grid/cell_runs.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double m2_per_km2 = 1e6;

/// What is known of a cell after one look at it, one bit each: five thresholds and the rest of the rules.
enum Mark : std::uint8_t {
    mark_centre = 1,   // may be in an urban centre
    mark_cluster = 2,  // level 1: urban cluster; level 2: suburban
    mark_dense = 4,
    mark_semi_dense = 8,
    mark_rural_cluster = 16,
    mark_low_density = 32,
    mark_water = 64,       // no population, little land, nothing built
    mark_uncounted = 128,  // nobody and less than half land: no neighbour for the majority rule of 2023
    // bits that serve again when their first use is over
    mark_queued = mark_centre,     // waits to be looked at by the edge smoothing
    mark_beside = mark_uncounted,  // a dense cell lies in reach in the same row
    mark_near = mark_centre,       // a dense cell lies in reach
};

/// Population, density and built-up share of the cells, as the rules want them.
class Cells {
public:
    Cells(const PopulationGrid& grid, BeyondGrid beyond)
        : grid_(grid),
          beyond_(beyond),
          cell_area_(grid.population.frame().cell_size * grid.population.frame().cell_size) {}

    [[nodiscard]] const GridFrame& frame() const { return grid_.population.frame(); }
    [[nodiscard]] BeyondGrid beyond() const { return beyond_; }
    [[nodiscard]] bool has_land() const { return grid_.land.has_value(); }
    [[nodiscard]] bool has_built() const { return grid_.built.has_value(); }

    /// Persons; NaN where missing.
    [[nodiscard]] double population(std::size_t cell) const {
        const double persons = grid_.population[cell];
        return grid_.population.missing(persons) ? unknown : persons;
    }
    [[nodiscard]] double persons(std::size_t cell) const {
        const double value = population(cell);
        return std::isnan(value) ? 0.0 : value;
    }
    /// m2
    [[nodiscard]] double land(std::size_t cell) const {
        if (!grid_.land) return cell_area_;
        const float value = (*grid_.land)[cell];
        return grid_.land->missing(value) ? 0.0 : static_cast<double>(value);
    }
    /// m2
    [[nodiscard]] double built(std::size_t cell) const {
        if (!grid_.built) return 0.0;
        const float value = (*grid_.built)[cell];
        return grid_.built->missing(value) ? 0.0 : static_cast<double>(value);
    }
    /// Persons per km2 of land; infinite where persons have no land, NaN where there is neither.
    [[nodiscard]] double density(std::size_t cell) const {
        return population(cell) / (land(cell) / m2_per_km2);
    }
    /// Share of the land built up, to three decimals as the tool behind the expected grids has it; infinite
    /// where there is no land for it, NaN where there is neither.
    [[nodiscard]] double built_share(std::size_t cell) const {
        return std::round(built(cell) / land(cell) * 1000.0) / 1000.0;
    }
    [[nodiscard]] double land_share(std::size_t cell) const { return land(cell) / cell_area_; }
    [[nodiscard]] double cell_built_share(std::size_t cell) const { return built(cell) / cell_area_; }

private:
    const PopulationGrid& grid_;
    BeyondGrid beyond_;
    double cell_area_;
};

/// Refuses options beyond their ranges, and those that need a built-up grid where there is none.
void require_options(const UrbanisationOptions& options, bool has_built);

/// Refuses a reference system in which areas of cells would be wrong: Mercator, other units than metres,
/// degrees. An empty one says nothing.
void require_metres(const std::string& system);

/// Refuses grids that do not fit together and values that no count or surface has.
void require_grid(const PopulationGrid& grid, const Context& context);

/// The marks of all cells.
[[nodiscard]] std::vector<std::uint8_t> marks_of(const Cells& cells, const UrbanisationOptions& options,
                                                 const Context& context);

/// The clusters of a rule before their population is asked for.
[[nodiscard]] CellRuns runs_of(const GridFrame& frame, const std::vector<std::uint8_t>& marks, Mark mark,
                               ContiguityRule contiguity, std::string_view phase, const Context& context);

/// Population of each cluster, at the number of its first run.
[[nodiscard]] std::vector<double> population_of(const CellRuns& clusters, const Cells& cells,
                                                const ClusterRule& rule, const Context& context);

/// Finds the urban centres, smooths their edges, fills their gaps, measures and numbers them by population.
/// `centre` gets the number of the centre of each cell, 0 where there is none. Marks of the first stage that
/// are needed no more are written over.
[[nodiscard]] std::vector<UrbanCentre> find_urban_centres(const Cells& cells,
                                                          const UrbanisationOptions& options,
                                                          std::vector<std::uint8_t>& marks,
                                                          std::span<std::uint32_t> centre,
                                                          const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
