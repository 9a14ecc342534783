// SPDX-License-Identifier: MIT
// Own methods: lambdas, aggregates, type erasure, extents after a foreign partition.
#include <gtest/gtest.h>

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <conurb/methods/network_constraint.hpp>
#include <conurb/methods/steps.hpp>
#include <functional>
#include <limits>
#include <random>

namespace {

using namespace conurb;

/// Two cities (A, E) with suburbs; D between them.
Region two_cities() {
    std::vector<Unit> units;
    for (const char* code : {"A", "B", "C", "D", "E", "F", "G"}) {
        units.push_back({.code = code, .population = 1000.0});
    }
    units[0].population = 90000.0;
    units[4].population = 50000.0;
    const std::vector<Flow> rows = {{1, 0, 100}, {2, 0, 80}, {0, 1, 10}, {3, 0, 30}, {3, 4, 25}, {5, 4, 70},
                                    {6, 4, 60},  {4, 5, 5},  {1, 2, 5},  {5, 6, 4},  {0, 4, 3},  {4, 0, 3}};
    return {Units(units), Flows{.rows = rows}};
}

struct FollowLargestOutflow {
    static constexpr std::string_view name = "follow-largest-outflow";
    static constexpr std::string_view description = "Each unit joins the destination of its largest outflow";
    double minimum_share = 0.0;

    Partition operator()(const Region& region, const Context&) const {
        std::vector<AreaIndex> labels;
        for (UnitIndex u = 0; u < region.size(); ++u) {
            const FlowSpan out = region.graph().out(u);
            UnitIndex target = u;
            double best = minimum_share * region.graph().outflow(u);
            for (std::size_t k = 0; k < out.size(); ++k) {
                if (out.persons[k] > best) {
                    best = out.persons[k];
                    target = out.units[k];
                }
            }
            labels.push_back(region.graph().inflow(target) > region.graph().inflow(u) ? target : u);
        }
        return Partition(labels);
    }
    static ParameterList<FollowLargestOutflow> parameters() {
        return {parameter(
            &FollowLargestOutflow::minimum_share,
            {.name = "minimum_share", .unit = "share", .description = "d", .minimum = 0.0, .maximum = 1.0})};
    }
};
static_assert(DelineationMethod<FollowLargestOutflow>);
static_assert(DescribedMethod<FollowLargestOutflow>);
static_assert(DelineationMethod<NetworkConstraint>);
static_assert(DelineationMethod<AnyMethod>);
static_assert(!DelineationMethod<int>);

ErrorCode code_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::user;
}

TEST(Experiment, ALambdaIsAMethod) {
    const Region region = two_cities();
    const Delineation d = delineate(region, [](const Region& r) {
        std::vector<AreaIndex> labels(r.size(), 7);
        labels[4] = labels[5] = labels[6] = 3;
        labels[3] = no_area;
        return Partition(labels);
    });
    ASSERT_EQ(d.areas.size(), 2U);
    EXPECT_EQ(d.areas[0].code, "A");
    EXPECT_EQ(d.areas[1].code, "E");
    EXPECT_EQ(d.areas[0].centre, no_unit);
    EXPECT_EQ(d.partition[3], no_area);
    EXPECT_EQ(d.reasons[3], Reason::outside);
    EXPECT_EQ(d.provenance.method, "unnamed");
    EXPECT_EQ(d.areas[0].units(Extent::minimum), (std::vector<UnitIndex>{0, 1, 2}));
    EXPECT_TRUE(d.areas[0].units(Extent::core).empty());
}

TEST(Experiment, ExtentsComposeWithAForeignPartition) {
    const Region region = two_cities();
    const Delineation d = delineate(region, FollowLargestOutflow{}, Extents{});
    ASSERT_EQ(d.areas.size(), 2U);
    EXPECT_EQ(d.areas[0].centre, region.units().at("A"));
    EXPECT_EQ(d.areas[1].centre, region.units().at("E"));
    for (const Area& area : d.areas) {
        const auto core = area.units(Extent::core);
        const auto minimum = area.units(Extent::minimum);
        const auto maximum = area.units(Extent::maximum);
        EXPECT_EQ(core, std::vector<UnitIndex>{area.centre});
        EXPECT_TRUE(std::ranges::includes(minimum, core));
        EXPECT_TRUE(std::ranges::includes(maximum, minimum));
    }
    // D depends on both cities: it stands in both maximum extents
    const auto holds = [](const Area& a, UnitIndex u) {
        return std::ranges::binary_search(a.units(Extent::maximum), u);
    };
    EXPECT_TRUE(holds(d.areas[0], 3));
    EXPECT_TRUE(holds(d.areas[1], 3));
    EXPECT_EQ(d.provenance.method, "follow-largest-outflow");
    ASSERT_EQ(d.provenance.parameters.size(), 1U + Extents::parameters().size());
    EXPECT_EQ(d.provenance.parameters[0].first, "minimum_share");
    EXPECT_EQ(d.provenance.parameters[1].first, "extents.minimum_dependence");
}

