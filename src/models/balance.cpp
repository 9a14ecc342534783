// SPDX-License-Identifier: MIT
#include "models/balance.hpp"

#include <algorithm>
#include <cmath>
#include <conurb/core/error.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "detail/progress.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

[[noreturn]] void impossible(const std::string& reason, const std::string& unit = {}) {
    throw ParameterError(ErrorCode::parameter_range, reason, {.unit = unit});
}

/// Finds the factors by turns, rows and columns (iterative proportional fitting).
class Balancing {
public:
    Balancing(const Units& units, const CommutingTotals& totals, const std::vector<double>& interactions,
              const DoublyConstrainedGravity& model, const Context& context)
        : units_(units),
          totals_(totals),
          f_(interactions),
          model_(model),
          context_(context),
          n_(units.size()),
          result_{std::vector<double>(n_, 0.0), totals.jobs},
          columns_(n_),
          parts_((n_ + block - 1) / block, std::vector<double>(n_)),
          vanished_(parts_.size()) {
        // A pass is one of very many: the phase as a whole is reported. Small studies are not worth a thread.
        context_.progress = {};
        if (n_ < 500) context_.threads = 1;
    }

    Balance run(Progress& progress) && {
        double first = 0.0;
        for (double iteration = 1.0;; iteration += 1.0) {
            balance_rows();
            sum_columns();
            const double error = largest_error();
            if (error <= model_.tolerance) break;
            if (iteration >= model_.max_iterations) {
                impossible("after " + number(iteration) + " iterations column sums are off by " +
                           number(error) + " of themselves; tolerance is " + number(model_.tolerance));
            }
            balance_columns();
            // errors shrink geometrically, so their logarithm says how far it is
            if (first == 0.0) first = error;
            progress.share(std::log(first / error) / std::log(first / model_.tolerance));
        }
        return std::move(result_);
    }

private:
    static constexpr std::size_t block = 64;

    [[noreturn]] void vanishes(const char* what, UnitIndex unit) const {
        impossible(std::string("interaction of the unit with all places that have ") + what +
                       " vanishes; a slower decay (smaller exponent, larger range_km) spreads it further",
                   units_[unit].code);
    }

    /// New factors of all rows; the column sums that they make, block by block: the same for any number of
    /// threads.
    void balance_rows() {
        parallel_blocks(n_, block, context_, phase, [&] {
            return [&](std::size_t begin, std::size_t end) {
                std::vector<double>& part = parts_[begin / block];
                std::ranges::fill(part, 0.0);
                vanished_[begin / block] = no_unit;
                for (std::size_t i = begin; i < end; ++i) {
                    if (totals_.resident_workers[i] == 0.0 || balance_row(i, part)) continue;
                    UnitIndex& bad = vanished_[begin / block];
                    bad = std::min(bad, static_cast<UnitIndex>(i));
                }
            };
        });
        const UnitIndex bad = *std::ranges::min_element(vanished_);
        if (bad != no_unit) vanishes("jobs", bad);
    }

    /// Adds the row to the column sums; false where there is no factor for it.
    bool balance_row(std::size_t i, std::vector<double>& part) {
        const double* const row = f_.data() + i * n_;
        double sum = 0.0;
        for (std::size_t j = 0; j < n_; ++j) sum += row[j] * result_.column[j];
        const double factor = totals_.resident_workers[i] / sum;
        if (!std::isfinite(factor) || !(factor > 0.0)) return false;
        result_.row[i] = factor;
        for (std::size_t j = 0; j < n_; ++j) part[j] += factor * row[j];
        return true;
    }

    void sum_columns() {
        std::ranges::fill(columns_, 0.0);
        for (const auto& part : parts_) {
            for (std::size_t j = 0; j < n_; ++j) columns_[j] += part[j];
        }
    }

    [[nodiscard]] double largest_error() const {
        double error = 0.0;
        for (std::size_t j = 0; j < n_; ++j) {
            if (totals_.jobs[j] > 0.0)
                error = std::max(error, std::abs(columns_[j] * result_.column[j] / totals_.jobs[j] - 1.0));
        }
        return error;
    }

    void balance_columns() {
        for (std::size_t j = 0; j < n_; ++j) {
            if (totals_.jobs[j] == 0.0) continue;
            result_.column[j] = totals_.jobs[j] / columns_[j];
            if (!std::isfinite(result_.column[j])) vanishes("workers", static_cast<UnitIndex>(j));
        }
    }

    static constexpr std::string_view phase = "balancing";
    const Units& units_;
    const CommutingTotals& totals_;
    const std::vector<double>& f_;
    const DoublyConstrainedGravity& model_;
    Context context_;  // without progress
    std::size_t n_;
    Balance result_;
    std::vector<double> columns_;
    std::vector<std::vector<double>> parts_;  // of the column sums, by block
    std::vector<UnitIndex> vanished_;         // the first row without a factor, by block
};

}  // namespace

Balance balance(const Units& units, const CommutingTotals& totals, const std::vector<double>& f,
                const DoublyConstrainedGravity& model, const Context& context) {
    Progress progress(context, "balancing");
    Balance result = Balancing(units, totals, f, model, context).run(progress);
    progress.finish();
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
