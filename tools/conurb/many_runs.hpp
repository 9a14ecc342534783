// SPDX-License-Identifier: MIT
// What commands have in common that run a study many times beside its base run.
#pragma once

#include <conurb/conurb.hpp>
#include <string>
#include <vector>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {

/// The study that is run first.
struct BaseRun {
    StudyOptions options;
    std::string method;
    std::vector<std::string> set;
    std::string config;

    /// Its options.
    void add(CLI::App& command, const Session& session);
    /// The study that was asked for, with the seed of the context.
    [[nodiscard]] Study study(const Context& context) const;
};

/// Whether repair takes place, which alone looks at borders.
[[nodiscard]] bool repairs(const Study& study, const std::vector<AnyMethod>& own);

/// A table that goes through `spreadsheet_safe` where the study says so.
void add_table(FileSet& files, const Study& study, const std::string& name, std::string text);

/// memberships.csv, units.csv, areas.csv, map.svg, validation.csv and study.json; `title` is that of the map
/// where the study has none of its own. Not written yet.
void add_ensemble(FileSet& files, const Study& study, const StudyRegion& data, const Delineation& base,
                  const Ensemble& ensemble, const std::string& title, const ValidationReport& report,
                  const std::string& out, const Context& context);

}  // namespace tool
}  // namespace v0
}  // namespace conurb