TEST(Experiment, ExtentsGoByTheMeasureOfTheMethod) {
    const Region region = two_cities();
    const NetworkConstraint two_steps{.centres = {"A", "E"},
                                      .constraint = {.scope = ConstraintScope::two_steps}};
    const Delineation d = delineate(region, two_steps, Extents{});
    const ConstraintMeasures measures =
        network_constraint(region.graph(), {.scope = ConstraintScope::two_steps});
    EXPECT_TRUE(std::ranges::equal(d.ties->values("constraint"), measures.constraint));
    EXPECT_FALSE(
        std::ranges::equal(d.ties->values("constraint"), network_constraint(region.graph()).constraint));
}

TEST(Experiment, TheMainMethodRunsOnAnyTies) {
    const Region region = two_cities();
    const auto measure = [](const Region& r) { return network_constraint(r.graph()).dependence; };
    const Delineation own = delineate(region, NetworkConstraint{.ties = {"dependence", measure}});
    const Delineation built_in = delineate(region, NetworkConstraint{});
    ASSERT_EQ(own.areas.size(), built_in.areas.size()) << "the same ties, made outside";
    for (std::size_t a = 0; a < own.areas.size(); ++a) {
        EXPECT_EQ(own.areas[a].units(Extent::minimum), built_in.areas[a].units(Extent::minimum));
        EXPECT_EQ(own.areas[a].units(Extent::maximum), built_in.areas[a].units(Extent::maximum));
    }
    EXPECT_EQ(own.partition, built_in.partition);
    EXPECT_EQ(own.ties->measure, "dependence");
    EXPECT_EQ(own.provenance.parameters.back(), std::pair(std::string("ties"), std::string("dependence")));
    EXPECT_EQ(built_in.ties->measure, "network-constraint");
    for (const auto& entry : built_in.provenance.parameters) EXPECT_NE(entry.first, "ties");
}

TEST(Experiment, ExtentsGoByTheTiesOfWhoeverHasSome) {
    const Region region = two_cities();
    // everybody depends on E alone
    const TieMeasure on_e = [](const Region& r) {
        std::vector<Tie> ties;
        for (UnitIndex u = 0; u < r.size(); ++u) {
            if (u != 4) ties.insert(ties.end(), {{u, 4, 0.5}, {4, u, 0.2}});
        }
        return TieMatrix(r.size(), ties);
    };
    const auto holds = [](const Delineation& d, UnitIndex u) {
        return d.areas.size() == 2 && std::ranges::binary_search(d.areas[1].units(Extent::minimum), u);
    };
    const Delineation given = delineate(region, FollowLargestOutflow{}, Extents{}, on_e);
    EXPECT_TRUE(holds(given, 1));
    EXPECT_EQ(given.ties->measure, "own");
    const Delineation none = delineate(region, FollowLargestOutflow{}, Extents{});
    EXPECT_FALSE(holds(none, 1)) << "by network constraint, B depends on A";
    EXPECT_EQ(none.ties->measure, "network-constraint");
    const Delineation handed_on = delineate(
        region,
        [&](const Region& r) {
            Delineation d = delineate(r, FollowLargestOutflow{});
            d.ties = std::make_shared<const Ties>(on_e(r));
            return d;
        },
        Extents{});
    EXPECT_TRUE(holds(handed_on, 1));
    EXPECT_EQ(delineate(region, FollowLargestOutflow{}).ties, nullptr) << "it asks for no ties";
}

