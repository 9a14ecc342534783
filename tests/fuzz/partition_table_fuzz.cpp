// SPDX-License-Identifier: MIT
#include <conurb/input/partition_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    conurb_fuzz::may_refuse([&] {
        const conurb::NamedPartition areas = conurb::read_partition(file.path(), units, {}, options);
        conurb_fuzz::require(areas.partition.size() == units.size());
        conurb_fuzz::require(areas.names.size() == areas.partition.area_count());
    });
    return 0;
}
