// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/assess/draws.hpp>
#include <conurb/core/error.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assess/variates.hpp"
#include "detail/number.hpp"
#include "graph/flows_like.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Stream;

/// One row of flows: those of a unit to others, and perhaps to itself.
struct Row {
    UnitIndex origin = 0;
    std::vector<UnitIndex> units;
    std::vector<double> persons;
    std::vector<double> margins;  // where there are any
};

class Drawing {
public:
    Drawing(std::uint64_t seed, std::uint32_t draw, const DrawOptions& options)
        : seed_(seed), draw_(draw), options_(options) {}

    void draw(Row& row) const {
        if (options_.model == DrawModel::multinomial || options_.model == DrawModel::dirichlet_multinomial) {
            return draw_together(row);
        }
        for (std::size_t k = 0; k < row.units.size(); ++k) {
            Stream stream(seed_, row.origin, row.units[k], draw_);
            row.persons[k] = alone(stream, row.persons[k], row.margins.empty() ? -1.0 : row.margins[k]);
        }
    }

private:
    [[nodiscard]] double alone(Stream& stream, double f, double margin) const {
        const double w = options_.persons_per_interview;
        switch (options_.model) {
            case DrawModel::poisson:
                return w * detail::poisson_variate(stream, f / w);
            case DrawModel::log_normal:
                return f * std::exp(options_.noise * (detail::normal_variate(stream) - options_.noise / 2.0));
            case DrawModel::margins:
                if (margin >= 0.0) {
                    const double scale = margin / 1.645 * (margin / 1.645) / f;
                    return scale > 0.0 ? scale * detail::gamma_variate(stream, f / scale) : f;
                }
                [[fallthrough]];
            default:
                return w * detail::gamma_variate(stream, f / w);
        }
    }
    /// One destination after the other, each from the interviews that are left.
    void draw_together(Row& row) const {
        double all = 0.0;
        for (const double f : row.persons) all += f;
        std::vector<double> share = row.persons;
        if (options_.model == DrawModel::dirichlet_multinomial) {
            for (std::size_t k = 0; k < share.size(); ++k) {
                Stream stream(seed_ ^ 0x9E3779B97F4A7C15ULL, row.origin, row.units[k], draw_);
                share[k] = detail::gamma_variate(stream, share[k] / options_.persons_per_cluster);
            }
        }
        double rest = 0.0;
        for (const double s : share) rest += s;
        if (!(rest > 0.0)) rest = one_for_all(row, share, all);
        const double interviews = std::max(1.0, std::round(all / options_.persons_per_interview));
        double left = interviews;
        for (std::size_t k = 0; k < share.size(); ++k) {
            Stream stream(seed_, row.origin, row.units[k], draw_);
            const double chance = k + 1 == share.size() || share[k] >= rest ? 1.0 : share[k] / rest;
            const double taken = detail::binomial_variate(stream, left, chance);
            rest -= share[k];
            left -= taken;
            row.persons[k] = taken * (all / interviews);
        }
    }

    /// Where clusters are so large that all shares come out as 0: one destination has everybody, each as
    /// often as its share.
    [[nodiscard]] double one_for_all(const Row& row, std::vector<double>& share, double all) const {
        Stream stream(seed_ ^ 0xD1B54A32D192ED03ULL, row.origin, row.origin, draw_);
        double left = stream.uniform() * all;
        std::size_t chosen = 0;
        while (chosen + 1 < share.size() && left > row.persons[chosen]) left -= row.persons[chosen++];
        share[chosen] = 1.0;
        return 1.0;
    }

    std::uint64_t seed_;
    std::uint32_t draw_;
    const DrawOptions& options_;
};

/// The flows of a unit, with their margins where there are any; its own flow stands last, and has none.
void observe(const CommutingGraph& graph, UnitIndex unit, std::span<const double> margins, Row& row) {
    const FlowSpan out = graph.out(unit);
    row.origin = unit;
    row.units.assign(out.units.begin(), out.units.end());
    row.persons.assign(out.persons.begin(), out.persons.end());
    row.margins.clear();
    if (!margins.empty()) {
        const std::span<const double> own = margins.subspan(graph.out_offsets()[unit], out.size());
        row.margins.assign(own.begin(), own.end());
    }
    if (const auto internal = graph.internal(unit); internal && *internal > 0.0) {
        row.units.push_back(unit);
        row.persons.push_back(*internal);
        if (!margins.empty()) row.margins.push_back(-1.0);
    }
}

void check_margins(const CommutingGraph& graph, const DrawOptions& options, std::span<const double> margins) {
    if (options.model != DrawModel::margins) return;
    if (margins.empty() && graph.edge_count() > 0) {
        throw ParameterError(ErrorCode::needs_data, "draws from margins of error, but none are given");
    }
    if (margins.size() != graph.edge_count()) {
        throw ParameterError(ErrorCode::inconsistent, std::to_string(margins.size()) +
                                                          " margins of error for " +
                                                          std::to_string(graph.edge_count()) + " flows");
    }
    for (const double margin : margins) {
        if (margin >= 0.0 && std::isfinite(margin)) continue;
        throw ParameterError(ErrorCode::parameter_range,
                             "a margin of error is " + detail::number(margin) + "; it takes at least 0");
    }
}

}  // namespace

ParameterList<DrawOptions> DrawOptions::parameters() {
    using D = DrawOptions;
    return {field::choice(&D::model, "model",
                          {{DrawModel::poisson, "poisson"},
                           {DrawModel::gamma, "gamma"},
                           {DrawModel::log_normal, "log_normal"},
                           {DrawModel::multinomial, "multinomial"},
                           {DrawModel::dirichlet_multinomial, "dirichlet_multinomial"},
                           {DrawModel::margins, "margins"}},
                          "The distribution of a flow around the one observed.", "own"),
            field::number(&D::persons_per_interview, "persons_per_interview", "persons", between(1e-6, 1e9),
                          "Persons one interview stands for; 1 for a census.", "own"),
            field::number(&D::noise, "noise", "standard deviation of the logarithm", between(0.0, 3.0),
                          "Of log_normal.", "own"),
            field::number(&D::persons_per_cluster, "persons_per_cluster", "persons", between(1e-6, 1e9),
                          "Of dirichlet_multinomial.", "Mirshahvalad et al. 2013")};
}

DrawnFlows draw_flows(const CommutingGraph& graph, std::uint64_t seed, std::uint32_t draw,
                      const DrawOptions& options, std::span<const double> margins) {
    check_parameters(options);
    check_margins(graph, options, margins);
    const Drawing drawing(seed, draw, options);
    DrawnFlows drawn;
    Flows flows = detail::flows_like(graph);
    flows.rows.reserve(graph.edge_count() + 2 * graph.size());
    const bool by_margins = options.model == DrawModel::margins;  // else they are not looked at
    Row row;
    for (UnitIndex i = 0; i < graph.size(); ++i) {
        observe(graph, i, by_margins ? margins : std::span<const double>{}, row);
        if (row.units.empty()) continue;
        const std::vector<double> observed = row.persons;
        drawing.draw(row);
        double all = 0.0;
        for (const double persons : row.persons) all += persons;
        if (!(all > 0.0)) {
            row.persons = observed;
            ++drawn.kept_as_observed;
        }
        for (std::size_t k = 0; k < row.units.size(); ++k) {
            if (row.persons[k] > 0.0) flows.rows.push_back({i, row.units[k], row.persons[k]});
        }
    }
    drawn.graph = CommutingGraph(graph.size(), flows);
    return drawn;
}

}  // namespace v0
}  // namespace conurb
