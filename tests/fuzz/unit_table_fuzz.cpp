// SPDX-License-Identifier: MIT
#include <conurb/input/unit_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    conurb_fuzz::may_refuse([&] {
        const conurb::Units units = conurb::read_units(file.path(), {}, options);
        for (conurb::UnitIndex u = 0; u < units.size(); ++u) {
            conurb_fuzz::require(units.find(units[u].code) == u);
            conurb_fuzz::require(!units[u].population || *units[u].population >= 0.0);
        }
    });
    return 0;
}
