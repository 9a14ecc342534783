// SPDX-License-Identifier: MIT
#include <cmath>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/dissolve.hpp>
#include <conurb/input/borders.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::BordersInput how;
    const std::uint8_t choice = bytes.byte();
    how.policy = (choice & 1U) != 0 ? conurb::Policy::report : conurb::Policy::strict;
    if ((choice & 2U) != 0) how.coordinates = conurb::Coordinates::projected;
    const conurb_fuzz::File file(bytes.rest());
    conurb_fuzz::may_refuse([&] {
        conurb::ValidationReport report;
        const conurb::Units& units = conurb_fuzz::some_units();
        const conurb::Borders borders = conurb::read_borders(file.path(), units, how, &report);
        conurb_fuzz::require(borders.size() == units.size());
        const conurb::SewnBorders sewn(borders);
        const conurb::UnitIndex all[] = {0, 1, 2, 3};
        const conurb::Shape whole = sewn.dissolve(all);
        for (const conurb::Polygon& polygon : whole) {
            for (const conurb::Point p : polygon.outer) {
                conurb_fuzz::require(std::isfinite(p.x) && std::isfinite(p.y));
            }
        }
        (void)conurb::shape_measures(whole, borders.coordinates());
        (void)conurb::contiguity(borders);
    });
    return 0;
}
