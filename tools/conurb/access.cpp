// SPDX-License-Identifier: MIT
#include <charconv>
#include <cmath>
#include <conurb/output/file_set.hpp>
#include <iostream>
#include <memory>
#include <numeric>
#include <system_error>

#include "commands.hpp"
#include "options.hpp"
#include "travel.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct AccessRequest {
    StudyOptions options;
    TravelOptions travel;
    std::vector<std::string> measures;
    std::string function;
    std::string mode;
    std::string people;
    std::string decay;
    std::string rank_by;
    double count = 1.0;
    std::string out;
};

double number_from(const std::string& decay, const std::string& text) {
    double value = 0.0;
    const char* const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, value);
    if (problem == std::errc() && at == end && std::isfinite(value)) return value;
    throw ParameterError(ErrorCode::parameter_range,
                         "--decay '" + decay + "': '" + text + "' is not a finite number");
}

/// NAME:NUMBER,... of --decay.
Decay decay_from(const std::string& text) {
    const auto colon = text.find(':');
    const std::string name = text.substr(0, colon);
    const std::vector<std::string> parts =
        colon == std::string::npos ? std::vector<std::string>() : split(text.substr(colon + 1), ',');
    if (name == "stepped") {
        std::vector<std::pair<double, double>> steps;
        for (const std::string& part : parts) {
            const auto [limit, weight] = setting(part, "decay", "WEIGHT");
            steps.emplace_back(number_from(text, limit), number_from(text, weight));
        }
        return decay::stepped(steps);
    }
    std::vector<double> numbers;
    for (const std::string& part : parts) numbers.push_back(number_from(text, part));
    struct Named {
        std::size_t count;
        Decay (*make)(const std::vector<double>&);
    };
    using Numbers = std::vector<double>;
    const std::map<std::string, Named> all = {
        {"binary", {1, [](const Numbers& n) { return decay::binary(n[0]); }}},
        {"exponential", {1, [](const Numbers& n) { return decay::exponential(n[0]); }}},
        {"power", {1, [](const Numbers& n) { return decay::power(n[0]); }}},
        {"linear", {1, [](const Numbers& n) { return decay::linear(n[0]); }}},
        {"logistic", {2, [](const Numbers& n) { return decay::logistic(n[0], n[1]); }}},
        {"gaussian", {1, [](const Numbers& n) { return decay::gaussian(n[0]); }}},
        {"gaussian-to", {1, [](const Numbers& n) { return decay::gaussian_to(n[0]); }}},
        {"stepped", {0, nullptr}}};
    const Named chosen = choose("decay", name, all);
    if (numbers.size() != chosen.count) {
        throw ParameterError(ErrorCode::parameter_range, "--decay '" + text + "' has " +
                                                             std::to_string(numbers.size()) + " numbers; " +
                                                             name + " takes " + std::to_string(chosen.count));
    }
    return chosen.make(numbers);
}

/// What a measure is made of.
struct AccessData {
    const CostTable& costs;
    std::vector<double> people;
    std::vector<double> supply;
    Decay decay;
    double count;
    const Context& context;
};
using Values = std::vector<std::optional<double>>;

Values known(const std::vector<double>& values) { return {values.begin(), values.end()}; }

template <FloatingCatchment kind>
Values catchment(const AccessData& d) {
    return known(floating_catchment(d.costs, d.people, d.supply, d.decay, kind));
}
template <AccessConstraint constraint>
Values constrained(const AccessData& d) {
    return known(constrained_access(d.costs, d.people, d.supply, d.decay, constraint, d.context).by_origin);
}

/// A measure with one number per unit.
struct AccessMeasure {
    Values (*of)(const AccessData&);
    bool decays = true;
};
const std::map<std::string, AccessMeasure>& access_measures() {
    static const std::map<std::string, AccessMeasure> all = {
        {"nearest", {[](const AccessData& d) { return cost_to_nearest(d.costs, d.supply, d.count); }, false}},
        {"gravity", {[](const AccessData& d) { return known(gravity_access(d.costs, d.supply, d.decay)); }}},
        {"two-step", {catchment<FloatingCatchment::two_step>}},
        {"modified", {catchment<FloatingCatchment::modified>}},
        {"three-step", {catchment<FloatingCatchment::three_step>}},
        {"balanced", {catchment<FloatingCatchment::balanced>}},
        {"availability", {constrained<AccessConstraint::supply>}},
        {"total", {constrained<AccessConstraint::total>}},
        {"demand", {constrained<AccessConstraint::demand>}},
        {"both", {constrained<AccessConstraint::both>}}};
    return all;
}

/// The columns of all measures, unit by unit.
std::string access_csv(const Units& units, const std::vector<double>& people,
                       const std::vector<std::string>& names, const std::vector<Values>& columns) {
    std::vector<std::string> header = {"unit", "unit_name", "people"};
    header.insert(header.end(), names.begin(), names.end());
    std::string table = csv_line(header);
    for (UnitIndex u = 0; u < units.size(); ++u) {
        std::vector<std::string> row = {units[u].code, units.label(u), number_text(people[u])};
        for (const Values& column : columns) row.push_back(number_text(column[u]));
        table += csv_line(row);
    }
    return table;
}

