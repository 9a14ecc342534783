// SPDX-License-Identifier: MIT
// The command line: configuration files, parsing, exit status.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <conurb/conurb.hpp>
#include <conurb/tool/run.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <new>

#include "commands.hpp"
#include "terminal.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {

CLI::App& Session::add(const std::string& name, const std::string& help) {
    return *app.add_subcommand(name, help);
}

void Session::finish(CLI::App& command, std::function<void(const Context&)> run) {
    command
        .add_option("--threads", context.threads,
                    "Worker threads, 0 for as many as the machine has; results do not depend on it [0]")
        ->check(CLI::Range(0U, 1024U));
    command
        .add_option(
            "--seed", context.seed,
            "Seed of random draws: leiden, well-connected, synthesize and resample make some; noted in "
            "every result [42]")
        ->check([](const std::string& text) {
            return text.starts_with('-') ? std::string("is negative") : std::string();
        });
    command.add_flag("--quiet", quiet, "No progress on the terminal");
    commands.push_back({&command, std::move(run)});
}

std::string finding_text(const Finding& finding) {
    std::string line = std::string(to_string(finding.kind)) + ": ";
    if (!finding.where.file.empty()) {
        line += finding.where.file;
        if (finding.where.line > 0) {
            line += ':' + std::to_string(finding.where.line) + ':' + std::to_string(finding.where.column);
        }
        line += ": ";
    }
    if (!finding.where.unit.empty()) line += "unit " + finding.where.unit + ": ";
    return plain_text(line + finding.detail);
}

void print_findings(const ValidationReport& report) {
    constexpr std::size_t most = 20;
    if (report.findings().size() > most) return print_first_findings(std::cerr, report);
    for (const Finding& finding : report.findings())
        std::cerr << "finding: " << finding_text(finding) << '\n';
}

void print_first_findings(std::ostream& out, const ValidationReport& report) {
    for (const auto& [kind, count] : report.counts()) {
        const auto first = std::ranges::find(report.findings(), kind, &Finding::kind);
        out << "finding: " << finding_text(*first) << '\n';
        if (count > 1) out << "         and " << count - 1 << " more of this kind\n";
    }
}

void write_with_table(const std::string& path, const std::string& table,
                      std::vector<std::pair<std::string, std::string>> files) {
    if (!path.empty()) files.emplace_back(path, table);
    write_texts(files);
    if (path.empty()) std::cout << table;
}

namespace {

/// A member of a configuration as an option of the command, its path seen from here.
std::pair<std::string, std::string> as_option(const std::string& key, const std::string& value,
                                              const std::string& folder) {
    std::string name = "--" + key;
    std::ranges::replace(name, '_', '-');
    return {name, key == "out" ? path_from(folder, value) : field_from(folder, key, value)};
}

/// Where --config names a file, or nothing.
std::string configuration_of(const std::vector<std::string>& arguments) {
    for (std::size_t k = 1; k < arguments.size(); ++k) {
        if (arguments[k] == "--config" && k + 1 < arguments.size()) return arguments[k + 1];
        if (arguments[k].starts_with("--config=")) return arguments[k].substr(9);
    }
    return {};
}

/// Options of a configuration file, put before those of the command line, which win.
std::vector<std::string> with_configuration(CLI::App& app, std::vector<std::string> arguments) {
    if (arguments[0] == "compare") return arguments;  // takes the methods only, of any number of files
    const std::string path = configuration_of(arguments);
    const auto commands =
        app.get_subcommands([&](const CLI::App* c) { return c->get_name() == arguments[0]; });
    if (path.empty() || commands.empty()) return arguments;
    const CLI::App* const command = commands.front();
    const Configuration file = read_configuration(path);
    const std::string folder = std::filesystem::path(path).parent_path().string();
    std::vector<std::string> all{arguments[0]};
    const auto given = [&](const std::string& name) {
        return std::ranges::any_of(
            arguments, [&](const std::string& a) { return a == name || a.starts_with(name + '='); });
    };
    const auto add = [&](const std::string& key, const std::string& text) {
        const auto [name, value] = as_option(key, text, folder);
        if (key == "config" || command->get_option_no_throw(name) == nullptr) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "'" + key + "' is not an option of conurb " + arguments[0], {.file = path});
        }
        if (key == "set" || !given(name)) all.push_back(name + '=' + value);
    };
    if (!file.method.empty()) add("method", file.method);
    for (const auto& [key, value] : file.parameters) add("set", key + '=' + value);
    for (const auto& [key, value] : file.options) {
        if (key != "conurb") add(key, value);  // the version that wrote it
    }
    all.insert(all.end(), arguments.begin() + 1, arguments.end());
    return all;
}

