// SPDX-License-Identifier: MIT
// The commands of the tool: what the command line asks for, as plain values, and functions that do it.
#pragma once

#include <conurb/core/context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reading.hpp"

namespace tool {

struct Delineate {
    Study study;
    std::string method;
    std::vector<std::string> set;
    std::string extents;  // empty: after, if a setting of extents is there, else as the method makes them
    bool repair = false;
    bool geopackage = false;
    std::string map = "auto";
    std::string title = "Functional urban areas";
    std::string subtitle;
    std::string out;
};

struct Compare {
    Study study;
    std::vector<std::string> methods;
    std::vector<std::string> configurations;
    std::vector<std::string> set;
    std::string published;
    bool time = false;
    std::string out;
};

struct Quality {
    Study study;
    std::string areas;
    std::string columns;
    std::string out;
};

struct Constraint {
    Input input;
    std::string scope = "neighbours";
    std::string loops = "exclude";
    std::string out;
    std::string dyads;
};

struct Synthesize {
    Input input;
    std::string model = "gravity";
    std::vector<std::string> set;
    std::string out;
};

struct Contiguity {
    Input input;
    std::string borders;
    std::string borders_code;
    std::string rule = "queen";
    double tolerance = 0.0;
    std::string out;
    std::string outside;
};

struct UrbanCentres {
    Input input;
    std::string population;
    std::string land;
    std::string built;
    std::string rules = "2023";
    int level = 1;
    std::string sub_units;
    std::optional<double> distance;
    std::string out;
};

struct Demo {
    std::string data;
    std::string out = "conurb-demo";
};

void delineate(const Delineate& request, const conurb::Context& context);
void compare(const Compare& request, const conurb::Context& context);
void quality(const Quality& request, const conurb::Context& context);
void constraint(const Constraint& request, const conurb::Context& context);
void synthesize(const Synthesize& request, const conurb::Context& context);
void contiguity(const Contiguity& request, const conurb::Context& context);
void urban_centres(const UrbanCentres& request, const conurb::Context& context);
void demo(const Demo& request, const conurb::Context& context);
void methods(const std::string& name);

}  // namespace tool
