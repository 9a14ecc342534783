// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"
#ifdef CONURB_HAS_GDAL
#include <conurb/gdal/formats.hpp>
#endif

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

std::string thousands(double persons) {
    std::string digits = std::to_string(std::llround(persons));
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

/// What is known of a population, with + where that of some units is not.
std::string persons_text(const Region& region, const std::vector<UnitIndex>& units) {
    const KnownSum persons = known_population(region, units);
    if (persons.unknown == units.size()) return "-";
    return thousands(persons.known) + (persons.unknown > 0 ? "+" : "");
}

/// Characters a terminal shows, a wide one counted twice.
std::size_t cells(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) count += byte >= 0xE1 ? 2 : 1;
    }
    return count;
}

/// Why no area is metropolitan, and what would make one so.
void print_no_metropolis(const Region& region, const Delineation& result) {
    const auto has_rank = [](const Unit& unit) { return unit.kind == "metropolitan"; };
    if (std::ranges::any_of(region.units(), has_rank)) return;
    std::cout << "\nno area is metropolitan: no unit has that rank (column kind)";
    const KindRule& rule = result.kind_rule;
    if (rule.from != KindFrom::method) {
        std::cout << ", and no " << (rule.from == KindFrom::core ? "core" : "area") << " reaches "
                  << thousands(rule.metropolitan_population) << " persons";
        const auto& parameters = result.provenance.parameters;
        if (std::ranges::find(parameters, "metropolitan_population", [](const auto& p) { return p.first; }) !=
            parameters.end()) {
            std::cout << " (--set metropolitan_population=...)";
        }
    }
    std::cout << '\n';
}

/// What a method joined.
void print_joins(const Region& region, const Delineation& result) {
    constexpr std::size_t most = 20;
    if (result.merges.empty()) return;
    const auto name = [&](UnitIndex u) {
        const auto core = std::ranges::find(region.cores(), u, &Core::centre);
        const bool labelled = core != region.cores().end() && !core->label.empty();
        return plain_text(labelled ? core->label : region.units().label(u));
    };
    std::cout << '\n';
    for (std::size_t k = 0; k < std::min(most, result.merges.size()); ++k) {
        const Merge& m = result.merges[k];
        std::cout << "joined: " << name(m.absorbed) << " to " << name(m.into) << " (" << number_text(m.value)
                  << ")\n";
    }
    if (result.merges.size() > most) {
        std::cout << "and " << result.merges.size() - most << " more, listed in merges.csv\n";
    }
}

void print_summary(const Region& region, const Delineation& result, const ValidationReport& report,
                   const std::string& out) {
    std::size_t widest = 4;
    for (const Area& area : result.areas) widest = std::max(widest, cells(plain_text(area.name)));
    const auto padded = [&](const std::string& given) {
        const std::string name = plain_text(given);
        return name + std::string(widest - cells(name) + 2, ' ');
    };
    const auto count = [&](AreaKind kind) { return std::ranges::count(result.areas, kind, &Area::kind); };
    std::cout << result.areas.size() << " urban areas from " << region.size() << " units and "
              << region.graph().edge_count() << " flows: " << count(AreaKind::metropolitan)
              << " metropolitan, " << count(AreaKind::small_and_medium) << " small and medium-sized";
    if (count(AreaKind::unknown) > 0) std::cout << ", " << count(AreaKind::unknown) << " of unknown size";
    std::cout << "\n\n"
              << padded("area") << "kind              core  minimum  maximum  population min .. max\n";
    for (const AreaKind kind : {AreaKind::metropolitan, AreaKind::small_and_medium, AreaKind::unknown}) {
        for (const Area& area : result.areas) {
            if (area.kind != kind) continue;
            const auto minimum = area.units(Extent::minimum);
            const auto maximum = area.units(Extent::maximum);
            std::array<char, 96> numbers{};
            std::snprintf(numbers.data(), numbers.size(), "%-16s %5zu %8zu %8zu  ", to_string(kind),
                          area.units(Extent::core).size(), minimum.size(), maximum.size());
            std::cout << padded(area.name) << numbers.data() << persons_text(region, minimum) << " .. "
                      << persons_text(region, maximum) << '\n';
        }
    }
    if (!result.areas.empty() && count(AreaKind::metropolitan) + count(AreaKind::unknown) == 0) {
        print_no_metropolis(region, result);
    }
    print_joins(region, result);
    if (!report.empty()) {
        std::cout << '\n';
        print_first_findings(std::cout, report);
        std::cout << "each of them is listed in " << plain_text(out) << "/validation.csv\n";
    }
    std::cout << "\nwritten to " << plain_text(out) << '\n';
}

