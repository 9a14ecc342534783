// SPDX-License-Identifier: MIT
// Bytes become a small region; every method runs on it, and whatever it makes goes through extents and
// repair; what one of them makes goes through all outputs that are text, too.
#include <conurb/areas/extents.hpp>
#include <conurb/areas/repair.hpp>
#include <conurb/assess/quality.hpp>
#include <conurb/assess/summary.hpp>
#include <conurb/geometry/contiguity.hpp>
#include <conurb/geometry/tessellation.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/output/map.hpp>
#include <conurb/output/tables.hpp>
#include <conurb/ties/cohesion.hpp>

#include "input.hpp"

namespace {

using namespace conurb;
using conurb_fuzz::Bytes;

/// Numbers of all sizes, with many ties among the small ones.
double amount(Bytes& bytes) {
    const std::uint8_t b = bytes.byte();
    if (b < 200) return b;
    if (b < 250) return 1000.0 * (b - 199);
    return std::array{0.25, 1e-9, 1e9, 1e15, 1e300, 0x1p-1074}[b - 250U];
}

Units units_of(Bytes& bytes) {
    const std::size_t n = bytes.below(13);
    const bool placed = bytes.below(4) != 0;
    std::vector<Unit> units;
    for (std::size_t u = 0; u < n; ++u) {
        Unit unit{.code = std::string(1, static_cast<char>('A' + u))};
        const std::uint8_t known = bytes.byte();
        if ((known & 1U) != 0) unit.population = 1000.0 * amount(bytes);
        if ((known & 2U) != 0) unit.resident_workers = amount(bytes);
        if ((known & 4U) != 0) unit.jobs = amount(bytes);
        if ((known & 8U) != 0) unit.kind = "metropolitan";
        if ((known & 16U) != 0) unit.name = "\"<&,\n=1+1";
        if ((known & 32U) != 0) unit.area_km2 = amount(bytes);
        if (placed) {
            unit.position = Point{1000.0 * static_cast<double>(bytes.below(16)),
                                  1000.0 * static_cast<double>(bytes.below(16))};
        }
        units.push_back(std::move(unit));
    }
    return Units(std::move(units), {}, Coordinates::projected);
}

Region region_of(Bytes& bytes) {
    const Units units = units_of(bytes);
    const std::size_t n = units.size();
    const std::uint8_t parts = bytes.byte();
    std::vector<Contact> contacts;
    std::vector<Core> cores;
    if (n > 0) {
        for (std::size_t k = bytes.below(32); k > 0; --k) {
            const auto a = static_cast<UnitIndex>(bytes.below(n));
            const auto b = static_cast<UnitIndex>(bytes.below(n));
            if (a != b) contacts.push_back({.a = a, .b = b, .link = (parts & 4U) != 0 && k == 1});
        }
        std::vector<bool> taken(n, false);
        for (std::size_t k = bytes.below(5); k > 0; --k) {
            const auto a = static_cast<UnitIndex>(bytes.below(n));
            const auto b = static_cast<UnitIndex>(bytes.below(n));
            if (taken[a] || taken[b]) continue;
            taken[a] = taken[b] = true;
            cores.push_back({.centre = a,
                             .units = a == b ? std::vector{a} : std::vector{std::min(a, b), std::max(a, b)}});
        }
    }
    Flows flows;
    flows.internal =
        std::array{InternalFlows::detect, InternalFlows::known, InternalFlows::unknown}[bytes.below(3)];
    while (n > 0 && !bytes.empty()) {
        const auto a = static_cast<UnitIndex>(bytes.below(n));
        const auto b = static_cast<UnitIndex>(bytes.below(n));
        flows.rows.push_back({a, b, amount(bytes)});
    }
    Region region(units, flows);
    if ((parts & 1U) != 0) region = region.with(ContiguityGraph(n, contacts));
    if ((parts & 2U) != 0) region = region.with(cores);
    return region;
}

/// Repair with every rule on.
Repair repair_of(Bytes& bytes) {
    Repair repair;
    repair.islands =
        std::array{Islands::leave, Islands::link, Islands::nearest, Islands::strongest}[bytes.below(4)];
    repair.enclaves =
        std::array{Enclaves::leave, Enclaves::fill, Enclaves::fill_by_neighbours}[bytes.below(3)];
    repair.exclaves = std::array{Exclaves::leave, Exclaves::drop, Exclaves::give}[bytes.below(3)];
    repair.minimum_units = static_cast<double>(bytes.below(4));
    repair.maximum_units = static_cast<double>(4 + bytes.below(8));
    return repair;
}

void write_out(const Region& region, const Delineation& delineation, const Borders& borders,
               const Context& context) {
    (void)areas_csv(region, delineation);
    (void)extents_csv(region, delineation);
    (void)spreadsheet_safe(partition_csv(region, delineation));
    (void)merges_csv(region, delineation);
    (void)moves_csv(region, delineation);
    if (delineation.ties) (void)ties_csv(region, *delineation.ties);
    (void)to_json(region, delineation);
    (void)partition_summary(region, delineation.partition);
    (void)modularity(region.graph(), delineation.partition);
    if (borders.size() != region.size() || region.size() == 0) return;
    const std::vector<AreaShapes> shapes = area_shapes(delineation, borders, context);
    (void)areas_geojson(region, delineation, shapes, borders.coordinates());
    (void)map_svg(region, delineation, borders, shapes, {}, context);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes(data, size);
    const std::vector<AnyMethod> all = methods();
    const std::uint8_t choice = bytes.byte();
    const std::size_t threads = 1 + choice % 2U;
    const std::string& drawn = all[choice / 2U % all.size()].method_name();  // outputs take most of the time
    const Repair repair = repair_of(bytes);
    const Context context{.threads = static_cast<unsigned>(threads)};
    conurb_fuzz::may_refuse([&] {
        const Region region = region_of(bytes);
        Borders borders;
        conurb_fuzz::may_refuse([&] { borders = tessellate(region.units(), {}, context); });
        const TieMatrix ties = cohesion(region.graph());
        for (const AnyMethod& method : all) {
            const auto show = [&](const Delineation& delineation) {
                if (method.method_name() != drawn) return;
                conurb_fuzz::may_refuse([&] { write_out(region, delineation, borders, context); });
            };
            conurb_fuzz::may_refuse([&] {
                const Delineation delineation = delineate(region, method, context);
                show(delineation);
                conurb_fuzz::may_refuse([&] { show(add_extents(region, delineation, ties, {}, context)); });
                conurb_fuzz::may_refuse(
                    [&] { show(conurb::repair(region, delineation, ties, repair, context)); });
            });
        }
    });
    return 0;
}
