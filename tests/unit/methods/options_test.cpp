// SPDX-License-Identifier: MIT
// The lists of parameters of all methods and options: what is true of each of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/conurb.hpp>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace conurb;

/// Numbers on both sides of the limits.
std::vector<double> around(const ParameterInfo& info) {
    const double least = std::isinf(info.minimum) ? -1e6 : info.minimum;
    const double most = std::isinf(info.maximum) ? least + 1e6 : info.maximum;
    return {least, most, (least + most) / 2.0, least - 1.0, most * 1.5 + 1.0, 0.1, 1.0, 7.0};
}

template <class T>
class Options : public ::testing::Test {};

using All =
    ::testing::Types<NetworkConstraint, EuOecd, Cbsa, CombinedStatisticalAreas, UrbanEmploymentAreas,
                     TravelToWorkAreas, GreedyLink, FlowBca, Intramax, HierarchicalZones, DominantFlows,
                     FirstPassageZones, Louvain, Leiden, WellConnected, Extents, Repair, ConstraintOptions,
                     FirstPassageOptions, NodalOptions, CoreRule, CombinedAreaOptions, ModularityOptions,
                     MapEquationOptions, ContiguityOptions, DissolveOptions, TessellationOptions, MapOptions,
                     WriteOptions, CentralUnitOptions, SubUnitRule, SubUnitOptions, UnitClassOptions,
                     UrbanCoreOptions, ClusterRule, WaterRule, UrbanisationOptions, SynthesisOptions,
                     DoublyConstrainedGravity, Radiation>;
TYPED_TEST_SUITE(Options, All);

TYPED_TEST(Options, AreDescribedAndTheirDefaultsAllowed) {
    EXPECT_NO_THROW(check_parameters(TypeParam{}));
    std::set<std::string> names;
    const auto list = TypeParam::parameters();
    EXPECT_FALSE(list.empty());
    for (const auto& p : list) {
        SCOPED_TRACE(p.info.name);
        EXPECT_TRUE(names.insert(p.info.name).second) << "twice";
        EXPECT_TRUE(p.info.description.ends_with('.')) << p.info.description;
        EXPECT_FALSE(p.info.source.empty());
        EXPECT_FALSE(p.info.type.empty());
        EXPECT_EQ(p.info.type == "choice", !p.info.choices.empty());
        EXPECT_EQ(p.value(TypeParam{}), p.info.default_value);
        const bool pure = p.info.name.ends_with("exponent");  // a number without a unit
        const bool number = p.info.type.find("number") != std::string::npos;
        EXPECT_TRUE(!number || pure || !p.info.unit.empty()) << "no unit";
        EXPECT_LE(p.info.minimum, p.info.maximum);
    }
}

TYPED_TEST(Options, ComeBackFromTextAndValue) {
    for (const auto& p : TypeParam::parameters()) {
        SCOPED_TRACE(p.info.name);
        std::vector<ParameterValue> values = {p.info.default_value, std::nullopt, true, "a", "a\\,b,c"};
        for (const std::string& choice : p.info.choices) values.emplace_back(choice);
        for (const double number : around(p.info)) values.emplace_back(number);
        std::size_t taken = 0;
        for (const ParameterValue& value : values) {
            TypeParam object;
            try {
                set_parameter(object, p.info.name, value);
            } catch (const ParameterError& error) {
                EXPECT_EQ(error.code(), ErrorCode::parameter_range);
                EXPECT_NE(std::string(error.what()).find(p.info.name), std::string::npos) << error.what();
                EXPECT_EQ(p.value(object), p.info.default_value) << "refused, but set";
                continue;
            }
            ++taken;
            EXPECT_NO_THROW(p.check(object)) << value.text();
            TypeParam from_text;
            TypeParam from_value;
            p.set(from_text, p.get(object));
            p.set(from_value, p.value(object));
            EXPECT_EQ(p.value(from_text), p.value(object)) << value.text();
            EXPECT_EQ(p.value(from_value), p.value(object)) << value.text();
        }
        EXPECT_GE(taken, 2U);
    }
}

}  // namespace
