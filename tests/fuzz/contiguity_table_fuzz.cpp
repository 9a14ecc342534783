// SPDX-License-Identifier: MIT
#include <conurb/input/contiguity_table.hpp>
#include <conurb/output/tables.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    conurb_fuzz::may_refuse([&] {
        const auto contiguity = conurb::read_contiguity(file.path(), units, {}, options);
        // what is written down is read again as the same
        const conurb_fuzz::File written(conurb::contiguity_csv(units, contiguity));
        conurb_fuzz::require(conurb::contiguity_csv(units, conurb::read_contiguity(written.path(), units)) ==
                             conurb::contiguity_csv(units, contiguity));
    });
    return 0;
}
