// SPDX-License-Identifier: MIT
// The eight invented municipalities of tests/cases/od8.csv, with their internal flows.
#pragma once

#include <conurb/graph/commuting_graph.hpp>
#include <vector>

namespace conurb_test {

inline const std::vector<conurb::Flow> od8_rows = {
    {0, 0, 4200}, {0, 1, 310}, {0, 2, 150}, {0, 3, 60},  {0, 5, 25},  {1, 0, 900},  {1, 1, 700},
    {1, 2, 80},   {1, 4, 12},  {2, 0, 640}, {2, 1, 110}, {2, 2, 520}, {2, 3, 95},   {3, 0, 210},
    {3, 2, 130},  {3, 3, 610}, {3, 4, 180}, {3, 5, 70},  {4, 3, 150}, {4, 4, 2600}, {4, 5, 240},
    {4, 6, 90},   {5, 3, 35},  {5, 4, 560}, {5, 5, 480}, {5, 6, 60},  {5, 7, 10},   {6, 4, 380},
    {6, 5, 45},   {6, 6, 330}, {6, 7, 20},  {7, 4, 55},  {7, 5, 15},  {7, 6, 40},   {7, 7, 260}};

inline conurb::CommutingGraph od8() { return {8, {od8_rows}}; }

}  // namespace conurb_test
