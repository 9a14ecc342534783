// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <numeric>
#include <tuple>

namespace conurb {
inline namespace v0 {
namespace {

void check_marks(const std::vector<bool>& outside, std::size_t unit_count) {
    if (!outside.empty() && outside.size() != unit_count) {
        throw InputError(ErrorCode::inconsistent, std::to_string(outside.size()) + " outside marks for " +
                                                      std::to_string(unit_count) + " units");
    }
}

}  // namespace

ContiguityGraph::ContiguityGraph(std::size_t unit_count, std::vector<Contact> contacts,
                                 std::vector<bool> outside)
    : outside_(std::move(outside)) {
    check_marks(outside_, unit_count);
    for (Contact& c : contacts) {
        if (c.a >= unit_count || c.b >= unit_count) {
            throw InputError(ErrorCode::unknown_unit, "contact " + std::to_string(c.a) + " - " +
                                                          std::to_string(c.b) + ", but there are " +
                                                          std::to_string(unit_count) + " units");
        }
        if (!std::isfinite(c.gap_m) || !std::isfinite(c.length_m)) {
            throw InputError(ErrorCode::not_a_number, "gap or length of a contact is not finite");
        }
        if (c.gap_m < 0.0 || c.length_m < 0.0) {
            throw InputError(ErrorCode::negative, "gap or length of a contact is below 0");
        }
        if (c.a > c.b) std::swap(c.a, c.b);
    }
    std::ranges::sort(contacts, {}, [](const Contact& c) { return std::tuple(c.a, c.b, c.link); });
    for (const Contact& c : contacts) {
        if (c.a == c.b) continue;
        if (!contacts_.empty() && contacts_.back().a == c.a && contacts_.back().b == c.b) {
            contacts_.back().gap_m = std::min(contacts_.back().gap_m, c.gap_m);
            contacts_.back().length_m = std::max(contacts_.back().length_m, c.length_m);
        } else {
            contacts_.push_back(c);
        }
    }
    offsets_.assign(unit_count + 1, 0);
    for (const Contact& c : contacts_) {
        ++offsets_[c.a + 1];
        ++offsets_[c.b + 1];
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    neighbours_.resize(contacts_.size() * 2);
    std::vector<std::size_t> at(offsets_.begin(), offsets_.end() - 1);
    // first the smaller neighbours of each unit, then the larger: rows come out ascending
    for (const Contact& c : contacts_) neighbours_[at[c.b]++] = c.a;
    for (const Contact& c : contacts_) neighbours_[at[c.a]++] = c.b;
}

ContiguityGraph ContiguityGraph::with_outside(std::vector<bool> outside) const {
    check_marks(outside, size());
    ContiguityGraph marked = *this;
    marked.outside_ = std::move(outside);
    return marked;
}

ContiguityGraph operator+(const ContiguityGraph& a, const ContiguityGraph& b) {
    if (a.size() != b.size()) {
        throw InputError(ErrorCode::inconsistent, "contiguity of " + std::to_string(a.size()) +
                                                      " units and of " + std::to_string(b.size()));
    }
    std::vector<Contact> contacts(a.contacts().begin(), a.contacts().end());
    contacts.insert(contacts.end(), b.contacts().begin(), b.contacts().end());
    std::vector<bool> outside;
    if (a.outside_known() || b.outside_known()) {
        for (UnitIndex u = 0; u < a.size(); ++u) outside.push_back(a.on_outside(u) || b.on_outside(u));
    }
    return {a.size(), std::move(contacts), std::move(outside)};
}

bool ContiguityGraph::touch(UnitIndex a, UnitIndex b) const noexcept {
    return std::ranges::binary_search(neighbours(a), b);
}

}  // namespace v0
}  // namespace conurb