/// Reads, runs, writes, tells.
void run_and_write(const Study& study, const std::string& out, const std::vector<AnyMethod>& own,
                   const Context& context) {
    ValidationReport report;
    const StudyRegion data = read_study(study, report, context, other_formats());
    if (study.geopackage && (data.borders.size() == 0 || !study.map)) {
        throw ParameterError(ErrorCode::needs_data,
                             "--geopackage needs --borders or a position of every unit, and --map auto");
    }
    const Delineation result = run_study(study, data, context, own);
    FileSet files = study_files(out, study, data, result, report, context);
    files.leave_out("areas.gpkg");
    if (study.geopackage) {
#ifdef CONURB_HAS_GDAL
        files.add("areas.gpkg", [&](const std::string& path) {
            write_vector_areas(path, data.region, result, area_shapes(result, data.borders, context),
                               data.borders.coordinates(), context, data.borders.system());
        });
#else
        needs_gdal(out + "/areas.gpkg");
#endif
    }
    files.write();
    report.append(result.findings);
    note_kinds(data.region, result, report);
    print_summary(data.region, result, report, out);
}

/// The data of the demonstration: named, else beside the program.
std::string demo_folder(const std::string& named) {
    namespace fs = std::filesystem;
    fs::path place(named);
    if (named.empty()) {
        std::error_code ignored;
        const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
        place = program.parent_path().parent_path() / "share" / "conurb" / "korea";
    }
    if (fs::exists(place / "units.csv")) return place.string();
    throw InputError(ErrorCode::cannot_read,
                     "the data of the demonstration is not there; name its folder with --data",
                     {.file = place.string()});
}

}  // namespace

void add_delineate(Session& session) {
    struct DelineateRequest {
        StudyOptions options;
        std::string method;
        std::string flow_kind;
        std::vector<std::string> set;
        std::string out;
        std::string config;
    };
    const auto request = std::make_shared<DelineateRequest>();
    CLI::App& command = session.add("delineate", "Find urban areas and write tables, GeoJSON and a map");
    request->options.add_region(command);
    command.add_option("--method", request->method,
                       "A method of `conurb methods` [" + session.methods.front().method_name() + "]");
    command.add_option("--set", request->set,
                       "KEY=VALUE: a parameter of the method, of the extents (extents.KEY) or of the "
                       "repair (repair.KEY), which then take place; may stand several times");
    request->options.add(command,
                         {"extents", "repair", "area_names", "map", "csv_safe", "title", "subtitle"});
#ifdef CONURB_HAS_GDAL
    request->options.add(command, {"geopackage"});
#endif
    add_folder(command, request->out, "Folder for the results");
    command.add_option("--config", request->config,
                       "JSON: \"method\", \"parameters\", and any option above without its dashes, paths "
                       "relative to the file (study.json of a result is one); what stands on the command "
                       "line wins");
    command.add_option(
        "--flow-kind", request->flow_kind,
        "trips or commuting: what the flows are, so that maximum extents may ask for shares of "
        "all activity; short for --set extents.flow_kind=... [unknown]");
    command.footer(
        "Examples:\n"
        "  conurb delineate --units u.csv --flows od.csv --borders u.geojson --adjacency pairs.csv --out "
        "result\n"
        "  conurb delineate --units u.csv --flows od.csv --cores cities.csv --set given_cores=also --out "
        "result\n"
        "  conurb delineate --config result/study.json --set centre_balance=1.5 --out variant");
    session.finish(command, [&session, request](const Context& context) {
        Study study = request->options.study();
        study.method = request->method;
        study.settings = settings(request->set);
        if (!request->flow_kind.empty()) study.settings.emplace_back("extents.flow_kind", request->flow_kind);
        study.seed = context.seed;
        run_and_write(study, request->out, session.own, context);
    });
}

void add_demo(Session& session) {
    struct DelineateRequest {
        std::string data;
        std::string out = "conurb-demo";
    };
    const auto request = std::make_shared<DelineateRequest>();
    CLI::App& command = session.add("demo", "The same on the Korean table that ships, with modelled flows");
    command.add_option("--out", request->out, "Folder for the results [conurb-demo]");
    command.add_option("--data", request->data,
                       "Folder with units.csv, flows.csv and, if it is there, urban_areas.csv, if it is not "
                       "found by itself");
    session.finish(command, [&session, request](const Context& context) {
        const std::string folder = demo_folder(request->data);
        const std::string urban_areas = folder + "/urban_areas.csv";
        const Study study{
            .units = folder + "/units.csv",
            .flows = {folder + "/flows.csv"},
            .contiguity_tolerance = 0.0,
            .urban_areas = std::filesystem::exists(urban_areas) ? urban_areas : "",
            .seed = context.seed,
            .title = "Functional urban areas of Korea: a demonstration",
            .subtitle =
                "Modelled flows (doubly constrained gravity), not observed ones; cells around town halls"};
        run_and_write(study, request->out, session.own, context);
    });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
