// SPDX-License-Identifier: MIT
// Every file below tests/cases (format: README.md there) through every built-in method.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <conurb/core/configuration.hpp>
#include <conurb/core/error.hpp>
#include <conurb/input/flow_table.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/methods/delineate.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "real_data.hpp"

namespace {

using namespace conurb;
using Json = nlohmann::ordered_json;
using Groups = std::set<std::set<std::string>>;
namespace fs = std::filesystem;

fs::path folder() { return conurb_test::shipped("tests/cases"); }

std::vector<fs::path> case_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

struct Row {
    std::string origin, destination;
    double flow;
};

std::vector<Row> rows_of(const Json& flows) {
    std::vector<Row> rows;
    if (flows.is_string()) {
        std::ifstream file(folder() / flows.get<std::string>());
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            const auto a = line.find(',');
            const auto b = line.find(',', a + 1);
            rows.push_back({line.substr(0, a), line.substr(a + 1, b - a - 1), std::stod(line.substr(b + 1))});
        }
    } else {
        for (const Json& row : flows) rows.push_back({row[0], row[1], row[2]});
    }
    return rows;
}

Region region_of(const Json& document, bool turned) {
    std::vector<Row> rows = rows_of(document.at("flows"));
    if (turned) std::ranges::reverse(rows);
    std::map<std::string, Unit> by_code;
    for (const Row& row : rows) {
        by_code[row.origin];
        by_code[row.destination];
    }
    for (const Json& given : document.value("units", Json::array())) {
        Unit& unit = by_code[given.at("code")];
        const auto number = [&](const char* key, std::optional<double>& field) {
            if (given.contains(key)) field = given.at(key).get<double>();
        };
        number("population", unit.population);
        number("resident_workers", unit.resident_workers);
        number("jobs", unit.jobs);
        unit.kind = given.value("kind", "");
        unit.name = given.value("name", "");
    }
    std::vector<Unit> list;
    for (auto& [code, unit] : by_code) {
        unit.code = code;
        list.push_back(unit);
    }
    const Units units(list);
    Flows flows;
    for (const Row& row : rows) {
        flows.rows.push_back({units.at(row.origin), units.at(row.destination), row.flow});
    }
    Region region(units, flows);
    if (document.contains("contiguity")) {
        std::vector<Contact> contacts;
        for (const Json& pair : document.at("contiguity")) {
            const UnitIndex a = units.at(pair[turned ? 1 : 0].get<std::string>());
            const UnitIndex b = units.at(pair[turned ? 0 : 1].get<std::string>());
            contacts.push_back({.a = a, .b = b});
        }
        if (turned) std::ranges::reverse(contacts);
        region = region.with(ContiguityGraph(units.size(), contacts));
    }
    if (document.contains("cores")) {
        std::vector<Core> cores;
        for (const auto& [label, members] : document.at("cores").items()) {
            Core core{.centre = units.at(members[0].get<std::string>()), .units = {}, .label = label};
            for (const Json& code : members) core.units.push_back(units.at(code.get<std::string>()));
            std::ranges::sort(core.units);
            cores.push_back(core);
        }
        region = region.with(cores);
    }
    return region;
}

Delineation run(const Json& document, const std::string& name, bool turned, unsigned threads) {
    Configuration configuration{.method = name};
    const Json parameters = document.value("parameters", Json::object());
    for (const auto& [key, value] : parameters.items()) {
        configuration.parameters.emplace_back(key,
                                              value.is_string() ? value.get<std::string>() : value.dump());
    }
    return delineate(region_of(document, turned), method(configuration),
                     {.threads = threads, .seed = document.value("seed", std::uint64_t{42})});
}

Groups groups_of(const Region& region, const Delineation& d) {
    Groups groups;
    for (AreaIndex a = 0; a < d.partition.area_count(); ++a) {
        std::set<std::string> codes;
        for (const UnitIndex u : d.partition.units(a)) codes.insert(region.units()[u].code);
        groups.insert(codes);
    }
    return groups;
}

