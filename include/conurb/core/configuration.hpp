// SPDX-License-Identifier: MIT
/// @file
/// A method with its parameters, and what else a program was asked for, as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What a configuration says; `read_configuration` (study/study_file.hpp) reads one from JSON.
struct Configuration {
    std::string method = {};  ///< name; empty: not said
    /// Parameters and values, in the order of the file; lists are joined by commas
    /// (a comma or backslash within an entry has a backslash before it).
    std::vector<std::pair<std::string, std::string>> parameters = {};
    /// All other members, for the program that asked: name and value, one entry per value of a list.
    std::vector<std::pair<std::string, std::string>> options = {};
};

}  // namespace v0
}  // namespace conurb
