// SPDX-License-Identifier: MIT
/// @file
/// Flows between units, as they were read.
#pragma once

#include <conurb/core/ids.hpp>
#include <cstdint>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Persons that live in `origin` and work or study in `destination`.
struct Flow {
    UnitIndex origin = 0;
    UnitIndex destination = 0;
    double persons = 0.0;  ///< finite, >= 0
    friend bool operator==(const Flow&, const Flow&) = default;
};

/// Whether the flows from a unit to itself are in the data.
enum class InternalFlows : std::uint8_t {
    detect,   ///< known if any internal flow is above 0, else unknown
    known,    ///< as given; a unit without a row has internal flow 0
    unknown,  ///< not in the data: what needs them says so instead of taking 0
};

/// A list of flows, in any order; the same pair may stand more than once and is then summed.
struct Flows {
    std::vector<Flow> rows = {};
    InternalFlows internal = InternalFlows::detect;
};

}  // namespace v0
}  // namespace conurb
