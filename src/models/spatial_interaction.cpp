// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/core/position.hpp>
#include <conurb/models/spatial_interaction.hpp>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "models/balance.hpp"

namespace conurb {
inline namespace v0 {
namespace {

constexpr double largest_count = 9007199254740992.0;  // 2^53: beyond it doubles skip whole numbers
constexpr std::size_t most_units = 50'000;            // 20 GB of interaction

[[noreturn]] void lacks(const Unit& unit, const std::string& what) {
    throw ParameterError(ErrorCode::needs_data, "a model of flows needs " + what + ", which is not known",
                         {.unit = unit.code});
}

[[noreturn]] void impossible(const std::string& reason, const std::string& unit = {}) {
    throw ParameterError(ErrorCode::parameter_range, reason, {.unit = unit});
}

// ---------------------------------------------------------------------------------------------------- noise

std::uint64_t scrambled(std::uint64_t x) noexcept {  // the finaliser of splitmix64
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

/// FNV-1a: a number for a unit that does not change when other units join the study.
std::uint64_t hash_of(const std::string& code) noexcept {
    std::uint64_t h = 0xCBF29CE484222325U;
    for (const char c : code) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return h;
}

/// Draws near a normal distribution from whole-number arithmetic alone: the same on every platform.
class Noise {
public:
    Noise(const Units& units, double deviation, std::uint64_t seed)
        : deviation_(deviation), seed_(scrambled(seed)) {
        if (deviation_ == 0.0) return;
        codes_.reserve(units.size());
        for (const Unit& unit : units) codes_.push_back(hash_of(unit.code));
    }
    [[nodiscard]] double factor(UnitIndex origin, UnitIndex destination) const {
        if (deviation_ == 0.0) return 1.0;
        std::uint64_t state = scrambled(scrambled(seed_ ^ codes_[origin]) + codes_[destination]);
        std::uint64_t sum = 0;
        for (int k = 0; k < 6; ++k) {
            state += 0x9E3779B97F4A7C15U;
            const std::uint64_t bits = scrambled(state);
            sum += (bits >> 32U) + (bits & 0xFFFFFFFFU);
        }
        // twelve uniform numbers (k + 1/2) / 2^32
        const double z = (static_cast<double>(sum) + 6.0) / 4294967296.0 - 6.0;
        return std::exp(deviation_ * z);
    }

private:
    double deviation_;
    std::uint64_t seed_;
    std::vector<std::uint64_t> codes_;
};

// ------------------------------------------------------------------------------------------------- distances

/// Between the positions of units.
class Distances {
public:
    explicit Distances(const Units& units) : coordinates_(units.coordinates()) {
        at_.reserve(units.size());
        for (const Unit& unit : units) {
            if (!unit.position) lacks(unit, "a position");
            const Point p = *unit.position;
            if (coordinates_ == Coordinates::geographic &&
                !(std::abs(p.y) <= 90.0 && std::abs(p.x) <= 360.0)) {
                impossible("position " + detail::number(p.x) + ", " + detail::number(p.y) +
                               " is not in degrees (-360..360, -90..90); are the coordinates projected?",
                           unit.code);
            }
            at_.push_back(p);
        }
    }
    /// In km; the same bits in both directions.
    [[nodiscard]] double operator()(UnitIndex i, UnitIndex j) const noexcept {
        return distance_m(at_[i], at_[j], coordinates_) / 1000.0;
    }

private:
    Coordinates coordinates_;
    std::vector<Point> at_;
};

// --------------------------------------------------------------------------------------------------- rows

/// One row of the result from modelled flows that sum to `total`: small flows left out, then whole persons.
class RowFinish {
public:
    RowFinish(std::size_t n, const SynthesisOptions& options) : options_(options) {
        kept_.reserve(n);
        order_.reserve(n);
    }

    [[nodiscard]] std::vector<Flow> operator()(UnitIndex origin, const std::vector<double>& modelled,
                                               double total) {
        kept_.clear();
        double sum = 0.0;
        double all = 0.0;
        UnitIndex largest = no_unit;
        for (UnitIndex j = 0; j < modelled.size(); ++j) {
            const double persons = modelled[j];
            if (!(persons > 0.0)) continue;
            all += persons;
            if (largest == no_unit || persons > modelled[largest]) largest = j;
            if (j == origin || persons >= options_.minimum_flow) {
                kept_.push_back({origin, j, persons});
                sum += persons;
            }
        }
        if (kept_.empty() && largest != no_unit) {
            kept_.push_back({origin, largest, modelled[largest]});
            sum = modelled[largest];
        }
        if (sum != all) {
            const double scale = total / sum;
            for (Flow& f : kept_) f.persons *= scale;
        }
        if (options_.whole_persons) round_to(std::round(total));
        return kept_;
    }

private:
    void round_to(double total) {
        order_.clear();
        double sum = 0.0;
        for (std::size_t k = 0; k < kept_.size(); ++k) {
            const double whole = std::floor(kept_[k].persons);
            order_.emplace_back(kept_[k].persons - whole, k);
            kept_[k].persons = whole;
            sum += whole;
        }
        std::ranges::sort(order_, [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        // remainders add up to what is missing, give or take rounding of doubles in very long or very full
        // rows
        for (std::size_t k = 0; sum < total && !order_.empty(); k = (k + 1) % order_.size()) {
            kept_[order_[k].second].persons += 1.0;
            sum += 1.0;
        }
        for (std::size_t k = order_.size(); sum > total && k-- > 0;) {
            double& persons = kept_[order_[k].second].persons;
            if (persons < 1.0) continue;
            persons -= 1.0;
            sum -= 1.0;
        }
        std::erase_if(kept_, [](const Flow& f) { return f.persons == 0.0; });
    }

    const SynthesisOptions& options_;
    std::vector<Flow> kept_;
    std::vector<std::pair<double, std::size_t>> order_;
};

Flows joined(std::vector<std::vector<Flow>>& rows) {
    std::size_t count = 0;
    for (const auto& row : rows) count += row.size();
    Flows flows;
    flows.internal = InternalFlows::known;
    flows.rows.reserve(count);
    for (auto& row : rows) {
        flows.rows.insert(flows.rows.end(), row.begin(), row.end());
        row = {};
    }
    return flows;
}

// ------------------------------------------------------------------------------------------------- gravity

/// How far the persons of a unit go who stay in it.
double internal_distance(const Unit& unit, const DoublyConstrainedGravity& model, double nearest) {
    if (unit.area_km2 && *unit.area_km2 > 0.0) {
        return model.internal_of_radius * std::sqrt(*unit.area_km2 / std::numbers::pi);
    }
    return std::isfinite(nearest) ? model.internal_of_neighbour * nearest : 0.0;
}

/// How much i interacts with each unit, without noise; scaled by a factor that the balancing takes up.
void interact(const Units& units, UnitIndex i, const Distances& distance,
              const DoublyConstrainedGravity& model, double* row) {
    const std::size_t n = units.size();
    double nearest = std::numeric_limits<double>::infinity();
    for (UnitIndex j = 0; j < n; ++j) {
        if (j == i) continue;
        row[j] = distance(i, j);
        nearest = std::min(nearest, row[j]);
    }
    row[i] = internal_distance(units[i], model, nearest);
    for (std::size_t j = 0; j < n; ++j) row[j] = std::max(row[j], model.minimum_distance_km);
    // relative to the nearest, so that steep decay does not make the whole row vanish
    const double least = *std::min_element(row, row + n);
    for (UnitIndex j = 0; j < n; ++j) {
        row[j] = model.decay == DistanceDecay::power ? std::pow(row[j] / least, -model.exponent)
                                                     : std::exp((least - row[j]) / model.range_km);
    }
}

/// How much i and j interact, noise included, row by row.
std::vector<double> interaction(const Units& units, const DoublyConstrainedGravity& model,
                                const SynthesisOptions& options, const Context& context) {
    const std::size_t n = units.size();
    const Distances distance(units);
    const Noise noise(units, options.noise, context.seed);
    std::vector<double> f(n * n);
    detail::parallel_blocks(n, 16, context, "interaction", [&] {
        return [&](std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                const auto i = static_cast<UnitIndex>(r);
                double* const row = f.data() + r * n;
                interact(units, i, distance, model, row);
                for (UnitIndex j = 0; j < n; ++j) {
                    if (j != i) row[j] *= noise.factor(i, j);
                }
            }
        };
    });
    return f;
}

// --------------------------------------------------------------------------------------------- radiation

/// Rows of the radiation model.
class RadiationRows {
public:
    RadiationRows(const Units& units, const CommutingTotals& totals, const Radiation& model,
                  const Distances& distance, const Noise& noise, const SynthesisOptions& options,
                  std::vector<std::vector<Flow>>& rows)
        : units_(units),
          totals_(totals),
          model_(model),
          distance_(distance),
          noise_(noise),
          rows_(rows),
          finish_(units.size(), options),
          modelled_(units.size()) {}

    void operator()(std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            const auto i = static_cast<UnitIndex>(r);
            const double workers = totals_.resident_workers[i];
            if (workers == 0.0) continue;
            sort_others(i);
            const double sum = radiate(i);
            // dividing by the sum is the finite-size factor 1 - m / M, to the last bit and with noise
            const double leaving = sum > 0.0 ? workers * (1.0 - model_.internal_share) : 0.0;
            for (double& persons : modelled_) persons = sum > 0.0 ? persons * (leaving / sum) : 0.0;
            modelled_[i] = sum > 0.0 ? workers * model_.internal_share : workers;
            rows_[i] = finish_(i, modelled_, workers);
        }
    }

private:
    /// The other units, the nearest first.
    void sort_others(UnitIndex i) {
        order_.clear();
        for (UnitIndex j = 0; j < units_.size(); ++j) {
            if (j != i) order_.emplace_back(distance_(i, j), j);
        }
        std::ranges::sort(order_);
    }

    /// Shares of those who leave i, up to a common factor; their sum.
    double radiate(UnitIndex i) {
        std::ranges::fill(modelled_, 0.0);
        const double home = *units_[i].population;
        double inside = home;  // m + s
        double sum = 0.0;
        for (const auto& [d, j] : order_) {
            const double there = *units_[j].population;
            if (there == 0.0) continue;
            // without anybody at home, the first place with people takes all: the limit m -> 0
            const double share = inside > 0.0 ? home / inside * (there / (inside + there)) : 1.0;
            modelled_[j] = share * noise_.factor(i, j);
            sum += modelled_[j];
            inside += there;
        }
        return sum;
    }

    const Units& units_;
    const CommutingTotals& totals_;
    const Radiation& model_;
    const Distances& distance_;
    const Noise& noise_;
    std::vector<std::vector<Flow>>& rows_;
    RowFinish finish_;
    std::vector<double> modelled_;
    std::vector<std::pair<double, UnitIndex>> order_;
};

}  // namespace

// ------------------------------------------------------------------------------------------------ parameters

ParameterList<SynthesisOptions> SynthesisOptions::parameters() {
    using S = SynthesisOptions;

    return {
        field::number(&S::participation, "participation", "share", between(0.01, 1.0),
                      "Share of the population that works, where resident workers are not given.", "own"),
        field::number(&S::jobs_exponent, "jobs_exponent", "", between(0.0, 3.0),
                      "Jobs, where not given, go as resident workers to this power.",
                      "net commuters into Seoul, census 2020: examples/data/korea"),
        field::number(&S::noise, "noise", "standard deviation of the logarithm", between(0.0, 2.0),
                      "Random factor on each flow between different units.", "own"),
        field::number(&S::minimum_flow, "minimum_flow", "persons", between(0.0, 1e6),
                      "Smaller flows between different units are left out.", "own"),
        field::plain(&S::whole_persons, "whole_persons", "Round to whole persons; row sums remain.", "own")};
}

ParameterList<DoublyConstrainedGravity> DoublyConstrainedGravity::parameters() {
    using G = DoublyConstrainedGravity;
    return {field::choice(&G::decay, "decay",
                          {{DistanceDecay::power, "power"}, {DistanceDecay::exponential, "exponential"}},
                          "How interaction falls with distance.", "own"),
            field::number(&G::exponent, "exponent", "", between(0.0, 20.0), "Exponent of power decay.",
                          "commuters to another province, census 2020: examples/data/korea"),
            field::number(&G::range_km, "range_km", "km", between(0.01, 1e9),
                          "Distance over which exponential decay falls to 1/e.", "own"),
            field::number(&G::internal_of_radius, "internal_of_radius", "radii", between(0.01, 10.0),
                          "Distance inside a unit, by the radius of the circle of its area.",
                          "mean distance of two points of a disc: 128 / (45 pi) radii"),
            field::number(&G::internal_of_neighbour, "internal_of_neighbour", "distances to the nearest unit",
                          between(0.01, 10.0), "Distance inside a unit whose area is not known.",
                          "discs and equal hexagonal cells: 0.905 / 1.905"),
            field::number(&G::minimum_distance_km, "minimum_distance_km", "km", between(0.001, 1000.0),
                          "Smaller distances count as this.", "own"),
            field::number(&G::tolerance, "tolerance", "share", between(1e-12, 0.1),
                          "Largest relative error of a column sum.", "own"),
            field::number(&G::max_iterations, "max_iterations", "iterations", between(1.0, 1e7),
                          "Iterations of the balancing at most.", "own")};
}

ParameterList<Radiation> Radiation::parameters() {
    return {parameter(&Radiation::internal_share,
                      {.name = "internal_share",
                       .unit = "share",
                       .description = "Share of resident workers that work in their own unit.",
                       .source = "own",
                       .minimum = 0.0,
                       .maximum = 1.0})};
}

// -----------------------------------------------------------------------------------------------------
// totals

CommutingTotals commuting_totals(const Units& units, const SynthesisOptions& options) {
    check_parameters(options);
    if (units.empty()) throw InputError(ErrorCode::no_units, "there are no units to make flows between");
    CommutingTotals totals;
    double workers = 0.0;
    for (const Unit& unit : units) {
        if (!unit.resident_workers && !unit.population) lacks(unit, "resident workers or population");
        totals.resident_workers.push_back(unit.resident_workers ? *unit.resident_workers
                                                                : options.participation * *unit.population);
        workers += totals.resident_workers.back();
    }
    constexpr double any = std::numeric_limits<double>::max();
    const auto check_sum = [](double sum, const char* what, double bound) {
        if (!(sum <= bound)) {
            throw InputError(ErrorCode::too_large, std::string("all ") + what + " add up to " +
                                                       detail::number(sum) + "; at most " +
                                                       detail::number(bound) + " can be worked with");
        }
        if (sum == 0.0) {
            throw ParameterError(ErrorCode::needs_data, std::string("a model of flows needs ") + what +
                                                            "; there are 0 in all units together");
        }
    };
    check_sum(workers, "resident workers", options.whole_persons ? largest_count : any);
    const double mean = workers / static_cast<double>(units.size());
    double jobs = 0.0;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const double home = totals.resident_workers[u];
        if (units[u].jobs) {
            totals.jobs.push_back(*units[u].jobs);
        } else {
            totals.jobs.push_back(home > 0.0 ? home * std::pow(home / mean, options.jobs_exponent - 1.0)
                                             : 0.0);
        }
        jobs += totals.jobs.back();
    }
    check_sum(jobs, "jobs", any);
    const double scale = workers / jobs;
    for (double& j : totals.jobs) j *= scale;
    return totals;
}

// -------------------------------------------------------------------------------------------------
// synthesize

Flows synthesize(const Units& units, const DoublyConstrainedGravity& model, const SynthesisOptions& options,
                 const Context& context) {
    check_parameters(model);
    const CommutingTotals totals = commuting_totals(units, options);
    const std::size_t n = units.size();
    if (n > most_units) {
        throw InputError(
            ErrorCode::too_large,
            std::to_string(n) + " units; the gravity model takes at most " + std::to_string(most_units));
    }
    const std::vector<double> f = interaction(units, model, options, context);
    const detail::Balance b = detail::balance(units, totals, f, model, context);
    std::vector<std::vector<Flow>> rows(n);
    detail::parallel_blocks(n, 16, context, "flows", [&] {
        return [&, finish = RowFinish(n, options), modelled = std::vector<double>(n)](
                   std::size_t begin, std::size_t end) mutable {
            for (std::size_t i = begin; i < end; ++i) {
                if (totals.resident_workers[i] == 0.0) continue;
                for (std::size_t j = 0; j < n; ++j) modelled[j] = b.row[i] * f[i * n + j] * b.column[j];
                rows[i] = finish(static_cast<UnitIndex>(i), modelled, totals.resident_workers[i]);
            }
        };
    });
    return joined(rows);
}

Flows synthesize(const Units& units, const Radiation& model, const SynthesisOptions& options,
                 const Context& context) {
    check_parameters(model);
    const CommutingTotals totals = commuting_totals(units, options);
    const std::size_t n = units.size();
    for (const Unit& unit : units) {
        if (!unit.population) lacks(unit, "population");
    }
    const double everybody = std::accumulate(
        units.begin(), units.end(), 0.0, [](double sum, const Unit& unit) { return sum + *unit.population; });
    if (!std::isfinite(everybody)) {
        throw InputError(ErrorCode::too_large,
                         "the population of all units adds up beyond the range of double");
    }
    const Distances distance(units);
    const Noise noise(units, options.noise, context.seed);
    std::vector<std::vector<Flow>> rows(n);
    detail::parallel_blocks(n, 16, context, "radiation", [&] {
        return RadiationRows(units, totals, model, distance, noise, options, rows);
    });
    return joined(rows);
}

}  // namespace v0
}  // namespace conurb
