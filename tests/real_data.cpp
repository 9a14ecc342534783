// SPDX-License-Identifier: MIT
// The one source that knows where this checkout lies, so that the others compile to the same everywhere.
#include "real_data.hpp"

namespace conurb_test {

std::string data(const std::string& name) { return std::string(CONURB_TEST_DATA) + '/' + name; }
std::string shipped(const std::string& name) { return std::string(CONURB_SOURCE_DIR) + '/' + name; }

}  // namespace conurb_test
