// SPDX-License-Identifier: MIT
#include <array>
#include <bit>
#include <conurb/graph/fingerprint.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace {

class Fingerprint {
public:
    void add(std::uint64_t word) {
        for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(word >> shift));
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value)); }
    void add(const std::optional<double>& value) {
        add(std::uint64_t{value.has_value()});
        if (value) add(*value);
    }
    void add(const std::string& text) {
        add(std::uint64_t{text.size()});
        for (const char c : text) byte(static_cast<unsigned char>(c));
    }
    [[nodiscard]] std::string text() const {
        constexpr std::array digits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                       '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
        std::string hex;
        for (int shift = 60; shift >= 0; shift -= 4) hex += digits[(hash_ >> shift) & 15U];
        return hex;
    }

private:
    void byte(unsigned char b) { hash_ = (hash_ ^ b) * 0x100000001b3ULL; }
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string fingerprint(const Units& units) {
    Fingerprint f;
    // as it has counted since it was a field of its own
    constexpr std::string_view did_population = "did_population";
    const auto did = units.find_column(did_population);
    std::vector<Point> positions;
    for (UnitIndex k = 0; k < units.size(); ++k) {
        const Unit& u = units[k];
        f.add(u.code);
        f.add(u.name);
        f.add(u.kind);
        f.add(u.population);
        f.add(u.resident_workers);
        f.add(u.jobs);
        f.add(u.area_km2);
        f.add(did ? (*did)[k] : std::nullopt);
        f.add(std::uint64_t{u.position.has_value()});
        if (u.position) {
            f.add(u.position->x);
            f.add(u.position->y);
            positions.push_back(*u.position);
        }
    }
    for (const UnitColumn& column : units.columns()) {
        if (column.name == did_population) continue;
        f.add(column.name);
        for (const std::optional<double>& value : column.values) f.add(value);
    }
    // a kind of coordinates that nobody would have guessed tells two tables apart
    if (units.coordinates() != guess_coordinates(positions)) f.add(std::uint64_t{1});
    return f.text();
}

std::string fingerprint(const CommutingGraph& graph) {
    Fingerprint f;
    f.add(std::uint64_t{graph.internal_known()});
    for (UnitIndex u = 0; u < graph.size(); ++u) {
        f.add(graph.internal(u));
        const FlowSpan out = graph.out(u);
        f.add(std::uint64_t{out.size()});
        for (std::size_t k = 0; k < out.size(); ++k) {
            f.add(std::uint64_t{out.units[k]});
            f.add(out.persons[k]);
        }
    }
    return f.text();
}

std::string fingerprint(const ContiguityGraph& contiguity) {
    Fingerprint f;
    for (const Contact& c : contiguity.contacts()) {
        f.add(std::uint64_t{c.a});
        f.add(std::uint64_t{c.b});
        f.add(c.gap_m);
        f.add(c.length_m);
        f.add(std::uint64_t{c.link});
    }
    if (contiguity.outside_known()) {
        for (UnitIndex u = 0; u < contiguity.size(); ++u) f.add(std::uint64_t{contiguity.on_outside(u)});
    }
    return f.text();
}

std::string fingerprint(std::span<const Core> cores) {
    Fingerprint f;
    for (const Core& core : cores) {
        f.add(core.label);
        f.add(std::uint64_t{core.centre});
        for (const UnitIndex u : core.units) f.add(std::uint64_t{u});
        f.add(core.population);
    }
    return f.text();
}

std::string fingerprint(std::span<const UrbanAreaPart> parts) {
    Fingerprint f;
    for (const UrbanAreaPart& part : parts) {
        f.add(std::uint64_t{part.unit});
        f.add(part.urban_area);
        f.add(part.population);
    }
    return f.text();
}

}  // namespace v0
}  // namespace conurb
