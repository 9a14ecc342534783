// SPDX-License-Identifier: MIT
// The commands of the tool. Each registers its options and what it does with them, in its own file.
#pragma once

#include <CLI/CLI.hpp>
#include <conurb/conurb.hpp>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace tool {

/// What the commands of one command line share.
struct Session {
    CLI::App& app;
    const std::vector<AnyMethod>& own;      ///< methods beside the built-in ones
    const std::vector<AnyMethod>& methods;  ///< all
    Context context = {};
    bool quiet = false;
    struct Command {
        CLI::App* app;
        std::function<void(const Context& context)> run;
    };
    std::vector<Command> commands = {};

    /// A new command; `run` is called after parsing if it was asked for.
    CLI::App& add(const std::string& name, const std::string& help);
    /// --threads, --seed, --quiet, and what the command does.
    void finish(CLI::App& command, std::function<void(const Context& context)> run);
};

void add_delineate(Session& session);
void add_compare(Session& session);
void add_diff(Session& session);
void add_explain(Session& session);
void add_quality(Session& session);
void add_resample(Session& session);
void add_sweep(Session& session);
void add_contiguity(Session& session);
void add_urban_centres(Session& session);
void add_demo(Session& session);
void add_constraint(Session& session);
void add_ties(Session& session);
void add_alliances(Session& session);
void add_layers(Session& session);
void add_life_zones(Session& session);
void add_access(Session& session);
void add_synthesize(Session& session);
void add_methods(Session& session);

/// A finding in one line: what it is, where, and all it says.
std::string finding_text(const Finding& finding);
/// Findings of commands that have no folder for validation.csv: all of a few, else the first of each kind.
void print_findings(const ValidationReport& report);
/// The first finding of each kind, and how many more there are.
void print_first_findings(std::ostream& out, const ValidationReport& report);
/// The table to its file or to standard output, other files together with it: all or none.
void write_with_table(const std::string& path, const std::string& table,
                      std::vector<std::pair<std::string, std::string>> files = {});

}  // namespace tool
}  // namespace v0
}  // namespace conurb
