// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#ifdef CONURB_HAS_GDAL
#include <conurb/gdal/formats.hpp>
#endif

namespace tool {
namespace {

using conurb::ErrorCode;
using conurb::ParameterError;

std::string thousands(std::optional<double> persons) {
    if (!persons) return "-";
    std::string digits = std::to_string(std::llround(*persons));
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
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

void print_summary(const conurb::Region& region, const conurb::Delineation& result,
                   const conurb::ValidationReport& report, const std::string& out) {
    std::size_t widest = 4;
    for (const conurb::Area& area : result.areas) widest = std::max(widest, cells(area.name));
    const auto padded = [&](const std::string& name) {
        return name + std::string(widest - cells(name) + 2, ' ');
    };
    std::size_t metropolitan = 0;
    for (const conurb::Area& area : result.areas)
        metropolitan += area.kind == conurb::AreaKind::metropolitan ? 1 : 0;
    std::cout << result.areas.size() << " urban areas from " << region.size() << " units and "
              << region.graph().edge_count() << " flows: " << metropolitan << " metropolitan, "
              << result.areas.size() - metropolitan << " small and medium-sized\n\n"
              << padded("area") << "kind              core  minimum  maximum  population min .. max\n";
    for (const conurb::AreaKind kind : {conurb::AreaKind::metropolitan, conurb::AreaKind::small_and_medium}) {
        for (const conurb::Area& area : result.areas) {
            if (area.kind != kind) continue;
            const auto minimum = area.units(conurb::Extent::minimum);
            const auto maximum = area.units(conurb::Extent::maximum);
            std::array<char, 96> numbers{};
            std::snprintf(numbers.data(), numbers.size(), "%-16s %5zu %8zu %8zu  ", conurb::to_string(kind),
                          area.units(conurb::Extent::core).size(), minimum.size(), maximum.size());
            std::cout << padded(area.name) << numbers.data() << thousands(conurb::population(region, minimum))
                      << " .. " << thousands(conurb::population(region, maximum)) << '\n';
        }
    }
    if (!report.empty()) {
        std::cout << '\n';
        for (const auto& [kind, count] : report.counts()) {
            std::cout << "finding: " << conurb::to_string(kind) << " x " << count << '\n';
        }
        std::cout << "each of them is listed in " << out << "/validation.csv\n";
    }
    std::cout << "\nwritten to " << out << '\n';
}

/// The region as repair wants it: where nobody knows the outside border, it is that of the shapes at hand
/// (cells made for the map).
conurb::Region with_outside(const Read& read, const Study& study, const conurb::Context& context) {
    const auto& contiguity = read.region.contiguity();
    if (!contiguity || contiguity->outside_known() || read.borders.size() == 0) return read.region;
    return read.region.with(contiguity->with_outside(conurb::touches_outside(
        read.borders, {.tolerance_m = study.border_tolerance.value_or(0.0)}, context)));
}

}  // namespace

void delineate(const Delineate& request, const conurb::Context& context) {
    conurb::ValidationReport report;
    const bool map = choose<bool>("map", request.map, {{"auto", true}, {"none", false}});
    const Read read = read_study(request.study, map, report, context);
    const conurb::Region& region = read.region;
    const conurb::Borders& borders = read.borders;
    conurb::Configuration configuration;
    configuration.method = request.method;
    conurb::Extents extents;
    conurb::Repair rules;
    bool with_repair = request.repair;
    bool with_extents = !request.extents.empty() &&
                        choose<bool>("extents", request.extents, {{"method", false}, {"after", true}});
    for (const std::string& text : request.set) {
        auto [key, value] = setting(text);
        if (key.starts_with("extents.")) {
            if (request.extents == "method") {
                throw ParameterError(ErrorCode::inconsistent,
                                     "--set " + key + " is for --extents after, not --extents method");
            }
            with_extents = true;
            conurb::set_parameter(extents, key.substr(8), value);
        } else if (key.starts_with("repair.")) {
            with_repair = true;
            conurb::set_parameter(rules, key.substr(7), value);
        } else {
            configuration.parameters.emplace_back(std::move(key), std::move(value));
        }
    }
    if (request.geopackage && (borders.size() == 0 || !map)) {
        throw ParameterError(ErrorCode::needs_data,
                             "--geopackage needs --borders or a position of every unit, and --map auto");
    }
    const conurb::AnyMethod method = conurb::method(configuration);
    conurb::Delineation result = with_extents ? conurb::delineate(region, method, extents, context)
                                              : conurb::delineate(region, method, context);
    if (with_repair) {
        result.ties = conurb::ties_of(region, result, context);
        const conurb::TieMatrix& ties = result.ties->matrix;
        result = conurb::repair(with_outside(read, request.study, context), result, ties, rules, context);
        for (const auto& p : conurb::Repair::parameters()) {
            result.provenance.parameters.emplace_back("repair." + p.info.name, p.get(rules));
        }
    }
    conurb::WriteOptions options;
    options.map.title = request.title;
    options.map.subtitle = request.subtitle;
    options.validation = report;
    conurb::FileSet files = conurb::delineation_files(request.out, region, result,
                                                      map ? borders : conurb::Borders{}, options, context);
    files.leave_out("areas.gpkg");
    if (request.geopackage) {
#ifdef CONURB_HAS_GDAL
        files.add("areas.gpkg", [&](const std::string& path) {
            conurb::write_vector_areas(path, region, result, conurb::area_shapes(result, borders, context),
                                       borders.coordinates(), context);
        });
#else
        needs_gdal(request.out + "/areas.gpkg");
#endif
    }
    files.write();
    print_summary(region, result, report, request.out);
}

void demo(const Demo& request, const conurb::Context& context) {
    namespace fs = std::filesystem;
    std::vector<fs::path> places;
    if (!request.data.empty()) {
        places.emplace_back(request.data);
    } else {
        std::error_code ignored;
        const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
        places.push_back(program.parent_path().parent_path() / "share" / "conurb" / "korea");  // installed
        places.emplace_back(CONURB_DEMO_DATA);  // built in its tree
    }
    for (const fs::path& place : places) {
        if (!fs::exists(place / "units.csv")) continue;
        Delineate request_all;
        request_all.study.input.units = (place / "units.csv").string();
        request_all.study.input.flows = {(place / "flows.csv").string()};
        request_all.study.border_tolerance = 0.0;
        request_all.title = "Functional urban areas of Korea: a demonstration";
        request_all.subtitle =
            "Modelled flows (doubly constrained gravity), not observed ones; cells around town halls";
        request_all.out = request.out;
        delineate(request_all, context);
        return;
    }
    throw conurb::InputError(ErrorCode::cannot_read,
                             "the data of the demonstration is not there; name its folder with --data",
                             {.file = places.front().string()});
}

}  // namespace tool
