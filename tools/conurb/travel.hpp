// SPDX-License-Identifier: MIT
// Options of commands that ask what it costs to get to places.
#pragma once

#include <CLI/CLI.hpp>
#include <conurb/conurb.hpp>
#include <optional>
#include <string>

#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {

/// Units, places and the costs between them.
struct Travel {
    Units units;
    Places places;
    CostTables costs;
};

/// --units, --places and what the costs come from: a table, roads or straight lines.
class TravelOptions {
public:
    void add(CLI::App& command);
    /// Reads everything. Throws what the readers throw.
    [[nodiscard]] Travel read(const Study& study, ValidationReport& report, const Context& context) const;

private:
    std::string places_;
    std::string place_columns_;
    std::string costs_;
    std::string cost_columns_;
    std::string roads_;
    std::string road_columns_;
    bool both_ways_ = false;
    std::optional<double> limit_;
    std::optional<double> straight_km_;
};

/// The mode named, or the only one there is where none is.
[[nodiscard]] std::string mode_or_only(const std::string& named, const CostTables& costs);

}  // namespace tool
}  // namespace v0
}  // namespace conurb
