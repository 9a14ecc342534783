// SPDX-License-Identifier: MIT
// Small tables of published areas for tests: rows by column name and quoted fields, no more.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace conurb_test {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return fields;
}

inline std::vector<Row> read_table(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const std::vector<std::string> header = fields_of(line);
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        const std::vector<std::string> fields = fields_of(line);
        Row row;
        for (std::size_t k = 0; k < header.size() && k < fields.size(); ++k) row[header[k]] = fields[k];
        rows.push_back(row);
    }
    return rows;
}

}  // namespace conurb_test
