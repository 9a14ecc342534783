// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: writes a small messy table as offices export them, reads it with a column map, two purposes
// and the policy `report`, and prints what was found in it.
//
// DEMONSTRATES: UnitColumns, FlowColumns, Purpose, Policy, ValidationReport, CommutingGraph.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 02_own_tables FOLDER (the tables are written there)

#include <conurb/conurb.hpp>
#include <iostream>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: 02_own_tables FOLDER\n";
        return 2;
    }
    const std::string folder = argv[1];
    try {
        conurb::write_text(folder + "/towns.csv",
                           "Town No;Town;Inhabitants\n"
                           "007;Northam;\"12 400\"\n"
                           "008;Southam;3.100\n"
                           "009;Eastam;950\n");
        conurb::write_text(folder + "/od.csv",
                           "live;job;work;school\n"
                           "008;007;410;120\n"
                           "009;007;150;30\n"
                           "007;008;60;0\n"
                           "009;008;25;n/a\n"    // not a number
                           "008;011;12;0\n"      // no such town
                           "007;007;3800;900\n"  // internal: kept apart
                           "008;008;300;100\n");

        conurb::ValidationReport report;
        const conurb::ReadOptions options{
            .policy = conurb::Policy::report, .decimal = ',', .report = &report};
        const conurb::Units towns = conurb::read_units(
            folder + "/towns.csv", {.id = "Town No", .name = "Town", .population = "Inhabitants"}, options);
        const conurb::Flows flows = conurb::read_flows(
            folder + "/od.csv", towns,
            {.origin = "live", .destination = "job", .flows = {{"work", 1.0}, {"school", 0.5}}}, options);

        const conurb::CommutingGraph graph(towns.size(), flows);
        for (conurb::UnitIndex town = 0; town < towns.size(); ++town) {
            std::cout << towns[town].code << ' ' << towns.label(town) << ": population "
                      << towns[town].population.value_or(0) << ", out " << graph.outflow(town) << ", in "
                      << graph.inflow(town) << ", internal " << graph.internal(town).value_or(-1) << '\n';
        }
        for (const conurb::Finding& finding : report.findings()) {
            if (finding.where.line != 0) {  // else it is about the file as a whole
                std::cout << "line " << finding.where.line << ", field " << finding.where.column << ", unit "
                          << finding.where.unit << ": ";
            }
            std::cout << to_string(finding.kind) << ": " << finding.detail << '\n';
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
