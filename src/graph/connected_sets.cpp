// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/connected_sets.hpp>
#include <cstdint>
#include <string>

#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace {

class Search {
public:
    Search(const ContiguityGraph& graph, const ConnectedSetOptions& options,
           const std::function<void(std::span<const UnitIndex>)>& visit, const Context& context)
        : graph_(graph), options_(options), visit_(visit), context_(context), closed_(graph.size()) {
        check();
        apart_.resize(options.apart.empty() ? 0 : graph.size());
        for (const auto& [a, b] : options.apart) {
            apart_[a].push_back(b);
            apart_[b].push_back(a);
        }
    }

    void run() {
        detail::Progress progress(context_, "connected sets", graph_.size());
        for (UnitIndex first = 0; first < graph_.size(); ++first) {
            progress.step(first);
            if (!fits(first)) continue;
            first_ = first;
            closed_[first] = true;
            extensions_.clear();
            open_neighbours(first);
            grow(first, 0);
            for (const UnitIndex u : extensions_) closed_[u] = false;
            closed_[first] = false;
        }
        progress.finish();
    }

private:
    void check() const {
        const std::size_t n = graph_.size();
        if (options_.maximum_size == 0) {
            throw ParameterError(ErrorCode::parameter_range,
                                 "maximum_size is 0; a set has at least one unit");
        }
        const auto one_each = [&](std::size_t count, const char* what) {
            if (count == 0 || count == n) return;
            throw ParameterError(ErrorCode::inconsistent,
                                 std::to_string(count) + ' ' + what + " for " + std::to_string(n) + " units");
        };
        one_each(options_.eligible.size(), "marks of eligible units");
        one_each(options_.weights.size(), "weights");
        for (const double weight : options_.weights) {
            if (!(std::isfinite(weight) && weight >= 0.0)) {
                throw ParameterError(ErrorCode::parameter_range, "a weight is not a number from 0");
            }
        }
        for (const auto& [a, b] : options_.apart) {
            if (a < n && b < n) continue;
            throw InputError(ErrorCode::unknown_unit, "a pair that is to stay apart has unit number " +
                                                          std::to_string(std::max(a, b)) + " of " +
                                                          std::to_string(n));
        }
    }

    /// Whether a unit may join the set as it is.
    [[nodiscard]] bool fits(UnitIndex u) const {
        if (!options_.eligible.empty() && !options_.eligible[u]) return false;
        if (options_.maximum_weight && !options_.weights.empty() &&
            weight_ + options_.weights[u] > *options_.maximum_weight) {
            return false;
        }
        if (apart_.empty()) return true;
        return std::ranges::none_of(
            apart_[u], [&](UnitIndex other) { return std::ranges::find(set_, other) != set_.end(); });
    }

    /// The neighbours that no unit of the set had before.
    void open_neighbours(UnitIndex unit) {
        for (const UnitIndex u : graph_.neighbours(unit)) {
            if (u < first_ || closed_[u]) continue;
            closed_[u] = true;
            extensions_.push_back(u);
        }
    }

    /// Adds a unit; every extension from `from` on may follow it, those before are passed over.
    void grow(UnitIndex unit, std::size_t from) {
        const double before = weight_;
        set_.push_back(unit);
        if (!options_.weights.empty()) weight_ += options_.weights[unit];
        if ((++visited_ & 0xFFFU) == 0) context_.check();
        sorted_ = set_;
        std::ranges::sort(sorted_);
        visit_(sorted_);
        if (set_.size() < options_.maximum_size) {
            for (std::size_t k = from; k < extensions_.size(); ++k) {
                const UnitIndex next = extensions_[k];
                if (!fits(next)) continue;
                const std::size_t known = extensions_.size();
                open_neighbours(next);
                grow(next, k + 1);
                for (std::size_t e = known; e < extensions_.size(); ++e) closed_[extensions_[e]] = false;
                extensions_.resize(known);
            }
        }
        set_.pop_back();
        weight_ = before;
    }

    const ContiguityGraph& graph_;
    const ConnectedSetOptions& options_;
    const std::function<void(std::span<const UnitIndex>)>& visit_;
    const Context& context_;
    std::vector<std::vector<UnitIndex>> apart_;
    std::vector<bool> closed_;           ///< in the set, or among the extensions
    std::vector<UnitIndex> extensions_;  ///< a stack: units next to the set
    std::vector<UnitIndex> set_;
    std::vector<UnitIndex> sorted_;
    double weight_ = 0.0;
    UnitIndex first_ = 0;
    std::uint64_t visited_ = 0;
};

}  // namespace

void for_each_connected_set(const ContiguityGraph& contiguity, const ConnectedSetOptions& options,
                            const std::function<void(std::span<const UnitIndex>)>& visit,
                            const Context& context) {
    Search(contiguity, options, visit, context).run();
}

}  // namespace v0
}  // namespace conurb