TEST(Experiment, AnyMethodHoldsSetsAndCopies) {
    AnyMethod method = FollowLargestOutflow{};
    const AnyMethod before = method;
    method.set("minimum-share", "0.9");
    EXPECT_EQ(method.parameter_values()[0].second, "0.9");
    EXPECT_EQ(before.parameter_values()[0].second, "0");
    EXPECT_EQ(code_of([&] { method.set("minimum_share", "1.5"); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { method.set("minimum_share", "much"); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { method.set("nothing", "1"); }), ErrorCode::unknown_parameter);
    const Region region = two_cities();
    EXPECT_EQ(delineate(region, before).partition, delineate(region, FollowLargestOutflow{}).partition);
    EXPECT_EQ(delineate(region, before).provenance.method, "follow-largest-outflow");
    const std::vector<AnyMethod> list = {FollowLargestOutflow{}, NetworkConstraint{},
                                         AnyMethod("all-in-one", "", [](const Region& r) {
                                             return Partition(std::vector<AreaIndex>(r.size(), 0));
                                         })};
    for (const AnyMethod& m : list) EXPECT_GE(delineate(region, m).areas.size(), 1U) << m.method_name();
}

TEST(Experiment, ALambdaWithDescribedParametersIsAMethod) {
    struct Mine {
        std::size_t groups = 2;
        Extents extents = {};
    };
    const ParameterList<Mine> described = {
        field::count(&Mine::groups, "groups", "areas", "How many areas.", "test"),
        field::part("extents", &Mine::extents)};
    const auto by_turns = [](const Region& r, const Mine& mine) {
        std::vector<AreaIndex> labels(r.size());
        for (UnitIndex u = 0; u < r.size(); ++u) labels[u] = static_cast<AreaIndex>(u % mine.groups);
        return Partition(labels);
    };
    AnyMethod turns("by-turns", described, by_turns);
    const AnyMethod before = turns;
    turns.set("groups", 3);
    turns.set("maximum-dependence", "0.2");
    EXPECT_EQ(turns.value("groups"), ParameterValue(3.0));
    EXPECT_EQ(turns.value("extents.maximum_dependence"), ParameterValue(0.2));
    EXPECT_EQ(before.value("groups"), ParameterValue(2.0)) << "copies are independent";
    EXPECT_EQ(code_of([&] { turns.set("groups", 0); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { turns.set("group", 1); }), ErrorCode::unknown_parameter);
    const Region region = two_cities();
    EXPECT_EQ(delineate(region, turns).areas.size(), 3U);
    EXPECT_EQ(delineate(region, before).areas.size(), 2U);
    const Provenance made = delineate(region, turns).provenance;
    EXPECT_EQ(made.method, "by-turns");
    EXPECT_EQ(made.parameters.front(), (std::pair<std::string, std::string>{"groups", "3"}));

    EXPECT_EQ(methods({turns}).back().method_name(), "by-turns");
    EXPECT_EQ(method("by_turns", {turns}).value("groups"), ParameterValue(3.0));
    EXPECT_EQ(
        method(Configuration{.method = "by-turns", .parameters = {{"groups", "4"}}}, {turns}).value("groups"),
        ParameterValue(4.0));
    EXPECT_EQ(code_of([&] { (void)methods({turns, turns}); }), ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] {
                  (void)methods({AnyMethod("network_constraint", "", [](const Region& r) {
                      return Partition(std::vector<AreaIndex>(r.size(), 0));
                  })});
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] {
                  struct Wrong {
                      double share = 2.0;
                  };
                  AnyMethod("wrong", ParameterList<Wrong>{field::share(&Wrong::share, "share", "", "")},
                            [](const Region&, const Wrong&, const Context&) { return Partition(); });
              }),
              ErrorCode::parameter_range)
        << "a default out of its range";
}

TEST(Experiment, WhatSetsOthersIsSetBeforeThem) {
    const AnyMethod chosen = method(Configuration{
        .method = "travel-to-work", .parameters = {{"target_size", "9000"}, {"preset", "istat"}}});
    EXPECT_EQ(chosen.value("minimum_size"), ParameterValue(1000.0));
    EXPECT_EQ(chosen.value("target_size"), ParameterValue(9000.0));
}

TEST(Experiment, ExtentsAfterAMethodStandOnceInProvenance) {
    const Delineation d = delineate(two_cities(), NetworkConstraint{}, Extents{.maximum_dependence = 0.3});
    std::vector<std::string> values;
    for (const auto& [name, value] : d.provenance.parameters) {
        if (name == "extents.maximum_dependence") values.push_back(value);
    }
    EXPECT_EQ(values, std::vector<std::string>{"0.3"});
}

TEST(Experiment, EveryParameterOfEveryMethodCanBeReadAndSet) {
    for (AnyMethod m : methods()) {
        EXPECT_FALSE(m.description().empty());
        const auto values = m.parameter_values();
        const auto infos = m.parameters();
        ASSERT_EQ(values.size(), infos.size());
        for (std::size_t k = 0; k < infos.size(); ++k) {
            EXPECT_EQ(values[k].first, infos[k].name);
            EXPECT_EQ(values[k].second, infos[k].default_value.text());
            EXPECT_FALSE(infos[k].description.empty()) << infos[k].name;
            EXPECT_FALSE(infos[k].source.empty()) << infos[k].name;
            m.set(infos[k].name, infos[k].default_value);
            for (const std::string& choice : infos[k].choices) m.set(infos[k].name, choice);
        }
    }
    EXPECT_EQ(code_of([] { (void)method("no-such"); }), ErrorCode::unknown_parameter);
    EXPECT_EQ(method("network_constraint").method_name(), "network-constraint");
    EXPECT_EQ(code_of([] {
                  (void)method(Configuration{.parameters = {{"centre_balance", "-1"}}});
              }),
              ErrorCode::parameter_range);
}

TEST(Experiment, BrokenLawsAreNamed) {
    const Region region = two_cities();
    EXPECT_EQ(code_of([&] { (void)delineate(region, [](const Region&) {
                                return Partition({0, 0});
                            }); }),
              ErrorCode::bad_result);
    EXPECT_EQ(code_of([&] {
                  (void)delineate(region, [](const Region& r) {
                      return Partition(std::vector<AreaIndex>(r.size(), 0), {{2, {1}, ""}});
                  });
              }),
              ErrorCode::bad_result);
    EXPECT_EQ(code_of([&] {
                  (void)delineate(region, [](const Region& r) {
                      return Partition(std::vector<AreaIndex>(r.size(), 1), {{2, {2}, ""}});
                  });
              }),
              ErrorCode::bad_result);
    EXPECT_EQ(code_of([] { (void)delineate(Region{}, FollowLargestOutflow{}); }), ErrorCode::no_units);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(
        code_of([&] { (void)delineate(region, NetworkConstraint{}, Context{.stop = stop.get_token()}); }),
        ErrorCode::cancelled);
    EXPECT_EQ(code_of([&] { (void)delineate(region, NetworkConstraint{.core_dependence = -1.0}); }),
              ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] { (void)delineate(region, NetworkConstraint{.centre_jobs = 5.0}); }),
              ErrorCode::needs_data);
    EXPECT_EQ(code_of([&] { (void)delineate(region, NetworkConstraint{.centres = {"nowhere"}}); }),
              ErrorCode::unknown_unit);
    EXPECT_EQ(code_of([&] {
                  (void)delineate(region,
                                  NetworkConstraint{.constraint = {.loops = ConstraintLoops::include}});
              }),
              ErrorCode::needs_internal_flows);
}

