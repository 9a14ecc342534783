// SPDX-License-Identifier: MIT
// Shapes and real borders that several tests need.
#pragma once

#include <conurb/core/units.hpp>
#include <conurb/geometry/borders.hpp>
#include <conurb/input/borders.hpp>
#include <cstddef>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "real_data.hpp"

namespace conurb_test {

inline conurb::Ring box_ring(double x0, double y0, double x1, double y1) {
    return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}

inline conurb::Polygon box(double x0, double y0, double x1, double y1) {
    return {box_ring(x0, y0, x1, y1), {}};
}

/// A chessboard of squares, row by row from the south-west; the side in metres or degrees.
inline conurb::Borders board(std::size_t columns, std::size_t rows, double side,
                             conurb::Coordinates coordinates, double x = 0.0, double y = 0.0) {
    std::vector<conurb::Shape> shapes;
    const auto at = [side](double start, std::size_t k) { return start + side * static_cast<double>(k); };
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            shapes.push_back({box(at(x, c), at(y, r), at(x, c + 1), at(y, r + 1))});
        }
    }
    return conurb::Borders(std::move(shapes), coordinates);
}

/// Fields of a simple CSV without quotes, the header left out.
inline std::vector<std::vector<std::string>> simple_csv(const std::string& path) {
    std::vector<std::vector<std::string>> rows;
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> fields;
        std::stringstream text(line);
        for (std::string field; std::getline(text, field, ',');) fields.push_back(field);
        rows.push_back(std::move(fields));
    }
    return rows;
}

inline conurb::Units units_from(const std::string& path) {
    std::vector<conurb::Unit> units;
    std::set<std::string> seen;
    for (const auto& row : simple_csv(path)) {
        if (seen.insert(row.at(0)).second) units.push_back({.code = row.at(0)});
    }
    return conurb::Units(std::move(units));
}

inline conurb::Units numbered_units(std::size_t count) {
    std::vector<conurb::Unit> units;
    for (std::size_t i = 0; i < count; ++i) units.push_back({.code = std::to_string(100000 + i)});
    return conurb::Units(std::move(units));
}

}  // namespace conurb_test
