// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

namespace conurb {
inline namespace v0 {

TieMatrix::TieMatrix(std::size_t unit_count, std::vector<Tie> ties) {
    std::ranges::sort(ties, {}, [](const Tie& t) { return std::tuple(t.from, t.to); });
    offsets_.assign(unit_count + 1, 0);
    units_.reserve(ties.size());
    strengths_.reserve(ties.size());
    for (const Tie& tie : ties) {
        if (tie.from >= unit_count) {
            throw InputError(ErrorCode::unknown_unit, "a tie from unit number " + std::to_string(tie.from) +
                                                          " of " + std::to_string(unit_count));
        }
        ++offsets_[tie.from + 1];
        units_.push_back(tie.to);
        strengths_.push_back(tie.strength);
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    check();
}

TieMatrix::TieMatrix(std::vector<std::size_t> offsets, std::vector<UnitIndex> units,
                     std::vector<double> strengths)
    : offsets_(std::move(offsets)), units_(std::move(units)), strengths_(std::move(strengths)) {
    if (offsets_.empty() || offsets_.front() != 0 || offsets_.back() != units_.size() ||
        units_.size() != strengths_.size() || !std::ranges::is_sorted(offsets_)) {
        throw InputError(
            ErrorCode::inconsistent,
            "offsets, units and strengths of a tie matrix do not fit: " + std::to_string(offsets_.size()) +
                ", " + std::to_string(units_.size()) + ", " + std::to_string(strengths_.size()) + " numbers");
    }
    check();
}

namespace {

/// Whether a row may stand as it is: without a branch, since millions of entries are right and none is wrong.
bool is_right(const TieSpan& ties, std::size_t size) noexcept {
    bool right = ties.size() == 0 || ties.units.back() < size;  // the largest, where they ascend
    for (std::size_t k = 1; k < ties.size(); ++k) right &= ties.units[k - 1] < ties.units[k];
    constexpr double largest = std::numeric_limits<double>::max();
    for (const double strength : ties.strengths) right &= strength >= 0.0 && strength <= largest;
    return right;
}

/// Says what is wrong with an entry, if anything is.
void refuse(UnitIndex from, const TieSpan& ties, std::size_t k, std::size_t size) {
    const auto culprit = [&] { return std::to_string(from) + " -> " + std::to_string(ties.units[k]); };
    if (ties.units[k] >= size) {
        throw InputError(ErrorCode::unknown_unit,
                         "tie " + culprit() + " of " + std::to_string(size) + " units");
    }
    if (k > 0 && ties.units[k] <= ties.units[k - 1]) {
        const bool twin = ties.units[k] == ties.units[k - 1];
        throw InputError(twin ? ErrorCode::duplicate : ErrorCode::inconsistent,
                         "tie " + culprit() + (twin ? " stands twice" : " is out of order"));
    }
    if (!std::isfinite(ties.strengths[k])) {
        throw InputError(ErrorCode::not_a_number, "tie " + culprit() + " is not finite");
    }
    if (ties.strengths[k] < 0.0) throw InputError(ErrorCode::negative, "tie " + culprit() + " is below 0");
}

}  // namespace

void TieMatrix::check() const {
    for (UnitIndex i = 0; i < size(); ++i) {
        const TieSpan ties = row(i);
        if (is_right(ties, size())) continue;
        for (std::size_t k = 0; k < ties.size(); ++k) refuse(i, ties, k, size());
    }
}

double TieMatrix::at(UnitIndex from, UnitIndex to) const noexcept {
    const TieSpan ties = row(from);
    const auto found = std::ranges::lower_bound(ties.units, to);
    if (found == ties.units.end() || *found != to) return 0.0;
    return ties.strengths[static_cast<std::size_t>(found - ties.units.begin())];
}

TieMatrix TieMatrix::transposed() const {
    TieMatrix other;
    other.offsets_.assign(size() + 1, 0);
    for (const UnitIndex to : units_) ++other.offsets_[to + 1];
    std::partial_sum(other.offsets_.begin(), other.offsets_.end(), other.offsets_.begin());
    other.units_.resize(units_.size());
    other.strengths_.resize(units_.size());
    std::vector<std::size_t> at(other.offsets_.begin(), other.offsets_.end() - 1);
    for (UnitIndex from = 0; from < size(); ++from) {
        const TieSpan ties = row(from);
        for (std::size_t k = 0; k < ties.size(); ++k) {
            const std::size_t slot = at[ties.units[k]]++;
            other.units_[slot] = from;
            other.strengths_[slot] = ties.strengths[k];
        }
    }
    return other;
}

StrongestTie strongest_tie(const TieMatrix& ties, UnitIndex unit) {
    StrongestTie best;
    const TieSpan row = ties.row(unit);
    for (std::size_t k = 0; k < row.size(); ++k) {
        if (row.units[k] != unit && row.strengths[k] > best.strength) best = {row.units[k], row.strengths[k]};
    }
    return best;
}

}  // namespace v0
}  // namespace conurb