TEST(Steps, CentresByEachRuleAndCombined) {
    const Region region = two_cities();
    const ConstraintMeasures m = network_constraint(region.graph());
    EXPECT_EQ(centres_by_balance(m.dependence, 2.0), (std::vector<UnitIndex>{0, 4}));
    EXPECT_EQ(centres_by_balance(m.balance, 2.0), (std::vector<UnitIndex>{0, 4}));
    EXPECT_GT(m.balance[0], m.balance[4]);
    EXPECT_EQ(centres_by_population(region, 50000.0), (std::vector<UnitIndex>{0, 4}));
    EXPECT_EQ(centres_by_code(region, std::vector<std::string>{"E", "A", "E"}),
              (std::vector<UnitIndex>{4, 0}));
    const auto centres = [&](const NetworkConstraint& method) {
        std::vector<std::string> codes;
        for (const Area& a : delineate(region, method).areas) codes.push_back(a.code);
        return codes;
    };
    using Codes = std::vector<std::string>;
    EXPECT_EQ(centres({}), (Codes{"A", "E"}));
    EXPECT_EQ(centres({.centre_population = 60000.0, .centre_rules = CentreRules::all}), (Codes{"A"}));
    EXPECT_EQ(centres({.centre_balance = std::nullopt, .centre_population = 60000.0}), (Codes{"A"}));
    EXPECT_EQ(centres({.centre_balance = std::nullopt, .centres = {"E"}}), (Codes{"E"}));
    EXPECT_EQ(centres({.centre_balance = std::nullopt}), Codes{});
}

