#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to all tests passed: installs what is missing, then builds and tests with gcc and clang (warnings
# as errors) and under the address, undefined-behaviour and thread sanitizers; checks that every public header
# compiles alone, that other projects can take the library in, the benchmarks build, and the format.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-dependencies.sh test
say() { printf '\n== %s\n' "$*"; }

say "format"
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror

say "gcc: build, headers alone, all tests with consumers"
cmake --preset release -DCMAKE_CXX_COMPILER=g++ -DCONURB_WARNINGS_AS_ERRORS=ON -DCONURB_BUILD_TESTS=ON \
    -DCONURB_BUILD_EXAMPLES=ON -DCONURB_BUILD_BENCHMARKS=ON
cmake --build --preset release
cmake --build --preset release --target all_verify_interface_header_sets
ctest --preset release

say "clang: build and tests, with the component gdal"
cmake --preset clang -DCMAKE_CXX_COMPILER=clang++-14 -DCONURB_WITH_GDAL=ON
cmake --build --preset clang
ctest --preset clang -LE consume

say "sanitizers: build and tests"
# warnings are no errors here: gcc warns of uninitialised values that only its own instrumentation makes it see
cmake --preset asan -DCMAKE_CXX_COMPILER=g++
cmake --build --preset asan
ctest --preset asan

say "threads under the thread sanitizer"
cmake --preset tsan -DCMAKE_CXX_COMPILER=g++ -DCONURB_BUILD_TOOL=OFF -DCONURB_BUILD_EXAMPLES=OFF
cmake --build --preset tsan --target test_ties test_models
ctest --preset tsan -R '^(ties|models)\.' --no-tests=error
say "all passed"
