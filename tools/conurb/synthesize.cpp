// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"

namespace conurb {
inline namespace v0 {
namespace tool {
namespace {

struct SynthesizeRequest {
    StudyOptions options;
    std::string model = "gravity";
    std::vector<std::string> set;
    std::string out;
};

void run_synthesize(const SynthesizeRequest& request, const Context& context) {
    ValidationReport report;
    const Units units = read_study_units(request.options.study(), report, context);
    SynthesisOptions options;
    const auto run = [&](auto model) {
        for (const std::string& text : request.set) {
            const auto [key, value] = setting(text);
            const auto own = model.parameters();
            const bool of_model =
                std::ranges::any_of(own, [&, k = key](const auto& p) { return same_name(p.info.name, k); });
            if (of_model) {
                set_parameter(model, key, value);
            } else {
                set_parameter(options, key, value);
            }
        }
        return conurb::synthesize(units, model, options, context);
    };
    const bool gravity = choose<bool>("model", request.model, {{"gravity", true}, {"radiation", false}});
    const Flows flows = gravity ? run(DoublyConstrainedGravity{}) : run(Radiation{});
    print_findings(report);
    const std::string table = flows_csv(units, flows);
    if (request.out.empty()) {
        std::cout << table;
    } else {
        write_text(request.out, table);
        std::cerr << flows.rows.size() << " modelled flows written to " << plain_text(request.out) << '\n';
    }
}

}  // namespace

void add_synthesize(Session& session) {
    const auto request = std::make_shared<SynthesizeRequest>();
    CLI::App& command = session.add("synthesize", "Modelled flows from population and position of units");
    request->options.add(command, {"units"});
    command.get_option("--units")->required();
    command.add_option("--model", request->model, "gravity or radiation [gravity]");
    command.add_option("--set", request->set, "KEY=VALUE: a parameter of the model; may stand several times");
    command.add_option("--out", request->out, "File for the flows [standard output]");
    request->options.add_format(command);
    command.footer("Example:\n  conurb synthesize --units units.csv --set exponent=2 --out flows.csv");
    session.finish(command, [request](const Context& context) { run_synthesize(*request, context); });
}

}  // namespace tool
}  // namespace v0
}  // namespace conurb
