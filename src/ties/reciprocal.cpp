// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/reciprocal.hpp>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/neighbours.hpp"

namespace conurb {
inline namespace v0 {
namespace {

double mean_of(double a, double b, ReciprocalMean mean) noexcept {
    if (!(a > 0.0 && b > 0.0)) return 0.0;
    switch (mean) {
        case ReciprocalMean::harmonic:
            return 2.0 / (1.0 / a + 1.0 / b);
        case ReciprocalMean::geometric:
            return std::sqrt(a) * std::sqrt(b);
        case ReciprocalMean::minimum:
            return std::min(a, b);
    }
    return 0.0;
}

/// Rows of a matrix, filled in order.
struct Rows {
    std::vector<std::size_t> offsets = {0};
    std::vector<UnitIndex> units;
    std::vector<double> strengths;

    void add(UnitIndex to, double strength) {
        units.push_back(to);
        strengths.push_back(strength);
    }
    void end_row() { offsets.push_back(units.size()); }
    TieMatrix matrix() { return {std::move(offsets), std::move(units), std::move(strengths)}; }
};

double known(const Region& region, std::optional<double> value, UnitIndex unit, const char* what) {
    if (value) return *value;
    throw ParameterError(
        region.graph().internal_known() ? ErrorCode::needs_data : ErrorCode::needs_internal_flows,
        std::string("the interaction index needs ") + what + ", which are not known",
        {.unit = region.units()[unit].code});
}

}  // namespace

double reciprocal_tie(const TieMatrix& ties, UnitIndex a, UnitIndex b, ReciprocalMean mean) noexcept {
    return mean_of(ties.at(a, b), ties.at(b, a), mean);
}

TieMatrix reciprocal_ties(const TieMatrix& ties, ReciprocalMean mean) {
    const std::span<const std::size_t> offsets = ties.offsets();
    const std::span<const UnitIndex> units = ties.units();
    const std::span<const double> strengths = ties.strengths();
    std::vector<double> means(units.size(), 0.0);
    // rows are walked in the order of units and so is every column: where (j,i) stands moves on only
    std::vector<std::size_t> at(offsets.begin(), offsets.empty() ? offsets.end() : offsets.end() - 1);
    std::size_t kept = 0;
    for (UnitIndex i = 0; i < ties.size(); ++i) {
        for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) {
            const UnitIndex j = units[e];
            if (j <= i) continue;
            std::size_t& back = at[j];
            while (back < offsets[j + 1] && units[back] < i) ++back;
            if (back == offsets[j + 1] || units[back] != i) continue;
            means[e] = means[back] = mean_of(strengths[e], strengths[back], mean);
            if (means[e] > 0.0) kept += 2;
        }
    }
    if (kept == units.size()) {
        return {{offsets.begin(), offsets.end()}, {units.begin(), units.end()}, std::move(means)};
    }
    Rows rows;
    for (UnitIndex i = 0; i < ties.size(); ++i) {
        for (std::size_t e = offsets[i]; e < offsets[i + 1]; ++e) {
            if (means[e] > 0.0) rows.add(units[e], means[e]);
        }
        rows.end_row();
    }
    return rows.matrix();
}

TieMatrix tie_shares(const CommutingGraph& graph) {
    Rows rows;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        const double all = graph.outflow(i) + graph.inflow(i);
        detail::for_each_neighbour(graph.out(i), graph.in(i), [&](UnitIndex j, double out, double in) {
            rows.add(j, (out + in) / all);
        });
        rows.end_row();
    }
    return rows.matrix();
}

TieMatrix interaction_ties(const Region& region, bool external) {
    const CommutingGraph& graph = region.graph();
    std::vector<double> residents;
    std::vector<double> jobs;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        residents.push_back(external ? graph.outflow(u)
                                     : known(region, region.resident_workers(u), u, "resident workers"));
        jobs.push_back(external ? graph.inflow(u) : known(region, region.jobs(u), u, "jobs"));
    }
    const auto one_way = [&](double flow, UnitIndex from, UnitIndex to) {
        if (!(flow > 0.0 && residents[from] > 0.0 && jobs[to] > 0.0)) return 0.0;
        return flow / residents[from] * (flow / jobs[to]);
    };
    Rows rows;
    for (UnitIndex i = 0; i < region.size(); ++i) {
        detail::for_each_neighbour(graph.out(i), graph.in(i), [&](UnitIndex j, double out, double in) {
            // in the order of units, so that both entries of a pair have the same bits
            const double there = one_way(out, i, j);
            const double back = one_way(in, j, i);
            const double both = i < j ? there + back : back + there;
            if (both > 0.0) rows.add(j, both);
        });
        rows.end_row();
    }
    return rows.matrix();
}

}  // namespace v0
}  // namespace conurb
