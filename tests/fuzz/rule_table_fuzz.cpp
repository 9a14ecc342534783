// SPDX-License-Identifier: MIT
#include <conurb/input/rule_table.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    conurb_fuzz::Bytes bytes(data, size);
    conurb::ValidationReport report;
    const conurb::ReadOptions options = conurb_fuzz::read_options(bytes, report);
    const conurb_fuzz::File file(bytes.rest());
    conurb_fuzz::may_refuse([&] {
        for (const conurb::FunctionRule& rule : conurb::read_function_rules(file.path(), options)) {
            conurb_fuzz::require(!rule.function.empty() && rule.minimum_people >= 0.0);
        }
    });
    conurb_fuzz::may_refuse([&] {
        for (const conurb::AccessStandard& standard : conurb::read_access_standards(file.path(), options)) {
            conurb_fuzz::require(!standard.function.empty() && standard.upper >= 0.0);
        }
    });
    return 0;
}
