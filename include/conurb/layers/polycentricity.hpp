// SPDX-License-Identifier: MIT
/// @file
/// How evenly the nodes of a graph share its flows: polycentricity in the published definitions, each under
/// its own name.
///
/// The definitions hardly agree with each other (Bartosiewicz and Marcinczak 2020), so that a number says
/// little without its definition, the nodes it was taken over and the flows it looked at. The nodes are those
/// of the graph: for the urban areas of a region its `quotient`, for some centres alone the quotient by
/// labels that leave the others out.
///
/// Common to all: internal flows play no part but where a definition names them. What is not defined (fewer
/// than two nodes, no flow, internal flows that are not known, a sum beyond the range of double) is an empty
/// optional, never NaN. Sums are made in the order of nodes. O(n log n + m).
#pragma once

#include <conurb/core/ids.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/commuting_graph.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Which flows with other nodes count for a node.
enum class NodeFlow : std::uint8_t {
    in,    ///< persons who come from other nodes
    out,   ///< persons who go to other nodes
    both,  ///< the sum of both
};

/// Flows of each node with the other nodes, internal flows left out, in the order of nodes. O(n).
[[nodiscard]] CONURB_EXPORT std::vector<double> node_flows(const CommutingGraph& graph,
                                                           NodeFlow flow = NodeFlow::in);

/// How Green's density counts.
enum class NetworkDensity : std::uint8_t {
    links,  ///< pairs (i, j), i != j, with a flow, over all n (n - 1) of them
    flows,  ///< flow between different nodes over all flow, internal flows included; these must be known
};

/// Green's special functional polycentricity and its parts.
struct GreenPolycentricity {
    double deviation = 0.0;              ///< sigma, persons: population standard deviation of the node flows
    double largest_deviation = 0.0;      ///< sigma_max, persons: half the largest node flow, > 0
    std::optional<double> density = {};  ///< Delta, 0..1; empty: by flows, and internal flows are not known
    std::optional<double> value = {};    ///< (1 - sigma / sigma_max) Delta, 0..1; empty where density is
};

/// Special functional polycentricity of one kind of flow (Green):
///
///     P = (1 - sigma / sigma_max) Delta
///
/// sigma is the population standard deviation of the flows d(i) of the nodes, sigma_max that of two nodes of
/// which one has none and the other the largest d(i), which is half of it; Delta is the density. 0: all flow
/// meets in one node of two, or hardly any pair of nodes is linked; 1: all nodes alike and all linked.
/// Nothing for fewer than two nodes or without flow between them.
///
/// Green, N. (2007) Functional polycentricity: a formal definition in terms of social network analysis, Urban
/// Studies 44(11), 2077-2103. The formula comes from later literature and was not checked against the paper
/// itself.
[[nodiscard]] CONURB_EXPORT std::optional<GreenPolycentricity> green_polycentricity(
    const CommutingGraph& graph, NodeFlow flow = NodeFlow::in,
    NetworkDensity density = NetworkDensity::links);

/// General functional polycentricity (Green): the mean of the special ones over several kinds of flow between
/// the same nodes (work, school, shopping). Nothing where one of them has no value, or none is given. Source
/// and reservation as before.
[[nodiscard]] CONURB_EXPORT std::optional<double> green_general_polycentricity(
    std::span<const CommutingGraph> graphs, NodeFlow flow = NodeFlow::in,
    NetworkDensity density = NetworkDensity::links);

/// How large a node is to Burger and Meijers.
enum class NodeSize : std::uint8_t {
    internal_and_incoming,  ///< "morphological": internal flow and flows from other nodes; jobs, in a matrix
                            ///< of commuting
    incoming,               ///< "functional": flows from other nodes
};

/// Sizes of all nodes, in their order; nothing where they need internal flows that are not known. O(n).
[[nodiscard]] CONURB_EXPORT std::optional<std::vector<double>> node_sizes(const CommutingGraph& graph,
                                                                          NodeSize size);

/// Slope of the rank-size line: ordinary least squares of ln(size) on ln(rank) over the `largest` largest
/// sizes, ranks from 1 without a shift; equal sizes have ranks one after another. At most 0, the nearer to 0
/// the more polycentric. Nothing where `largest` is below 2 or there are fewer sizes above 0. Throws
/// `ParameterError` parameter_range: a size below 0 or not finite. O(n log n).
[[nodiscard]] CONURB_EXPORT std::optional<double> rank_size_slope(std::span<const double> sizes,
                                                                  std::size_t largest);

