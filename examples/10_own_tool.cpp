// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: the whole command line of conurb, with an own method among those it knows.
//
// DEMONSTRATES: conurb::tool::run, AnyMethod.
//
// SIMPLER EXAMPLES: 04_own_method.
//
// usage: 10_own_tool delineate --method by-prefix --set length=2 --units UNITS.csv --flows FLOWS.csv --out
// DIR

#include <conurb/conurb.hpp>
#include <conurb/tool/run.hpp>

namespace {

/// Units whose codes begin alike are one area: what an office that numbers by province has already.
struct ByPrefix {
    static constexpr std::string_view name = "by-prefix";
    static constexpr std::string_view description = "Units whose codes begin alike are one area";
    std::size_t length = 2;  ///< characters

    conurb::Partition operator()(const conurb::Region& region) const {
        std::vector<conurb::AreaIndex> labels;
        for (conurb::UnitIndex u = 0; u < region.size(); ++u) {
            const auto prefix = [&](conurb::UnitIndex unit) {
                return region.units()[unit].code.substr(0, length);
            };
            // units stand in the order of their codes
            labels.push_back(u > 0 && prefix(u) == prefix(u - 1) ? labels.back() : u);
        }
        return conurb::Partition(labels);
    }

    static conurb::ParameterList<ByPrefix> parameters() {
        return {conurb::field::count(&ByPrefix::length, "length", "characters",
                                     "How much of the codes must agree.", "this example")};
    }
};

}  // namespace

int main(int argc, char** argv) { return conurb::tool::run(argc, argv, {ByPrefix{}}); }
