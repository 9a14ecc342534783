// SPDX-License-Identifier: MIT
// Does not compile: one letter is missing. What the compiler says must name it.
#include <conurb/input/unit_table.hpp>

#ifdef WITH_TYPE
conurb::Units read() { return conurb::read_units("units.csv", conurb::UnitColumns{.populaton = "persons"}); }
#else
conurb::Units read() { return conurb::read_units("units.csv", {.populaton = "persons"}); }
#endif
