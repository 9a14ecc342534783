// SPDX-License-Identifier: MIT
// Real data for tests: present where CONURB_TEST_DATA points to it, else the test is skipped with a clear
// word.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace conurb_test {

/// Full path of a file below the data folder.
std::string data(const std::string& name);
/// Full path of a file that ships with the project.
std::string shipped(const std::string& name);

}  // namespace conurb_test

#define CONURB_NEEDS_DATA(name)                            \
    if (!std::filesystem::exists(conurb_test::data(name))) \
    GTEST_SKIP() << "real data is not here: " << conurb_test::data(name) << " (set CONURB_TEST_DATA)"
