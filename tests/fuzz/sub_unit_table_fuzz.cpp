// SPDX-License-Identifier: MIT
#include <conurb/input/sub_unit_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    conurb_fuzz::may_refuse([&] {
        for (const conurb::SubUnit& part : conurb::read_sub_units(file.path(), units, {}, options)) {
            // one outside the units counts in centres only
            conurb_fuzz::require(part.unit < units.size() || part.unit == conurb::no_unit);
        }
    });
    return 0;
}
