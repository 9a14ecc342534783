// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <conurb/core/error.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/version.hpp>

namespace conurb {
inline namespace v0 {
namespace {

/// The laws of a method's result.
class Laws {
public:
    Laws(const Region& region, const Delineation& result, const std::string& method)
        : region_(region), d_(result), method_(method) {}

    void check() const {
        check_sizes();
        if (d_.ties) check_ties(*d_.ties);
        check_history();
        for (std::size_t a = 0; a < d_.areas.size(); ++a) {
            check_area(d_.areas[a]);
            if (a > 0 && d_.areas[a].code <= d_.areas[a - 1].code) {
                broken("area " + d_.areas[a].code + " stands after area " + d_.areas[a - 1].code);
            }
        }
    }

private:
    [[noreturn]] void broken(const std::string& reason) const {
        throw ParameterError(ErrorCode::bad_result, "method '" + method_ + "': " + reason);
    }
    [[nodiscard]] bool is_unit(UnitIndex u) const { return u < region_.size(); }
    [[nodiscard]] bool is_group(UnitIndex u) const { return is_unit(u) || u == no_unit; }

    void check_sizes() const {
        if (d_.partition.size() != region_.size() || d_.reasons.size() != region_.size()) {
            broken("a partition of " + std::to_string(d_.partition.size()) + " and reasons for " +
                   std::to_string(d_.reasons.size()) + " units for a region of " +
                   std::to_string(region_.size()));
        }
        if (d_.areas.size() != d_.partition.area_count()) {
            broken(std::to_string(d_.areas.size()) + " areas, but the partition has " +
                   std::to_string(d_.partition.area_count()));
        }
    }

    void check_ties(const Ties& ties) const {
        bool fit = ties.matrix.size() == region_.size();
        for (const UnitMeasure& m : ties.units) fit = fit && m.values.size() == region_.size();
        if (!fit) broken("ties that are not one per unit");
    }

    void check_history() const {
        for (const Change& change : d_.changes) {
            if (!is_unit(change.unit)) broken("a change of unit number " + std::to_string(change.unit));
        }
        for (const Merge& merge : d_.merges) {
            if (!is_unit(merge.absorbed) || !is_unit(merge.into)) broken("a merge of unknown groups");
        }
        for (const Move& move : d_.moves) {
            if (!is_unit(move.unit) || !is_group(move.from) || !is_group(move.to)) {
                broken("a move of unknown units");
            }
        }
    }

    void check_area(const Area& area) const {
        if (area.members.empty()) broken("area " + area.code + " has no member");
        if (!is_group(area.centre)) {
            broken("the centre of area " + area.code + " is unit number " + std::to_string(area.centre));
        }
        for (std::size_t k = 0; k < area.members.size(); ++k) {
            const UnitIndex u = area.members[k].unit;
            if (!is_unit(u) || (k > 0 && u <= area.members[k - 1].unit)) {
                broken("the members of area " + area.code + " are not in the order of units, each once");
            }
        }
    }

    const Region& region_;
    const Delineation& d_;
    const std::string& method_;
};

}  // namespace

std::shared_ptr<const Ties> ties_of(const Region& region, const Delineation& delineation,
                                    const Context& context) {
    if (delineation.ties) return delineation.ties;
    return std::make_shared<const Ties>(to_ties(network_constraint(region.graph(), {}, context)));
}

namespace detail {

Delineation run(const Region& region, const std::function<MethodResult(const Context&)>& method,
                std::string name, std::vector<std::pair<std::string, std::string>> parameters,
                const After* after, const Context& context) {
    if (region.size() == 0) throw InputError(ErrorCode::no_units, "the region has no units");
    const auto start = std::chrono::steady_clock::now();
    context.check();
    MethodResult outcome = method(context);
    Delineation result = std::holds_alternative<Partition>(outcome)
                             ? from_partition(region, std::get<Partition>(std::move(outcome)))
                             : std::get<Delineation>(std::move(outcome));
    Laws(region, result, name).check();
    if (after != nullptr) {
        const auto ties = after->measure ? std::make_shared<const Ties>(after->measure(region, context))
                                         : ties_of(region, result, context);
        std::erase_if(result.changes, [](const Change& change) { return !change.partition; });
        result = add_extents(region, std::move(result), ties->matrix, after->extents, context);
        result.ties = ties;
        for (const ParameterOf<Extents>& p : parameters_of<Extents>()) {
            const std::string name_here = "extents." + p.info.name;
            // those of the method itself, whose extents are made anew
            std::erase_if(parameters, [&](const auto& named) { return named.first == name_here; });
            parameters.emplace_back(name_here, p.get(after->extents));
        }
        Laws(region, result, name).check();
    }
    if (result.ties && result.ties->measure != "network-constraint") {
        parameters.emplace_back("ties", result.ties->measure);
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    Fingerprints made_from = region.fingerprints();
    result.provenance = {.method = std::move(name),
                         .parameters = std::move(parameters),
                         .library = CONURB_VERSION_STRING,
                         .seed = context.seed,
                         .units = std::move(made_from.units),
                         .flows = std::move(made_from.flows),
                         .contiguity = std::move(made_from.contiguity),
                         .cores = std::move(made_from.cores),
                         .urban_areas = std::move(made_from.urban_areas)};
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
