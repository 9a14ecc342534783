// SPDX-License-Identifier: MIT
// What is written is read back: the same result, which writes the same tables.
#include <gtest/gtest.h>

#include <conurb/input/delineation_file.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/output/tables.hpp>
#include <conurb/output/write.hpp>

#include "gravity_graph.hpp"
#include "scratch.hpp"

namespace {

using namespace conurb;
using conurb_test::code_of;
using conurb_test::Scratch;

Region region_of_towns(std::uint64_t seed) {
    conurb_test::Draws draws(seed);
    std::vector<Unit> units;
    Flows flows;
    for (UnitIndex u = 0; u < 40; ++u) {
        units.push_back({.code = std::to_string(100 + u),
                         .name = u % 3 == 0 ? "Town \"" + std::to_string(u) + "\"" : "",
                         .population = 1000.0 + 1e5 * draws.share() * draws.share()});
        flows.rows.push_back({u, u, 10.0 + 1000.0 * draws.share()});
        for (int k = 0; k < 4; ++k) {
            const auto other = static_cast<UnitIndex>(draws.bits() % 40);
            flows.rows.push_back({u, other, 1.0 + 300.0 * draws.share() * draws.share()});
        }
    }
    return {Units(units), flows};
}

bool same_members(const std::vector<Member>& a, const std::vector<Member>& b) {
    return std::ranges::equal(a, b, [](const Member& x, const Member& y) {
        return x.unit == y.unit && x.extent == y.extent && x.dependence == y.dependence &&
               x.reciprocity == y.reciprocity && x.reason == y.reason;
    });
}

TEST(ReadDelineation, GivesWhatWasWritten) {
    for (const AnyMethod& method : methods()) {
        for (const bool after : {false, true}) {
            const Region region = region_of_towns(after ? 3 : 4);
            Delineation d;
            try {
                d = after ? delineate(region, method, Extents{}) : delineate(region, method);
            } catch (const ParameterError&) {
                continue;  // needs what this region does not have
            }
            const Scratch scratch;
            write_delineation(scratch.path("out"), region, d);
            const Delineation again = read_delineation(scratch.path("out"), region.units());
            SCOPED_TRACE(method.method_name());
            EXPECT_EQ(again.partition.labels(), d.partition.labels());
            EXPECT_EQ(again.reasons, d.reasons);
            EXPECT_EQ(again.changes, d.changes);
            EXPECT_EQ(again.merges.size(), d.merges.size());
            EXPECT_EQ(merges_csv(region, again), merges_csv(region, d));
            EXPECT_EQ(moves_csv(region, again), moves_csv(region, d));
            EXPECT_EQ(areas_csv(region, again), areas_csv(region, d));
            EXPECT_EQ(extents_csv(region, again), extents_csv(region, d));
            EXPECT_EQ(partition_csv(region, again), partition_csv(region, d));
            ASSERT_EQ(again.areas.size(), d.areas.size());
            for (std::size_t a = 0; a < d.areas.size(); ++a) {
                EXPECT_EQ(again.areas[a].centre, d.areas[a].centre);
                EXPECT_TRUE(same_members(again.areas[a].members, d.areas[a].members)) << d.areas[a].code;
            }
            EXPECT_EQ(again.provenance.method, d.provenance.method);
            EXPECT_EQ(again.provenance.parameters, d.provenance.parameters);
            EXPECT_EQ(again.provenance.library, d.provenance.library);
            EXPECT_EQ(again.provenance.seed, d.provenance.seed);
            EXPECT_EQ(again.provenance.units, d.provenance.units);
            EXPECT_EQ(again.provenance.flows, d.provenance.flows);
            EXPECT_EQ(again.ties, nullptr) << "ties are not in the file";
            Delineation bare = d;
            bare.ties = nullptr;
            EXPECT_EQ(to_json(region, again), to_json(region, bare));
        }
    }
}

TEST(ReadDelineation, RefusesWhatIsNone) {
    const Region region = region_of_towns(1);
    const Scratch scratch;
    write_delineation(scratch.path("out"), region, delineate(region, method("leiden")));
    const std::string text = scratch.text("out/delineation.json");
    const auto read = [&](const std::string& json) {
        return code_of(
            [&] { static_cast<void>(read_delineation(scratch.file("d.json", json), region.units())); });
    };
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string other = text;
        other.replace(other.find(from), from.size(), to);
        return read(other);
    };
    EXPECT_EQ(read(text), ErrorCode::user);
    EXPECT_EQ(read("{"), ErrorCode::malformed);
    EXPECT_EQ(read("[]"), ErrorCode::malformed);
    EXPECT_EQ(read("{}"), ErrorCode::malformed);
    EXPECT_EQ(changed("\"areas\"", "\"zones\""), ErrorCode::malformed);
    EXPECT_EQ(changed("\"seed\": 42", "\"seed\": \"42\""), ErrorCode::malformed);
    EXPECT_EQ(changed("\"reason\": \"assigned\"", "\"reason\": \"luck\""), ErrorCode::malformed);
    EXPECT_EQ(changed("\"unit\": \"100\"", "\"unit\": \"99\""), ErrorCode::unknown_unit);
    EXPECT_EQ(code_of([&] { static_cast<void>(read_delineation(scratch.path("none"), region.units())); }),
              ErrorCode::cannot_read);
    std::vector<Unit> more(region.units().begin(), region.units().end());
    more.push_back({.code = "zz"});
    EXPECT_EQ(code_of([&] { static_cast<void>(read_delineation(scratch.path("out"), Units(more))); }),
              ErrorCode::inconsistent);
}

}  // namespace
