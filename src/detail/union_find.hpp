// SPDX-License-Identifier: MIT
// Sets of numbers that are joined pair by pair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Numbers 0 to n - 1, each in one set. A set goes by one of its members, its root.
class UnionFind {
public:
    using Index = std::uint32_t;

    explicit UnionFind(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), Index{0}); }

    /// One more number, in a set of its own.
    Index add() {
        parent_.push_back(static_cast<Index>(parent_.size()));
        return parent_.back();
    }
    [[nodiscard]] Index root(Index a) {
        while (parent_[a] != a) a = parent_[a] = parent_[parent_[a]];  // ways are halved as they are walked
        return a;
    }
    [[nodiscard]] bool together(Index a, Index b) { return root(a) == root(b); }
    /// Joins two sets: the smaller root stays, so that a set goes by its smallest member.
    void join(Index a, Index b) {
        a = root(a);
        b = root(b);
        if (a < b) parent_[b] = a;
        if (b < a) parent_[a] = b;
    }
    /// The set of `gone` is added to the set of `kept`, whose root stays.
    void join_into(Index kept, Index gone) { parent_[root(gone)] = root(kept); }
    /// The root of each number.
    [[nodiscard]] std::vector<Index> roots() {
        std::vector<Index> result(parent_.size());
        for (Index a = 0; a < result.size(); ++a) result[a] = root(a);
        return result;
    }

private:
    std::vector<Index> parent_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