constexpr const char* examples =
    "Examples:\n"
    "  conurb demo --out demo\n"
    "  conurb delineate --units units.csv --flows flows.csv.gz --borders units.geojson --out result\n"
    "  conurb delineate --flows work.csv --flows school.csv --flow-weights 1,0.5 --units u.csv --out "
    "result\n"
    "  conurb methods network-constraint\n"
    "  conurb quality --units units.csv --flows flows.csv.gz --areas zones.csv\n"
    "  conurb constraint --flows flows.csv\n"
    "\nExit status: 0 done; 2 wrong usage; 3 input refused (file, line, column, reason); 4 impossible "
    "parameters;\n"
    "5 output not written; 130 interrupted; 1 a fault of the program.\n"
    "`conurb COMMAND --help` shows the options of a command.";

int run_commands(int argc, const char* const* argv, const std::vector<AnyMethod>& own) {
    const Interruption interruption;
    // a file that may not grow further is an error to report, not a reason to die
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App app{"Functional urban areas, with minimum and maximum extents, from commuting flows", "conurb"};
    app.set_version_flag("--version", std::string("conurb ") + version());
    app.require_subcommand(1);
    app.footer(examples);
    const std::vector<AnyMethod> all = methods(own);
    Session session{app, own, all};
    session.context.threads = 0;
    for (const auto add :
         {add_delineate, add_explain, add_compare, add_diff, add_sweep, add_resample, add_quality,
          add_contiguity, add_urban_centres, add_demo, add_constraint, add_ties, add_alliances, add_layers,
          add_life_zones, add_access, add_synthesize, add_methods}) {
        add(session);
    }
    try {
        std::vector<std::string> arguments(argv + 1, argv + argc);
        if (!arguments.empty()) arguments = with_configuration(app, std::move(arguments));
        std::ranges::reverse(arguments);  // as the parser takes them
        app.parse(arguments);
    } catch (const CLI::Success& request) {  // --help, --version
        return app.exit(request);
    } catch (const CLI::ParseError& error) {
        std::cerr << "conurb: " << plain_text(error.what()) << "; see `conurb --help`\n";
        return 2;
    }
    Progress progress(session.quiet);
    session.context.stop = interruption.token();
    session.context.progress = [&](std::string_view phase, double share) { progress(phase, share); };
    for (const Session::Command& command : session.commands) {
        if (command.app->parsed()) command.run(session.context);
    }
    progress.clear();
    std::cout.flush();
    if (!std::cout) throw OutputError(ErrorCode::cannot_write, "standard output cannot be written");
    return 0;
}

}  // namespace

int run(int argc, const char* const* argv, const std::vector<AnyMethod>& own) noexcept {
    const auto say = [](const std::exception& error, int status) {
        std::cerr << "conurb: " << plain_text(error.what()) << '\n';
        return status;
    };
    try {
        return run_commands(argc, argv, own);
    } catch (const Cancelled&) {
        std::cerr << "conurb: interrupted; nothing was written\n";
        return 130;
    } catch (const ParameterError& error) {
        return say(error, 4);
    } catch (const OutputError& error) {
        return say(error, 5);
    } catch (const InternalError& error) {
        return say(error, 1);
    } catch (const Error& error) {
        return say(error, 3);
    } catch (const std::bad_alloc&) {
        std::cerr << "conurb: not enough memory\n";
        return 1;
    } catch (const std::exception& error) {
        return say(error, 1);
    }
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
