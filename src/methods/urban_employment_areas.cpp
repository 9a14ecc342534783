// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/methods/steps.hpp>
#include <conurb/methods/urban_employment_areas.hpp>
#include <numeric>
#include <string>
#include <utility>

#include "detail/progress.hpp"
#include "detail/reaches.hpp"
#include "graph/spread.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr std::string_view phase = "urban employment areas";

/// A target of a unit; cores go by their centres.
struct Target {
    UnitIndex unit;
    double share;
};

/// What one making of the areas found, per unit; `centre` is that of the core of its area.
struct Made {
    std::vector<UnitIndex> centre;
    std::vector<UrbanEmploymentLink> links;
};

/// Steps 1 to 3. `main[u]` is the centre of the core that u is fixed to, u itself otherwise; candidates and
/// `fixed` centres can head an area, the fixed ones in any case.
class Making {
public:
    Making(const Region& region, const std::vector<double>& workers, const std::vector<UnitIndex>& main,
           std::vector<bool> candidate, const std::vector<bool>& fixed, std::span<const double> did,
           double share, const Context& context)
        : n_(region.size()),
          main_(main),
          candidate_(std::move(candidate)),
          did_(did),
          targets_(n_),
          sources_(n_),
          best_settled_(n_, none),
          made_{std::vector<UnitIndex>(n_, no_unit), std::vector<UrbanEmploymentLink>(n_)} {
        for (UnitIndex u = 0; u < n_; ++u) {
            if (fixed[u]) candidate_[u] = true;
        }
        find_targets(region, workers, fixed, share, context);
        drop_links_of_pairs();
        keep_what_reaches_a_candidate();
        for (UnitIndex u = 0; u < n_; ++u) {
            // stable: equal shares stay in the order of codes, candidates before other units
            std::ranges::stable_sort(targets_[u], [&](const Target& a, const Target& b) {
                if (a.share != b.share) return a.share > b.share;
                return candidate_[a.unit] && !candidate_[b.unit];
            });
            for (std::size_t k = 0; k < targets_[u].size(); ++k) {
                sources_[targets_[u][k].unit].emplace_back(u, k);
            }
        }
    }

