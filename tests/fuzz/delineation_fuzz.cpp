// SPDX-License-Identifier: MIT
#include <conurb/input/delineation_file.hpp>
#include <conurb/output/tables.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const conurb_fuzz::File file({reinterpret_cast<const char*>(data), size});
    conurb_fuzz::may_refuse([&] {
        const conurb::Units& units = conurb_fuzz::some_units();
        const conurb::Delineation delineation = conurb::read_delineation(file.path(), units);
        conurb_fuzz::require(delineation.partition.size() == units.size());
        const conurb::Region region(units, conurb::Flows{});
        (void)conurb::areas_csv(region, delineation);
        // what is written down is read again as the same
        const std::string written = conurb::to_json(region, delineation);
        const conurb_fuzz::File again(written);
        conurb_fuzz::require(conurb::to_json(region, conurb::read_delineation(again.path(), units)) ==
                             written);
    });
    return 0;
}
