// SPDX-License-Identifier: MIT
/// @file
/// Opt-in adaptor (component `eigen`): flows, ties and contiguity as sparse matrices of Eigen (3.4 or later),
/// the first two in place.
///
///     const conurb::EigenView ties = conurb::as_eigen(supporters);
///     const Eigen::VectorXd direct = ties.matrix() * Eigen::VectorXd::Ones(ties.size());
#pragma once

#include <Eigen/SparseCore>
#include <conurb/core/error.hpp>
#include <conurb/core/ids.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A square sparse matrix of somebody else's numbers, for reading with Eigen.
///
/// Values and columns are those of the graph or tie matrix, not copies. Eigen wants row offsets of the same
/// signed type as its columns, so the n + 1 offsets alone are converted and held here: O(n) time, 4 bytes per
/// unit. The owner of the numbers must outlive the view, and the view must outlive what `matrix()` gave.
/// Copies are independent of each other.
class EigenView {
public:
    /// The signed twin of `UnitIndex`: the only other type through which unit numbers may be read in place.
    using StorageIndex = std::make_signed_t<UnitIndex>;
    /// A matrix of its own, as a copy of the view.
    using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor, StorageIndex>;
    /// The numbers in their place.
    using Map = Eigen::Map<const Matrix>;

    /// From compressed rows: offsets (one more than there are rows, or none at all), columns ascending in
    /// each row, values. Throws `InputError` too_large for 2^31 rows or entries and more.
    EigenView(std::span<const std::size_t> offsets, std::span<const UnitIndex> columns,
              std::span<const double> values)
        : columns_(columns), values_(values) {
        constexpr auto most = static_cast<std::size_t>(std::numeric_limits<StorageIndex>::max());
        if (offsets.size() > most || columns.size() > most) {
            throw InputError(ErrorCode::too_large, std::to_string(offsets.size()) + " row offsets and " +
                                                       std::to_string(columns.size()) +
                                                       " entries; a view for Eigen holds at most " +
                                                       std::to_string(most));
        }
        offsets_.reserve(offsets.size() + 1);
        for (const std::size_t offset : offsets) offsets_.push_back(static_cast<StorageIndex>(offset));
        if (offsets_.empty()) offsets_.push_back(0);  // default-constructed owners have no offsets
    }

    /// The matrix. Cheap; it may be stored and used like any constant sparse matrix of Eigen.
    [[nodiscard]] Map matrix() const {
        const Eigen::Index n = size();
        // a signed type may be used to read its unsigned twin; all numbers are below 2^31
        return {n,
                n,
                static_cast<Eigen::Index>(values_.size()),
                offsets_.data(),
                reinterpret_cast<const StorageIndex*>(columns_.data()),
                values_.data()};
    }
    /// Number of rows and of columns.
    [[nodiscard]] Eigen::Index size() const noexcept {
        return static_cast<Eigen::Index>(offsets_.size()) - 1;
    }

private:
    std::vector<StorageIndex> offsets_;
    std::span<const UnitIndex> columns_;
    std::span<const double> values_;
};

/// F: entry (i, j) is the flow from unit i to unit j in persons; the diagonal is empty, since internal flows
/// are no edges. Valid as long as the graph.
[[nodiscard]] inline EigenView as_eigen(const CommutingGraph& graph) {
    return {graph.out_offsets(), graph.out_units(), graph.out_persons()};
}
/// The transpose of F, also by rows and in place: entry (i, j) is the flow from unit j to unit i. So F plus
/// its transpose needs no matrix of another storage order.
[[nodiscard]] inline EigenView as_eigen_transposed(const CommutingGraph& graph) {
    return {graph.in_offsets(), graph.in_units(), graph.in_persons()};
}
/// Entry (i, j) says how strongly i is bound to j, for example `ConstraintMeasures::dependence`. Valid as
/// long as the ties.
[[nodiscard]] inline EigenView as_eigen(const TieMatrix& ties) {
    return {ties.offsets(), ties.units(), ties.strengths()};
}
/// Numbers in the order of units as a column vector, for example `ConstraintMeasures::constraint`. Valid as
/// long as the numbers stay where they are.
[[nodiscard]] inline Eigen::Map<const Eigen::VectorXd> as_eigen(std::span<const double> numbers) {
    return {numbers.data(), static_cast<Eigen::Index>(numbers.size())};
}

/// Who touches whom: a matrix of ones, symmetric, with an empty diagonal. A contiguity graph holds no numbers
/// that could be read in place, so this one is a copy. O(n + m).
[[nodiscard]] inline EigenView::Matrix as_eigen(const ContiguityGraph& contiguity) {
    std::vector<std::size_t> offsets{0};
    std::vector<UnitIndex> others;
    for (UnitIndex u = 0; u < contiguity.size(); ++u) {
        const auto row = contiguity.neighbours(u);
        others.insert(others.end(), row.begin(), row.end());
        offsets.push_back(others.size());
    }
    const std::vector<double> ones(others.size(), 1.0);
    return EigenView(offsets, others, ones).matrix();
}

// a view of something that is about to vanish does not compile
EigenView as_eigen(const CommutingGraph&& graph) = delete;
EigenView as_eigen_transposed(const CommutingGraph&& graph) = delete;
EigenView as_eigen(const TieMatrix&& ties) = delete;
Eigen::Map<const Eigen::VectorXd> as_eigen(const std::vector<double>&& numbers) = delete;

}  // namespace v0
}  // namespace conurb