TEST(Steps, MutualTiesMakeCoresAndCentresMayJoinAnother) {
    // 0 and 1 are bound to each other, 2 to 0 in one direction only
    const Region region(Units({{.code = "a"}, {.code = "b"}, {.code = "c"}}), Flows{.rows = {{0, 1, 1}}});
    const TieMatrix ties(3, {{0, 1, 0.5}, {1, 0, 0.6}, {2, 0, 0.9}, {0, 2, 0.05}});
    const std::vector<UnitIndex> centres = {0, 1};
    const auto cores = cores_by_mutual_ties(region, ties, centres);
    ASSERT_EQ(cores.size(), 1U);
    EXPECT_EQ(cores[0].centre, 0U);
    EXPECT_EQ(cores[0].units, (std::vector<UnitIndex>{0, 1}));
    const auto strict = cores_by_mutual_ties(region, ties, centres, {.dependence = 0.7});
    EXPECT_EQ(strict.size(), 2U);
}

TEST(Steps, AttachesAlongContiguityAndExplainsExclaves) {
    // a line 0-1-2-3; unit 3 depends on 0 most, but 1 and 2 go to 4, which touches 1, 2 and 3
    const Region region =
        Region(Units({{.code = "a"}, {.code = "b"}, {.code = "c"}, {.code = "d"}, {.code = "e"}}),
               Flows{.rows = {{0, 1, 1}}})
            .with(ContiguityGraph(5, {{0, 1}, {1, 2}, {2, 3}, {1, 4}, {2, 4}, {3, 4}}));
    const TieMatrix ties(5, {{1, 4, 0.5}, {2, 4, 0.5}, {3, 0, 0.6}, {3, 4, 0.2}});
    const std::vector<Core> cores = {{0, {0}, ""}, {4, {4}, ""}};
    std::vector<Change> moved;
    const auto attach = [&](double floor) {
        moved.clear();
        return attach_to_strongest(region, ties, cores, floor, DependenceOn::centre, ContiguityUse::if_known,
                                   {}, &moved);
    };
    const Change left{3, "a", Extent::minimum, false, Reason::exclave, true};
    const Partition next = attach(0.11);
    EXPECT_EQ(next[3], next[4]) << "the next area it depends on";
    EXPECT_EQ(moved, (std::vector<Change>{left, {3, "e", Extent::minimum, true, Reason::attached, true}}));
    const Partition outside = attach(0.3);
    EXPECT_EQ(outside[3], no_area);
    EXPECT_EQ(moved, std::vector<Change>{left});
    EXPECT_EQ(outside.reasons()[3], Reason::exclave);
    const Partition ignored =
        attach_to_strongest(region, ties, cores, 0.11, DependenceOn::centre, ContiguityUse::ignored);
    EXPECT_EQ(ignored[3], ignored[0]);
}

TEST(Steps, GivenCoresStandInsteadBesideOrAreIgnored) {
    const Region plain = two_cities();
    const Region region = plain.with({Core{plain.units().at("C"), {plain.units().at("C")}, "my town"}});
    const auto codes = [&](GivenCores use) {
        std::vector<std::string> all;
        for (const Area& a : delineate(region, NetworkConstraint{.given_cores = use}).areas)
            all.push_back(a.code);
        return all;
    };
    EXPECT_EQ(codes(GivenCores::instead), (std::vector<std::string>{"C"}));
    EXPECT_EQ(codes(GivenCores::also), (std::vector<std::string>{"A", "C", "E"}));
    EXPECT_EQ(codes(GivenCores::ignore), (std::vector<std::string>{"A", "E"}));
    const Delineation d = delineate(region, NetworkConstraint{});
    EXPECT_EQ(d.areas[0].label, "my town");
    EXPECT_EQ(d.reasons[region.units().at("C")], Reason::given);
}

