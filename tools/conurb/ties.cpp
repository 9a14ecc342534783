// SPDX-License-Identifier: MIT
#include <iostream>
#include <map>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct TiesRequest {
    StudyOptions options;
    std::string measure = "reciprocal";
    std::string areas;
    std::string out;
};

TieMatrix dependence(const Region& region, const Context& context) {
    return network_constraint(region.graph(), {}, context).dependence;
}

/// Measures by name; all but dependence and activity-share are symmetric.
using Measure = TieMatrix (*)(const Region&, ValidationReport&, const Context&);
const std::map<std::string, Measure>& measures() {
    static const std::map<std::string, Measure> all = {
        {"dependence", [](const Region& r, ValidationReport&, const Context& c) { return dependence(r, c); }},
        {"activity-share",
         [](const Region& r, ValidationReport& findings, const Context&) {
             return activity_shares(r.graph(), activity(r, Extents{}.trips_per_resident, &findings).ends);
         }},
        {"reciprocal", [](const Region& r, ValidationReport&,
                          const Context& c) { return reciprocal_ties(dependence(r, c)); }},
        {"reciprocal-geometric",
         [](const Region& r, ValidationReport&, const Context& c) {
             return reciprocal_ties(dependence(r, c), ReciprocalMean::geometric);
         }},
        {"reciprocal-minimum",
         [](const Region& r, ValidationReport&, const Context& c) {
             return reciprocal_ties(dependence(r, c), ReciprocalMean::minimum);
         }},
        {"reciprocal-shares", [](const Region& r, ValidationReport&,
                                 const Context&) { return reciprocal_ties(tie_shares(r.graph())); }},
        {"interaction",
         [](const Region& r, ValidationReport&, const Context&) { return interaction_ties(r); }},
        {"interaction-external",
         [](const Region& r, ValidationReport&, const Context&) { return interaction_ties(r, true); }}};
    return all;
}

/// The areas of a table as units, with the flows between them.
Region between_areas(const Region& region, const std::string& path, const ReadOptions& options,
                     const Context& context) {
    const NamedPartition areas = read_partition(path, region.units(), {}, options, context);
    // areas of a partition stand in the order of their first units, units of a region in that of their codes
    std::vector<AreaIndex> order(areas.names.size());
    for (AreaIndex a = 0; a < order.size(); ++a) order[a] = a;
    std::ranges::sort(order, {}, [&](AreaIndex a) { return areas.names[a]; });
    std::vector<AreaIndex> place(order.size());
    std::vector<std::string> codes;
    for (AreaIndex k = 0; k < order.size(); ++k) {
        place[order[k]] = k;
        codes.push_back(areas.names[order[k]]);
    }
    std::vector<AreaIndex> labels;
    for (const AreaIndex a : areas.partition.labels()) labels.push_back(a == no_area ? no_area : place[a]);
    return quotient(region, labels, codes);
}

void run_ties(const TiesRequest& request, const Context& context) {
    ValidationReport report;
    Study study = request.options.study();
    study.map = false;
    const Measure measure = choose<Measure>("measure", request.measure, measures());
    Region region = read_study(study, report, context, other_formats()).region;
    if (!request.areas.empty()) {
        region = between_areas(region, request.areas, read_options(study, report), context);
    }
    const TieMatrix ties = measure(region, report, context);
    const bool symmetric = request.measure != "dependence" && request.measure != "activity-share";
    std::string table = "unit,unit_name,other,other_name,tie\n";
    for (UnitIndex u = 0; u < region.size(); ++u) {
        const TieSpan row = ties.row(u);
        for (std::size_t k = 0; k < row.size(); ++k) {
            const UnitIndex v = row.units[k];
            if ((symmetric && v < u) || v == u) continue;
            table += csv_line({region.units()[u].code, region.units().label(u), region.units()[v].code,
                               region.units().label(v), number_text(row.strengths[k])});
        }
    }
    write_with_table(request.out, table);
    print_findings(report);
}

}  // namespace

void add_ties(Session& session) {
    const auto request = std::make_shared<TiesRequest>();
    CLI::App& command = session.add("ties", "How strongly units, or areas, are bound to each other, as CSV");
    request->options.add_tables(command);
    command.add_option(
        "--measure", request->measure,
        "reciprocal (harmonic mean of dependences), reciprocal-geometric, reciprocal-minimum, "
        "reciprocal-shares (of direct shares), dependence, activity-share (w: flows both ways by all "
        "activity of the unit), interaction (F^2 over residents and jobs), interaction-external (over flows "
        "out and in) [reciprocal]");
    command.add_option("--areas", request->areas,
                       "Ties between the areas of this table (unit,area) instead of units");
    command.add_option("--out", request->out, "File for the table, symmetric pairs once [standard output]");
    command.footer("Example:\n  conurb ties --flows od.csv --measure reciprocal --out ties.csv");
    session.finish(command, [request](const Context& context) { run_ties(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
