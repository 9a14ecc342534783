// SPDX-License-Identifier: MIT
#include <conurb/grid/degree_of_urbanisation.hpp>
#include <conurb/input/grid.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const conurb_fuzz::File file({reinterpret_cast<const char*>(data), size});
    conurb_fuzz::may_refuse([&] { (void)conurb::read_ascii_grid<std::uint8_t>(file.path()); });
    conurb_fuzz::may_refuse([&] {
        const auto grid = conurb::read_ascii_grid<double>(file.path(), {}, conurb::CellValues::not_negative);
        conurb_fuzz::require(grid.values().size() == grid.frame().cells());
        conurb::UrbanisationOptions options;
        options.urban_centre.built_share.reset();
        (void)conurb::degree_of_urbanisation({.population = grid}, options);
    });
    return 0;
}