TEST(Extents, NestAndStayInRangeOnRandomRegions) {
    for (unsigned seed = 1; seed <= 15; ++seed) {
        std::mt19937 random(seed);
        std::vector<Unit> units;
        const unsigned n = 30 + seed;
        for (unsigned i = 0; i < n; ++i) units.push_back({.code = std::to_string(1000 + i)});
        std::vector<Flow> rows;
        std::vector<Contact> contacts;
        for (unsigned k = 0; k < n * 6; ++k) {
            const unsigned hub = random() % 4 * 7;
            rows.push_back({static_cast<unsigned>(random() % n),
                            random() % 2 == 0 ? hub : static_cast<unsigned>(random() % n),
                            1.0 + static_cast<double>(random() % 50)});
            contacts.push_back({static_cast<unsigned>(random() % n), static_cast<unsigned>(random() % n)});
        }
        const Region region = Region(Units(units), Flows{.rows = rows}).with(ContiguityGraph(n, contacts));
        const Delineation d = delineate(region, NetworkConstraint{.centre_balance = 1.2});
        for (const Area& area : d.areas) {
            const auto core = area.units(Extent::core);
            const auto minimum = area.units(Extent::minimum);
            const auto maximum = area.units(Extent::maximum);
            EXPECT_TRUE(std::ranges::includes(minimum, core));
            EXPECT_TRUE(std::ranges::includes(maximum, minimum));
            EXPECT_EQ(connected_with(*region.contiguity(), minimum, core), minimum);
            EXPECT_EQ(connected_with(*region.contiguity(), maximum, core), maximum);
            for (const Member& m : area.members) {
                if (m.extent == Extent::minimum) {
                    EXPECT_GE(2.0 / (1.0 / m.dependence.value() + 1.0 / m.reciprocity.value()),
                              0.145 * (1 - 1e-12));
                }
                if (m.reason == Reason::dependent) {
                    EXPECT_GE(m.dependence, 0.11);
                }
            }
        }
        for (UnitIndex u = 0; u < n; ++u) {
            if (d.partition[u] == no_area) {
                EXPECT_TRUE(d.reasons[u] == Reason::outside || d.reasons[u] == Reason::exclave);
            }
        }
    }
}

TEST(Steps, RefuseNumbersThatAreNone) {
    const Region region(Units({{.code = "a", .population = 2.0}, {.code = "b", .population = 1.0}}),
                        {{{0, 0, 5.0}, {0, 1, 2.0}, {1, 0, 3.0}, {1, 1, 5.0}}});
    const TieMatrix ties = network_constraint(region.graph()).dependence;
    const std::vector<Core> cores = {{0, {0}, ""}};
    const std::vector<UnitIndex> centres = {0};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {nan, -1.0, 3.0}) {
        const auto refused = [&](const auto& call) { return code_of(call) == ErrorCode::parameter_range; };
        EXPECT_TRUE(refused([&] { (void)attach_to_strongest(region, ties, cores, bad); })) << bad;
        EXPECT_TRUE(refused([&] { (void)cores_by_mutual_ties(region, ties, centres, {bad, 0.1}); })) << bad;
        EXPECT_TRUE(refused([&] { (void)cores_by_mutual_ties(region, ties, centres, {0.1, bad}); })) << bad;
        EXPECT_TRUE(refused([&] { (void)join_cores(region, cores, bad); })) << bad;
    }
    EXPECT_EQ(code_of([&] { (void)centres_by_population(region, nan); }), ErrorCode::parameter_range);
    EXPECT_EQ(code_of([&] {
                  (void)attach_by_share(region, cores, {{}, {{0, nan, 1.0}}});
              }),
              ErrorCode::inconsistent);
    EXPECT_EQ(code_of([&] {
                  (void)attach_by_share(region, cores, {{}, {{1, 0.5, 1.0}}});
              }),
              ErrorCode::inconsistent);
}

TEST(Steps, ContiguityRequiredIfKnownOrIgnored) {
    const Region region(Units({{.code = "a"}, {.code = "b"}}), Flows{});
    EXPECT_EQ(contiguity_for(region, ContiguityUse::if_known), nullptr);
    EXPECT_EQ(code_of([&] { (void)contiguity_for(region, ContiguityUse::required); }), ErrorCode::needs_data);
    const Region touching = region.with(ContiguityGraph(2, {{0, 1}}));
    EXPECT_EQ(contiguity_for(touching, ContiguityUse::if_known), &*touching.contiguity());
    EXPECT_EQ(contiguity_for(touching, ContiguityUse::required), &*touching.contiguity());
    EXPECT_EQ(contiguity_for(touching, ContiguityUse::ignored), nullptr);
}

}  // namespace
