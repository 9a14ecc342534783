// SPDX-License-Identifier: MIT
#include <conurb/tool/run.hpp>

int main(int argc, char** argv) { return conurb::tool::run(argc, argv); }
