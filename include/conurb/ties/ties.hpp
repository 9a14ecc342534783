// SPDX-License-Identifier: MIT
/// @file
/// Ties with all that came out of the same pass, and measures that make them from a region.
#pragma once

#include <concepts>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/ties/network_constraint.hpp>
#include <conurb/ties/tie_matrix.hpp>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// One number per unit under a name, in the order of units; NaN: undefined for this unit.
struct UnitMeasure {
    std::string name = {};  ///< for example "balance"; a column of ties.csv, a member of delineation.json
    std::vector<double> values = {};  ///< one per unit
};

/// How strongly each unit is bound to each other, whichever measure says so, and what else it says of each
/// unit.
struct Ties {
    std::string measure = {};  ///< name of the measure, for example "network-constraint"
    TieMatrix matrix = {};     ///< d(i,j): dependence of i on j
    std::vector<UnitMeasure> units = {};

    /// The numbers of this name, empty where there are none.
    [[nodiscard]] CONURB_EXPORT std::span<const double> values(std::string_view name) const noexcept;
};

/// Measures of the network constraint as ties: the dependence, and constraint, exerted, balance,
/// effective_size, efficiency and hierarchy of each unit.
[[nodiscard]] CONURB_EXPORT Ties to_ties(ConstraintMeasures measures);

/// The balance of each unit: as the measure hands it on, else `tie_balance` of the matrix.
[[nodiscard]] CONURB_EXPORT std::vector<double> balance_of(const Ties& ties);

/// Makes ties from a region: any callable `Region -> TieMatrix` or `Region -> Ties`, with or without a
/// context. A value. The rules of the main method, extents and repair run on whatever it gives:
///
///     NetworkConstraint{.ties = [](const Region& r) { return cohesion(r.graph()); }}
///
/// Law, checked by those who use it: one row per unit. The same region must give the same ties.
class TieMeasure {
public:
    TieMeasure() = default;

    /// A measure under the name "own".
    template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, TieMeasure> &&
             (std::invocable<const F&, const Region&> ||
              std::invocable<const F&, const Region&, const Context&>))
        TieMeasure(F measure)  // NOLINT: implicit, so that a lambda can stand for it
        : TieMeasure("own", std::move(measure)) {}

    /// A measure under a name, which provenance tells.
    template <class F>
    TieMeasure(std::string name, F measure)
        : name_(std::move(name)),
          make_([measure = std::move(measure)](const Region& region, const Context& context) {
              if constexpr (std::invocable<const F&, const Region&, const Context&>) {
                  return as_ties(measure(region, context));
              } else {
                  return as_ties(measure(region));
              }
          }) {}

    /// Whether there is a measure; without one its user takes its default.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(make_); }
    /// The name that provenance tells.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Ties of a region. Throws what the measure throws, and `ParameterError` bad_result where it does not
    /// give one row per unit, and one number per unit under each name.
    [[nodiscard]] CONURB_EXPORT Ties operator()(const Region& region, const Context& context = {}) const;

private:
    static Ties as_ties(TieMatrix matrix) { return {{}, std::move(matrix), {}}; }
    static Ties as_ties(Ties ties) { return ties; }

    std::string name_;
    std::function<Ties(const Region&, const Context&)> make_;
};

}  // namespace v0
}  // namespace conurb
