// SPDX-License-Identifier: MIT
#include "methods/dense_clustering.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/methods/first_passage_zones.hpp>
#include <limits>
#include <numeric>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {

namespace {

/// One of two clusters that are united.
struct Side {
    double distance;  ///< from the third
    double size;
};

/// The distance of the united cluster from a third one of size `third` (Lance and Williams); `between`: that
/// of the two clusters from each other. Squared for Ward.
double united(Linkage linkage, Side a, Side b, double third, double between) {
    if (linkage == Linkage::average) {
        return (a.size * a.distance + b.size * b.distance) / (a.size + b.size);
    }
    if (linkage == Linkage::ward) {
        return ((a.size + third) * a.distance + (b.size + third) * b.distance - third * between) /
               (a.size + b.size + third);
    }
    return std::max(a.distance, b.distance);
}

/// The active cluster next to `top`: `before` unless one is nearer, the first of equals; `before` is m where
/// there is none.
std::size_t nearest_of(const std::vector<std::size_t>& active, std::size_t top, std::size_t before,
                       const double* row, std::size_t m) {
    std::size_t nearest = before;
    double least = before < m ? row[before] : std::numeric_limits<double>::infinity();
    for (const std::size_t x : active) {
        if (x != top && row[x] < least) {
            least = row[x];
            nearest = x;
        }
    }
    return nearest;
}

}  // namespace

std::vector<DenseMerge> cluster_dense(std::vector<double> distances, std::size_t m, Linkage linkage,
                                      const Context& context) {
    std::vector<double>& d = distances;
    const bool ward = linkage == Linkage::ward;
    if (ward) {
        for (double& x : d) x *= x;
    }
    std::vector<std::size_t> active(m);  // ascending
    std::iota(active.begin(), active.end(), std::size_t{0});
    std::vector<double> size(m, 1.0);
    std::vector<double> height(m, 0.0);  // of the last merge of a cluster
    std::vector<std::size_t> path;
    std::vector<DenseMerge> merges;
    merges.reserve(m);
    while (active.size() > 1) {
        context.check();
        if (path.empty()) path.push_back(active.front());
        const std::size_t top = path.back();
        const double* row = d.data() + top * m;
        const std::size_t nearest =
            nearest_of(active, top, path.size() > 1 ? path[path.size() - 2] : m, row, m);
        const double least = row[nearest];
        if (path.size() < 2 || nearest != path[path.size() - 2]) {
            path.push_back(nearest);
            continue;
        }
        path.resize(path.size() - 2);
        const std::size_t a = std::min(top, nearest);
        const std::size_t b = std::max(top, nearest);
        height[a] = std::max({ward ? std::sqrt(least) : least, height[a], height[b]});
        merges.push_back({a, b, height[a]});
        active.erase(std::ranges::lower_bound(active, b));
        for (const std::size_t x : active) {
            if (x == a) continue;
            d[a * m + x] = d[x * m + a] =
                united(linkage, {d[a * m + x], size[a]}, {d[b * m + x], size[b]}, size[x], least);
        }
        size[a] += size[b];
    }
    std::ranges::stable_sort(merges, {}, &DenseMerge::height);
    return merges;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