/// How evenly each measure falls on those who have a value.
std::string inequality_csv(const std::vector<double>& people, const std::vector<std::string>& names,
                           const std::vector<Values>& columns, const std::vector<double>& rank_by) {
    std::string table = "measure,people,people_without,mean,gini,theil,palma,concentration\n";
    for (std::size_t k = 0; k < names.size(); ++k) {
        std::vector<double> values;
        std::vector<double> weights;
        std::vector<double> ranks;
        double without = 0.0;
        double sum = 0.0;
        for (std::size_t u = 0; u < people.size(); ++u) {
            if (!columns[k][u]) {
                without += people[u];
                continue;
            }
            values.push_back(*columns[k][u]);
            weights.push_back(people[u]);
            sum += people[u] * values.back();
            if (!rank_by.empty()) ranks.push_back(rank_by[u]);
        }
        const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
        const Inequality how = inequality(values, weights);
        table += csv_line({names[k], number_text(all), number_text(without),
                           number_text(all > 0.0 ? std::optional(sum / all) : std::nullopt),
                           number_text(how.gini), number_text(how.theil), number_text(how.palma),
                           rank_by.empty() ? "" : number_text(concentration_index(values, ranks, weights))});
    }
    return table;
}

void run_access(const AccessRequest& request, const Context& context) {
    ValidationReport report;
    const Study study = request.options.study();
    const Travel travel = request.travel.read(study, report, context);
    const std::vector<std::string> functions = travel.places.functions();
    const std::string function =
        request.function.empty() && functions.size() == 1 ? functions.front() : request.function;
    if (travel.places.of(function).empty()) {
        std::string all;
        for (const std::string& f : functions) all += (all.empty() ? "'" : ", '") + f + "'";
        throw ParameterError(ErrorCode::needs_data,
                             "no place has the function '" + function + "' (--function); there are " + all);
    }
    std::map<std::string, const CostTable*> modes;
    for (const auto& [mode, costs] : travel.costs) modes.emplace(mode, &costs);
    const CostTable& costs = *choose("mode", mode_or_only(request.mode, travel.costs), modes);
    AccessData data{costs,
                    people_of(travel.units, request.people),
                    travel.places.capacities(function),
                    {},
                    request.count,
                    context};
    std::vector<Values> columns;
    for (const std::string& name : request.measures) {
        const AccessMeasure measure = choose("measure", name, access_measures());
        if (measure.decays && !data.decay) {
            if (request.decay.empty()) {
                throw ParameterError(ErrorCode::needs_data,
                                     "--measure " + name + " needs --decay, as binary:30");
            }
            data.decay = decay_from(request.decay);
        }
        columns.push_back(measure.of(data));
    }
    std::vector<double> ranks;
    if (!request.rank_by.empty()) ranks = people_of(travel.units, request.rank_by);
    FileSet files(request.out);
    files.add("access.csv", access_csv(travel.units, data.people, request.measures, columns));
    files.add("inequality.csv", inequality_csv(data.people, request.measures, columns, ranks));
    if (data.decay) {
        std::string table = "place,name,capacity,potential\n";
        const std::vector<double> potential = market_potential(costs, data.people, data.decay);
        for (const Offer& offer : travel.places.of(function)) {
            table += csv_line({travel.places[offer.place].id, travel.places.label(offer.place),
                               number_text(offer.capacity), number_text(potential[offer.place])});
        }
        files.add("potential.csv", table);
    } else {
        files.leave_out("potential.csv");
    }
    files.write();
    print_findings(report);
}

}  // namespace

void add_access(Session& session) {
    const auto request = std::make_shared<AccessRequest>();
    CLI::App& command = session.add("access", "How much of something people can reach, and how evenly");
    request->options.add(command, {"units", "where_units"});
    command.get_option("--units")->required();
    request->travel.add(command);
    command
        .add_option("--measure", request->measures,
                    "nearest (cost), gravity (with binary: opportunities within), two-step (with stepped: "
                    "E2SFCA), modified, "
                    "three-step, balanced, availability, total, demand, both; several with commas")
        ->delimiter(',')
        ->required();
    command.add_option(
        "--decay", request->decay,
        "What is left at a cost: binary:LIMIT, exponential:RATE, power:EXPONENT, linear:LIMIT, "
        "logistic:MIDDLE,SPREAD, gaussian:SPREAD, gaussian-to:LIMIT, stepped:LIMIT=WEIGHT,...; limits are "
        "in");
    command.add_option("--function", request->function, "Function of the places [the only one there is]");
    command.add_option("--mode", request->mode, "Mode of the costs [the only one there is]");
    command.add_option("--people", request->people, "Column of the units that counts people [population]");
    command.add_option("--count", request->count, "Opportunities that nearest looks for [1]");
    command.add_option("--rank-by", request->rank_by,
                       "Column of the units, as income, for the concentration index");
    request->options.add_format(command);
    add_folder(command, request->out,
               "Folder for access.csv, inequality.csv and, with a decay, potential.csv");
    command.footer(
        "Example:\n  conurb access --units u.csv --places hospitals.csv --costs minutes.csv --measure "
        "nearest,two-step "
        "--decay stepped:10=1,20=0.68,30=0.22 --out access");
    session.finish(command, [request](const Context& context) { run_access(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