    Made make(const Context& context) {
        for (UnitIndex u = 0; u < n_; ++u) {
            if (main_[u] != u) continue;
            if (candidate_[u] && targets_[u].empty()) settle(u, none);
        }
        for (std::size_t steps = 0;; ++steps) {
            if (steps % 1024 == 0) context.check();
            if (!ready_.empty()) {
                const UnitIndex u = ready_.back();
                ready_.pop_back();
                if (!settled(u)) settle(u, 0);
            } else if (const auto [u, with] = out_of_circles(); u != no_unit) {
                settle(u, with);
            } else {
                break;
            }
        }
        for (UnitIndex u = 0; u < n_; ++u) {
            if (main_[u] != u) made_.centre[u] = made_.centre[main_[u]];
        }
        return std::move(made_);
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    [[nodiscard]] bool settled(UnitIndex u) const { return made_.centre[u] != no_unit; }

    /// The cores and units to which at least the share of a unit's resident workers go.
    void find_targets(const Region& region, const std::vector<double>& workers,
                      const std::vector<bool>& fixed, double share, const Context& context) {
        std::vector<double> sum(n_, 0.0);
        for (UnitIndex u = 0; u < n_; ++u) {
            if (u % 1024 == 0) context.check();
            if (main_[u] != u || fixed[u] || workers[u] <= 0.0) continue;
            const FlowSpan out = region.graph().out(u);
            std::vector<UnitIndex> touched;
            for (std::size_t k = 0; k < out.size(); ++k) {
                const UnitIndex t = main_[out.units[k]];
                if (t == u) continue;
                sum[t] += out.persons[k];
                touched.push_back(t);
            }
            std::ranges::sort(touched);
            touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
            for (const UnitIndex t : touched) {
                // never infinite: shares are subtracted
                const double r = std::min(sum[t] / workers[u], std::numeric_limits<double>::max());
                if (detail::reaches(r, share)) targets_[u].push_back({t, r});
                sum[t] = 0.0;
            }
        }
    }

    /// Of two candidates that are targets of each other the one with the lower share lets go.
    void drop_links_of_pairs() {
        std::vector<std::pair<UnitIndex, UnitIndex>> dropped;
        for (UnitIndex a = 0; a < n_; ++a) {
            if (!candidate_[a]) continue;
            for (const Target& t : targets_[a]) {
                const UnitIndex b = t.unit;
                if (b < a || !candidate_[b]) continue;
                const auto back = std::ranges::find(targets_[b], a, &Target::unit);
                if (back == targets_[b].end()) continue;
                const bool a_is_core = t.share != back->share ? t.share < back->share : did_[a] >= did_[b];
                dropped.emplace_back(a_is_core ? a : b, a_is_core ? b : a);
            }
        }
        for (const auto& [from, to] : dropped) {
            std::erase_if(targets_[from], [unit = to](const Target& t) { return t.unit == unit; });
        }
    }

    void keep_what_reaches_a_candidate() {
        std::vector<std::vector<UnitIndex>> back(n_);
        std::vector<bool> astray(n_, true);
        std::vector<UnitIndex> reaching;
        for (UnitIndex u = 0; u < n_; ++u) {
            for (const Target& t : targets_[u]) back[t.unit].push_back(u);
            if (!candidate_[u] || main_[u] != u) continue;
            astray[u] = false;
            reaching.push_back(u);
        }
        detail::spread(
            reaching, astray, [&](UnitIndex t) -> const auto& { return back[t]; });
        for (std::vector<Target>& targets : targets_) {
            std::erase_if(targets, [&](const Target& t) { return astray[t.unit]; });
        }
    }

    [[nodiscard]] bool waits(UnitIndex u) const {
        return main_[u] == u && !settled(u) && !targets_[u].empty();
    }

    /// The units that wait for each other in circles, when none is ready: whoever waits, waits for one that
    /// waits, so that every way along best targets ends in a circle.
    [[nodiscard]] std::vector<UnitIndex> circles() const {
        std::vector<UnitIndex> way_of(n_, no_unit);  // the unit from which one came by first
        std::vector<UnitIndex> members;
        for (UnitIndex start = 0; start < n_; ++start) {
            UnitIndex u = start;
            while (waits(u) && way_of[u] == no_unit) {
                way_of[u] = start;
                u = targets_[u].front().unit;
            }
            if (!waits(u) || way_of[u] != start) continue;
            const UnitIndex first = u;
            do {
                members.push_back(u);
                u = targets_[u].front().unit;
            } while (u != first);
        }
        std::ranges::sort(members);
        return members;
    }

    /// The next unit to settle where all wait, and with which target; no_unit: none is left.
    [[nodiscard]] std::pair<UnitIndex, std::size_t> out_of_circles() const {
        const std::vector<UnitIndex> members = circles();
        UnitIndex chosen = no_unit;
        for (const UnitIndex u : members) {
            if (best_settled_[u] == none) continue;
            if (chosen == no_unit || loss(u) < loss(chosen)) chosen = u;
        }
        if (chosen != no_unit) return {chosen, best_settled_[chosen]};
        const auto heads = [&](UnitIndex u) {
            if (!candidate_[u] || !waits(u)) return;
            const double share = targets_[u].front().share;
            const double least = chosen == no_unit ? 0.0 : targets_[chosen].front().share;
            if (chosen == no_unit || share < least || (share == least && did_[u] > did_[chosen])) chosen = u;
        };
        for (const UnitIndex u : members) heads(u);
        if (chosen == no_unit) {
            for (UnitIndex u = 0; u < n_; ++u) heads(u);
        }
        return {chosen, none};
    }

    /// Gives u its area: that of one of its targets, or its own.
    void settle(UnitIndex u, std::size_t with) {
        if (with == none) {
            made_.centre[u] = u;
        } else {
            const Target& target = targets_[u][with];
            made_.centre[u] = made_.centre[target.unit];
            made_.links[u] = {made_.links[target.unit].order + 1, target.unit, target.share};
        }
        for (const auto& [source, place] : sources_[u]) {
            if (settled(source) || place >= best_settled_[source]) continue;  // `none` is the largest
            best_settled_[source] = place;
            if (place == 0) ready_.push_back(source);
        }
    }

    [[nodiscard]] double loss(UnitIndex u) const {
        return targets_[u].front().share - targets_[u][best_settled_[u]].share;
    }

    std::size_t n_;
    const std::vector<UnitIndex>& main_;
    std::vector<bool> candidate_;
    std::span<const double> did_;
    std::vector<std::vector<Target>> targets_;                             // the best first
    std::vector<std::vector<std::pair<UnitIndex, std::size_t>>> sources_;  // whose target, in which place
    std::vector<std::size_t> best_settled_;                                // place of the target
    std::vector<UnitIndex> ready_;                                         // their best target is settled
    Made made_;
};

/// The areas of one making, with the units fixed to each centre as its core.
Delineation areas_of(const Region& region, const Made& made, const std::vector<UnitIndex>& main,
                     const std::vector<std::string>& labels) {
    std::vector<Core> cores;
    std::vector<AreaIndex> number(region.size(), no_area);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (made.centre[u] != u) continue;
        number[u] = static_cast<AreaIndex>(cores.size());
        cores.push_back({u, {}, labels.empty() ? std::string() : labels[u]});
    }
    std::vector<AreaIndex> label(region.size(), no_area);
    std::vector<Reason> reason(region.size(), Reason::outside);
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (made.centre[u] == no_unit) continue;
        label[u] = number[made.centre[u]];
        const bool in_core = main[u] == made.centre[u];
        reason[u] = !in_core                         ? Reason::attached
                    : !cores[label[u]].label.empty() ? Reason::given
                    : u == made.centre[u]            ? Reason::centre
                                                     : Reason::core;
        if (in_core) cores[label[u]].units.push_back(u);
    }
    return from_partition(region, Partition(std::move(label), std::move(cores), std::move(reason)));
}

