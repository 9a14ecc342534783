// SPDX-License-Identifier: MIT
//
// WHAT IT DOES: watches a delineation and then stops one from another thread, as a program with a window or a
// server does.
//
// DEMONSTRATES: Context with progress, stop token, threads and seed; Cancelled.
//
// SIMPLER EXAMPLES: 01_quick_start.
//
// usage: 06_progress_and_stop UNITS.csv FLOWS.csv

#include <conurb/conurb.hpp>
#include <iostream>
#include <set>
#include <thread>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: 06_progress_and_stop UNITS.csv FLOWS.csv\n";
        return 2;
    }
    try {
        const conurb::Units units = conurb::read_units(argv[1]);
        const conurb::Region region(units, conurb::read_flows(argv[2], units));

        // progress arrives in the thread that called; each phase begins with 0 and ends with 1
        std::string phases;
        conurb::Context watched{.threads = 2, .progress = [&](std::string_view phase, double share) {
                                    if (share == 1.0) phases += std::string(phase) + " done\n";
                                }};
        const auto result = conurb::delineate(region, conurb::NetworkConstraint{}, watched);
        std::cout << phases << result.areas.size() << " areas\n";

        // a stop request ends the work soon with Cancelled; this method alone would go on without end
        const auto endless = [](const conurb::Region&, const conurb::Context& context) {
            while (true) context.check();
            return conurb::Partition{};
        };
        std::stop_source stop;
        std::jthread impatient([&] { stop.request_stop(); });
        try {
            (void)conurb::delineate(region, endless, {.stop = stop.get_token()});
        } catch (const conurb::Cancelled&) {
            std::cout << "stopped\n";
        }
    } catch (const conurb::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
