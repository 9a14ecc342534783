// SPDX-License-Identifier: MIT
// Options of the command line as values; those of a study come from its described fields.
#pragma once

#include <CLI/CLI.hpp>
#include <conurb/conurb.hpp>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace tool {

/// Fields of a study as options of a command: their names, help, defaults and choices are those of
/// `Study::parameters()`.
class StudyOptions {
public:
    /// Options for these fields.
    void add(CLI::App& command, std::initializer_list<std::string_view> fields);
    /// How tables are read, and the columns of units.
    void add_format(CLI::App& command);
    /// Tables of units and flows.
    void add_tables(CLI::App& command);
    /// Borders, and how they are read.
    void add_borders(CLI::App& command);
    /// What goes with a population grid.
    void add_grid(CLI::App& command);
    /// The whole region: tables, borders, contiguity, cores, selection of flows.
    void add_region(CLI::App& command);

    /// The study that was asked for. Throws `ParameterError`.
    [[nodiscard]] Study study() const;

private:
    struct Given {
        ParameterInfo info;
        CLI::Option* option = nullptr;
        std::vector<std::string> texts = {};
        std::string text = {};
        bool flag = false;
    };
    void add(CLI::App& command, const ParameterInfo& info);
    std::vector<std::unique_ptr<Given>> given_;  // the parser holds references
};

/// The value that the text of an option stands for.
template <class E>
E choose(const std::string& option, const std::string& text, const std::map<std::string, E>& choices) {
    if (const auto found = choices.find(text); found != choices.end()) return found->second;
    std::string all;
    for (const auto& entry : choices) all += (all.empty() ? "" : ", ") + entry.first;
    throw ParameterError(ErrorCode::unknown_parameter,
                         "--" + option + " is '" + text + "'; it takes one of " + all);
}

/// The parts of a text between marks: one more than there are marks.
[[nodiscard]] std::vector<std::string> split(const std::string& text, char mark);

/// KEY=VALUE of an option.
[[nodiscard]] std::pair<std::string, std::string> setting(const std::string& text, const char* option = "set",
                                                          const char* value = "VALUE");
/// All of --set, or of another option.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings(const std::vector<std::string>& texts,
                                                                        const char* option = "set");

/// Whether there is anything to draw.
[[nodiscard]] bool has_shapes(const Borders& borders);

/// --out of a command that needs a folder.
void add_folder(CLI::App& command, std::string& out, const std::string& help);

/// Readers of the formats of GDAL where the tool was built with it, else none.
[[nodiscard]] Formats other_formats();
/// Says that a file needs the component gdal, which the tool was built without.
[[noreturn]] void needs_gdal(const std::string& path);

}  // namespace tool
}  // namespace v0
}  // namespace conurb
