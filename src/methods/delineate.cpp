// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/version.hpp>

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

void check(const Region& region, const Delineation& d, const std::string& method) {
    const auto bad = [&](const std::string& reason) {
        throw ParameterError(ErrorCode::bad_result, "method '" + method + "': " + reason);
    };
    if (d.partition.size() != region.size() || d.reasons.size() != region.size()) {
        bad("a partition of " + std::to_string(d.partition.size()) + " and reasons for " +
            std::to_string(d.reasons.size()) + " units for a region of " + std::to_string(region.size()));
    }
    if (d.areas.size() != d.partition.area_count()) {
        bad(std::to_string(d.areas.size()) + " areas, but the partition has " +
            std::to_string(d.partition.area_count()));
    }
    if (d.ties &&
        (d.ties->constraint.size() != region.size() || d.ties->exerted.size() != region.size() ||
         d.ties->balance.size() != region.size() || d.ties->effective_size.size() != region.size() ||
         d.ties->efficiency.size() != region.size() || d.ties->hierarchy.size() != region.size() ||
         d.ties->strongest.size() != region.size())) {
        bad("ties that are not one per unit");
    }
    for (const Change& change : d.changes) {
        if (change.unit >= region.size()) bad("a change of unit number " + std::to_string(change.unit));
    }
    const auto is_group = [&](UnitIndex u) { return u < region.size() || u == no_unit; };
    for (const Merge& merge : d.merges) {
        if (merge.absorbed >= region.size() || merge.into >= region.size()) bad("a merge of unknown groups");
    }
    for (const Move& move : d.moves) {
        if (move.unit >= region.size() || !is_group(move.from) || !is_group(move.to)) {
            bad("a move of unknown units");
        }
    }
    for (std::size_t a = 0; a < d.areas.size(); ++a) {
        const Area& area = d.areas[a];
        if (area.members.empty()) bad("area " + area.code + " has no member");
        if (area.centre != no_unit && area.centre >= region.size()) {
            bad("the centre of area " + area.code + " is unit number " + std::to_string(area.centre));
        }
        for (std::size_t k = 0; k < area.members.size(); ++k) {
            if (area.members[k].unit >= region.size() ||
                (k > 0 && area.members[k].unit <= area.members[k - 1].unit)) {
                bad("the members of area " + area.code + " are not in the order of units, each once");
            }
        }
        if (a > 0 && area.code <= d.areas[a - 1].code) {
            bad("area " + area.code + " stands after area " + d.areas[a - 1].code);
        }
    }
}

}  // namespace

ConstraintOptions constraint_options(const std::vector<std::pair<std::string, std::string>>& parameters) {
    ConstraintOptions options;
    for (const ParameterOf<ConstraintOptions>& p : ConstraintOptions::parameters()) {
        for (const auto& [name, value] : parameters) {
            // a method of somebody else's may call another thing by this name
            const bool known = std::ranges::find(p.info.choices, value) != p.info.choices.end();
            if (name == p.info.name && known) p.set(options, value);
        }
    }
    return options;
}

std::string fingerprint(const Units& units) {
    Fingerprint f;
    for (const Unit& u : units) {
        f.add(u.code);
        f.add(u.name);
        f.add(u.kind);
        f.add(u.population);
        f.add(u.resident_workers);
        f.add(u.jobs);
        f.add(u.area_km2);
        f.add(u.did_population);
        f.add(std::uint64_t{u.position.has_value()});
        if (u.position) {
            f.add(u.position->x);
            f.add(u.position->y);
        }
    }
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

std::string fingerprint(const std::vector<Core>& cores) {
    Fingerprint f;
    for (const Core& core : cores) {
        f.add(core.label);
        f.add(std::uint64_t{core.centre});
        for (const UnitIndex u : core.units) f.add(std::uint64_t{u});
        f.add(core.settlement_population);
    }
    return f.text();
}

namespace detail {

Delineation run(const Region& region, const std::function<MethodResult(const Context&)>& method,
                std::string name, std::vector<std::pair<std::string, std::string>> parameters,
                const Extents* extents, const Context& context) {
    if (region.size() == 0) throw InputError(ErrorCode::no_units, "the region has no units");
    const auto start = std::chrono::steady_clock::now();
    context.check();
    MethodResult outcome = method(context);
    Delineation result = std::holds_alternative<Partition>(outcome)
                             ? from_partition(region, std::get<Partition>(std::move(outcome)))
                             : std::get<Delineation>(std::move(outcome));
    check(region, result, name);
    if (extents != nullptr) {
        const ConstraintMeasures measures =
            network_constraint(region.graph(), constraint_options(parameters), context);
        result.changes.clear();
        result = add_extents(region, std::move(result), measures.dependence, *extents, context);
        result.ties = unit_ties(measures);
        for (const ParameterOf<Extents>& p : Extents::parameters()) {
            parameters.emplace_back("extents." + p.info.name, p.get(*extents));
        }
        check(region, result, name);
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result.provenance = {.method = std::move(name),
                         .parameters = std::move(parameters),
                         .library = CONURB_VERSION_STRING,
                         .seed = context.seed,
                         .units = fingerprint(region.units()),
                         .flows = fingerprint(region.graph()),
                         .contiguity = region.contiguity() ? fingerprint(*region.contiguity()) : "",
                         .cores = region.cores().empty() ? "" : fingerprint(region.cores())};
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
