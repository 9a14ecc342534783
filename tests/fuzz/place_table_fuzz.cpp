// SPDX-License-Identifier: MIT
#include <conurb/input/cost_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    const conurb::Units& units = conurb_fuzz::some_units();
    conurb_fuzz::may_refuse([&] {
        const conurb::Places places = conurb::read_places(file.path(), units, {}, options);
        for (const conurb::Offer& offer : places.offers()) {
            conurb_fuzz::require(offer.place < places.size() && offer.capacity > 0.0);
        }
    });
    return 0;
}