/// The slopes that Burger and Meijers take.
struct BurgerMeijersSlopes {
    std::optional<double> two = {};    ///< of the two largest nodes
    std::optional<double> three = {};  ///< of the three largest
    std::optional<double> four = {};   ///< of the four largest
    std::optional<double> mean = {};   ///< of the three slopes; nothing where one of them is not defined
};

/// Polycentricity as the rank-size slope of the largest nodes (Burger and Meijers), see `rank_size_slope`:
/// morphological or functional by what `size` says. Slopes are nothing where there are not nodes enough with
/// a size, or internal flows are asked for and not known.
///
/// Burger, M., Meijers, E. (2012) Form follows function? Linking morphological and functional polycentricity,
/// Urban Studies 49(5), 1127-1149, doi 10.1177/0042098011407095. The formula comes from later literature and
/// was not checked against the paper itself.
[[nodiscard]] CONURB_EXPORT BurgerMeijersSlopes
burger_meijers_slopes(const CommutingGraph& graph, NodeSize size = NodeSize::internal_and_incoming);

/// Entropy index (Limtanakool et al.): how evenly flows spread over all links that could be.
///
///     EI = - sum over links l of Z(l) ln(Z(l)) / ln(L)
///
/// Z(l) is the share of link l in all flow between different nodes, L = n (n - 1). 0: one link has it all; 1:
/// all links alike. Nothing for fewer than two nodes or without flow between them.
///
/// Limtanakool, N., Dijst, M., Schwanen, T. (2007) A theoretical framework and methodology for characterising
/// national urban systems on the basis of flows of people: empirical evidence for France and Germany, Urban
/// Studies 44(11), 2123-2145. The formula comes from later literature and was not checked against the paper
/// itself; so do the next two.
[[nodiscard]] CONURB_EXPORT std::optional<double> limtanakool_entropy(const CommutingGraph& graph);

/// Dominance index of every node (Limtanakool et al.): its flow over the mean flow of all nodes,
/// DI(i) = I(i) / (sum over j of I(j) / n), from 0 to n, 1 on average. Empty for fewer than two nodes or
/// without flow between them. Source and reservation as for `limtanakool_entropy`.
[[nodiscard]] CONURB_EXPORT std::vector<double> limtanakool_dominance(const CommutingGraph& graph,
                                                                      NodeFlow flow = NodeFlow::in);

/// How one-sided the flows of two nodes are.
struct LinkSymmetry {
    UnitIndex a = no_unit;  ///< the node with the smaller index
    UnitIndex b = no_unit;  ///< the other
    double symmetry = 0.0;  ///< (f(a,b) - f(b,a)) / (f(a,b) + f(b,a)), -1..1; 0: as many either way
    friend bool operator==(const LinkSymmetry&, const LinkSymmetry&) = default;
};

/// Symmetry of every pair of nodes with a flow (Limtanakool et al.), by (a, b). Source and reservation as for
/// `limtanakool_entropy`. O(m log d).
[[nodiscard]] CONURB_EXPORT std::vector<LinkSymmetry> limtanakool_symmetry(const CommutingGraph& graph);

/// Primacy: the share of the largest size in all, from 1/n (all alike) to 1. Nothing for fewer than two sizes
/// or where all are 0. Throws as `rank_size_slope`. O(n).
[[nodiscard]] CONURB_EXPORT std::optional<double> primacy(std::span<const double> sizes);

/// Hirschman-Herfindahl index: the sum of the squared shares in all, from 1/n (all alike) to 1. Nothing and
/// errors as for `primacy`. O(n).
///
/// Hirschman, A. O. (1964) The paternity of an index, American Economic Review 54(5), 761-762.
[[nodiscard]] CONURB_EXPORT std::optional<double> herfindahl(std::span<const double> sizes);

/// A number and the definition it is of.
struct Indicator {
    std::string_view name = {};        ///< stable, fit for a column of a table
    std::optional<double> value = {};  ///< nothing where it is not defined
};

/// All of them, always the same names in the same order: green_in_links, green_out_links, green_both_links,
/// green_in_flows, green_out_flows, green_both_flows (values of `green_polycentricity`);
/// burger_meijers_size_2, _3, _4, _mean (internal and incoming) and burger_meijers_incoming_2, _3, _4, _mean;
/// limtanakool_entropy; primacy_in and herfindahl_in (of incoming flows).
[[nodiscard]] CONURB_EXPORT std::vector<Indicator> polycentricity(const CommutingGraph& graph);

}  // namespace v0
}  // namespace conurb