void compare(const Json& expect, const Region& region, const Delineation& d) {
    const auto code = [&](UnitIndex u) {
        return u == no_unit ? Json(nullptr) : Json(region.units()[u].code);
    };
    EXPECT_EQ(groups_of(region, d), expect.at("areas").get<Groups>());
    std::set<std::string> outside;
    for (UnitIndex u = 0; u < region.size(); ++u) {
        if (d.partition[u] == no_area) outside.insert(region.units()[u].code);
    }
    EXPECT_EQ(outside, expect.value("outside", std::set<std::string>{}));
    if (expect.contains("reasons")) {
        for (const auto& [unit, reason] : expect.at("reasons").items()) {
            EXPECT_EQ(to_string(d.reasons[region.units().at(unit)]), reason.get<std::string>()) << unit;
        }
    }
    if (expect.contains("centres")) {
        std::set<std::string> centres;
        for (const Area& area : d.areas) {
            ASSERT_NE(area.centre, no_unit);
            centres.insert(region.units()[area.centre].code);
        }
        EXPECT_EQ(centres, expect.at("centres").get<std::set<std::string>>());
    }
    if (expect.contains("cores")) {
        std::map<std::string, std::set<std::string>> cores;
        for (const Area& area : d.areas) {
            for (const UnitIndex u : area.units(Extent::core)) {
                cores[area.code].insert(region.units()[u].code);
            }
        }
        EXPECT_EQ(cores, (expect.at("cores").get<std::map<std::string, std::set<std::string>>>()));
    }
    if (expect.contains("merges")) {
        const double tolerance = expect.value("tolerance", 1e-9);
        ASSERT_EQ(d.merges.size(), expect.at("merges").size());
        for (std::size_t k = 0; k < d.merges.size(); ++k) {
            const Json& m = expect.at("merges")[k];
            EXPECT_EQ(code(d.merges[k].absorbed), m[0]) << "merge " << k;
            EXPECT_EQ(code(d.merges[k].into), m[1]) << "merge " << k;
            const double value = m[2];
            EXPECT_NEAR(d.merges[k].value, value, tolerance * std::max(1.0, std::abs(value)))
                << "merge " << k;
        }
    }
    if (expect.contains("moves")) {
        ASSERT_EQ(d.moves.size(), expect.at("moves").size());
        for (std::size_t k = 0; k < d.moves.size(); ++k) {
            const Json& m = expect.at("moves")[k];
            EXPECT_EQ(code(d.moves[k].unit), m[0]) << "move " << k;
            EXPECT_EQ(code(d.moves[k].from), m[1]) << "move " << k;
            EXPECT_EQ(code(d.moves[k].to), m[2]) << "move " << k;
            EXPECT_EQ(to_string(d.moves[k].reason), m[3].get<std::string>()) << "move " << k;
        }
    }
}

class Cases : public testing::TestWithParam<fs::path> {};

TEST_P(Cases, ComeOutAsExpected) {
    std::ifstream file(GetParam());
    const Json document = Json::parse(file);
    const std::string name = GetParam().parent_path().filename().string();
    ASSERT_FALSE(document.at("what").get<std::string>().empty());
    ASSERT_FALSE(document.at("source").get<std::string>().empty());
    const Json& expect = document.at("expect");
    if (expect.contains("error")) {
        try {
            (void)run(document, name, false, 1);
            FAIL() << "no error";
        } catch (const Error& e) {
            EXPECT_EQ(to_string(e.code()), expect.at("error").get<std::string>()) << e.what();
        }
        return;
    }
    compare(expect, region_of(document, false), run(document, name, false, 1));
    compare(expect, region_of(document, true), run(document, name, true, 1));
    compare(expect, region_of(document, false), run(document, name, false, 2));
}

std::string case_name(const testing::TestParamInfo<fs::path>& at) {
    std::string name = at.param.parent_path().filename().string() + '_' + at.param.stem().string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Cases, testing::ValuesIn(case_files()), case_name);

TEST(CaseFolders, EveryBuiltInMethodHasSome) {
    for (const AnyMethod& m : methods()) {
        EXPECT_TRUE(fs::is_directory(folder() / m.method_name())) << m.method_name();
    }
}

}  // namespace
