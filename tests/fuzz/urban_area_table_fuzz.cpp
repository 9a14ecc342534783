// SPDX-License-Identifier: MIT
#include <conurb/input/urban_area_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    conurb_fuzz::may_refuse([&] {
        for (const conurb::UrbanAreaPart& part : conurb::read_urban_areas(file.path(), units, {}, options)) {
            conurb_fuzz::require(part.unit < units.size() && part.population >= 0.0);
        }
    });
    return 0;
}