/// Kinds by the DID of the cores; NaN where it is not known.
void kinds_by_did(Delineation& delineation, std::span<const double> did, double metropolitan_did) {
    delineation.kind_rule.from = KindFrom::method;
    for (Area& area : delineation.areas) {
        KnownSum sum;
        for (const UnitIndex u : area.units(Extent::core)) {
            sum.add(u, std::isnan(did[u]) ? std::nullopt : std::optional(did[u]));
        }
        const std::optional<bool> reached = detail::reaches(sum, metropolitan_did);
        area.kind = !reached   ? AreaKind::unknown
                    : *reached ? AreaKind::metropolitan
                               : AreaKind::small_and_medium;
    }
}

/// Population of every unit in densely inhabited districts: the column, else a share of the population.
std::vector<std::optional<double>> dids(const Region& region, const UrbanEmploymentAreas& method) {
    std::vector<std::optional<double>> did;
    if (const auto column = region.units().find_column(method.did_column)) {
        did.assign(column->begin(), column->end());
    } else {
        for (const Unit& unit : region.units()) {
            did.push_back(unit.population ? std::optional(method.did_share.value_or(1.0) * *unit.population)
                                          : std::nullopt);
        }
    }
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (did[u].value_or(0.0) < 0.0) {
            throw InputError(ErrorCode::negative, method.did_column + " is " + std::to_string(*did[u]),
                             {.unit = region.units()[u].code});
        }
    }
    return did;
}

void check_did(const Region& region, std::span<const double> did_population) {
    const std::size_t n = region.size();
    if (did_population.size() != n) {
        throw ParameterError(ErrorCode::inconsistent, "DID populations of " +
                                                          std::to_string(did_population.size()) +
                                                          " units for a region of " + std::to_string(n));
    }
    for (UnitIndex u = 0; u < n; ++u) {
        if (!std::isfinite(did_population[u])) {
            throw InputError(ErrorCode::not_a_number, "DID population", {.unit = region.units()[u].code});
        }
        if (did_population[u] < 0.0) {
            throw InputError(ErrorCode::negative, "DID population " + std::to_string(did_population[u]),
                             {.unit = region.units()[u].code});
        }
    }
}

/// Cores of several units whose centre is outlying now are no cores any more. Returns whether there were any.
bool dissolve_outlying_cores(const Made& made, std::vector<UnitIndex>& main, std::vector<bool>& candidate) {
    bool changed = false;
    for (UnitIndex u = 0; u < main.size(); ++u) {
        const UnitIndex centre = main[u];
        if (centre == u || made.centre[centre] == centre) continue;
        candidate[centre] = false;
        main[u] = u;
        changed = true;
    }
    return changed;
}

/// Outlying units with many jobs and a large DID join the core. Returns whether there were any.
bool enlarge_cores(const Made& made, const std::vector<double>& workers, const std::vector<double>& jobs,
                   std::span<const double> did_population, const UrbanEmploymentAreas& options,
                   std::vector<UnitIndex>& main) {
    bool changed = false;
    for (UnitIndex u = 0; u < main.size(); ++u) {
        const UnitIndex centre = made.centre[u];
        if (made.links[u].order == 0 || !detail::reaches(jobs[u] / workers[u], options.core_jobs_ratio))
            continue;
        if (!detail::reaches(did_population[u], options.second_core_did) &&
            !detail::reaches(did_population[u], options.second_core_share * did_population[centre])) {
            continue;
        }
        main[u] = centre;
        changed = true;
    }
    return changed;
}

}  // namespace

