// SPDX-License-Identifier: MIT
/// @file
/// Fingerprints of what a result was made from.
#pragma once

#include <conurb/core/units.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <conurb/graph/contiguity_graph.hpp>
#include <conurb/graph/core.hpp>
#include <conurb/graph/urban_area.hpp>
#include <span>
#include <string>

namespace conurb {
inline namespace v0 {

/// Fingerprints of the parts of a region; empty where there is no such part.
struct Fingerprints {
    std::string units = {};        ///< of the unit table
    std::string flows = {};        ///< of the commuting graph
    std::string contiguity = {};   ///< of the contiguity graph
    std::string cores = {};        ///< of the given cores
    std::string urban_areas = {};  ///< of the parts of urban areas
    friend bool operator==(const Fingerprints&, const Fingerprints&) = default;
};

/// Fingerprint of a unit table, whatever the order of its rows: 16 hexadecimal digits (FNV-1a, 64 bit; tells
/// inputs apart, protects against nothing). O(n).
[[nodiscard]] CONURB_EXPORT std::string fingerprint(const Units& units);
/// The same of a commuting graph. O(n + edges).
[[nodiscard]] CONURB_EXPORT std::string fingerprint(const CommutingGraph& graph);
/// The same of a contiguity, with its outside marks where they are known. O(n + contacts).
[[nodiscard]] CONURB_EXPORT std::string fingerprint(const ContiguityGraph& contiguity);
/// The same of given cores. O(units of cores).
[[nodiscard]] CONURB_EXPORT std::string fingerprint(std::span<const Core> cores);
/// The same of parts of urban areas, in the order given. O(parts).
[[nodiscard]] CONURB_EXPORT std::string fingerprint(std::span<const UrbanAreaPart> parts);

}  // namespace v0
}  // namespace conurb