ParameterList<UrbanEmploymentAreas> UrbanEmploymentAreas::parameters() {
    using U = UrbanEmploymentAreas;
    const std::string source = "Kanemoto and Tokuoka 2002";

    return {field::share(&U::did_share, "did_share",
                         "Without given cores, this share of each unit's population is taken to live in "
                         "densely inhabited districts (DID); none: cores must be given.",
                         "own stand-in"),
            field::persons(&U::core_did, "core_did", "Units of at least this DID population may be cores.",
                           source),
            field::share(&U::outlying_share, "outlying_share",
                         "A unit is outlying if at least this share of its resident workers work in the core "
                         "or in an outlying unit.",
                         source),
            field::number(&U::core_jobs_ratio, "core_jobs_ratio", "ratio", at_least(0.0),
                          "An outlying unit may join the core if its jobs are at least this many times its "
                          "resident workers.",
                          source),
            field::persons(&U::second_core_did, "second_core_did",
                           "Such a unit joins the core from this DID population on.", source),
            field::share(&U::second_core_share, "second_core_share",
                         "Or from this share of the DID population of the centre on.", source),
            field::persons(&U::metropolitan_did, "metropolitan_did",
                           "Areas whose core has at least this DID population are metropolitan.", source),
            field::plain(&U::did_column, "did_column",
                         "Column of the units that holds their population in densely inhabited districts.",
                         "own")};
}

Delineation UrbanEmploymentAreas::operator()(const Region& region, const Context& context) const {
    check_parameters(*this);
    const std::size_t n = region.size();
    const std::vector<std::optional<double>> did_of = dids(region, *this);
    const bool did_known = region.units().find_column(did_column).has_value();
    if (region.cores().empty()) {
        if (!did_known && !did_share) {
            throw ParameterError(ErrorCode::needs_data,
                                 "urban-employment-areas needs cores or the population in densely inhabited "
                                 "districts: give cores, or a column " +
                                     did_column + " with the units, or set did_share as a stand-in");
        }
        std::vector<double> did;
        for (UnitIndex u = 0; u < n; ++u) {
            if (!did_of[u]) {
                throw ParameterError(
                    ErrorCode::needs_data,
                    std::string("its ") + (did_known ? "DID population" : "population") + " is not known",
                    {.unit = region.units()[u].code});
            }
            did.push_back(*did_of[u]);
        }
        return urban_employment_areas(region, did, *this, context).delineation;
    }
    std::vector<UnitIndex> main(n);
    std::iota(main.begin(), main.end(), UnitIndex{0});
    std::vector<bool> fixed(n, false);
    std::vector<std::string> labels(n);
    std::vector<double> did(n);
    for (UnitIndex u = 0; u < n; ++u) {
        did[u] = did_of[u].value_or(std::numeric_limits<double>::quiet_NaN());
    }
    for (const Core& core : region.cores()) {
        fixed[core.centre] = true;
        labels[core.centre] = core.label;
        for (const UnitIndex u : core.units) main[u] = core.centre;
    }
    detail::Progress progress(context, phase);
    Making making(region, all_resident_workers(region), main, std::vector<bool>(n, false), fixed, did,
                  outlying_share, context);
    Delineation result = areas_of(region, making.make(context), main, labels);
    kinds_by_did(result, did, metropolitan_did);
    progress.finish();
    return result;
}

UrbanEmploymentResult urban_employment_areas(const Region& region, std::span<const double> did_population,
                                             const UrbanEmploymentAreas& options, const Context& context) {
    check_parameters(options);
    const std::size_t n = region.size();
    check_did(region, did_population);
    const std::vector<double> workers = all_resident_workers(region);
    const std::vector<double> jobs = all_jobs(region);
    std::vector<UnitIndex> main(n);
    std::iota(main.begin(), main.end(), UnitIndex{0});
    std::vector<bool> candidate(n);
    for (UnitIndex u = 0; u < n; ++u) candidate[u] = detail::reaches(did_population[u], options.core_did);
    const std::vector<bool> fixed(n, false);
    UrbanEmploymentResult result;
    detail::Progress progress(context, phase);
    while (true) {
        // how many makings there will be is not known before: five are half of the way
        progress.share(static_cast<double>(result.iterations) /
                       (static_cast<double>(result.iterations) + 5.0));
        ++result.iterations;
        Made made =
            Making(region, workers, main, candidate, fixed, did_population, options.outlying_share, context)
                .make(context);
        if (dissolve_outlying_cores(made, main, candidate)) continue;
        if (enlarge_cores(made, workers, jobs, did_population, options, main)) continue;
        result.delineation = areas_of(region, made, main, {});
        kinds_by_did(result.delineation, did_population, options.metropolitan_did);
        result.links = std::move(made.links);
        progress.finish();
        return result;
    }
}

}  // namespace v0
}  // namespace conurb
