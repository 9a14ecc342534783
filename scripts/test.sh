#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to all tests passed: installs what is missing, then builds and tests with gcc, and with clang under
# the address and undefined-behaviour sanitizers (warnings as errors in both); runs every fuzz target for half a
# minute, and what runs threads under the thread sanitizer; checks the format, the rooms, clang-tidy, that every public
# header and every source of the library compiles alone, that other projects can take the library in, that the benchmarks and the
# reference site build.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-dependencies.sh test
say() { printf '\n== %s\n' "$*"; }

say "format, rooms"
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
python3 scripts/check_includes.py
say "clang-tidy"
sh scripts/tidy.sh build/tidy

# the sources of a module as one: a quarter of the time; a consumer below compiles each of the library alone
say "gcc: build, headers alone, all tests with consumers"
cmake --preset release -DCMAKE_CXX_COMPILER=g++ -DCMAKE_UNITY_BUILD=ON -DCONURB_WARNINGS_AS_ERRORS=ON \
    -DCONURB_BUILD_TESTS=ON -DCONURB_BUILD_EXAMPLES=ON -DCONURB_BUILD_BENCHMARKS=ON
cmake --build --preset release
cmake --build --preset release --target all_verify_interface_header_sets
ctest --preset release
say "reference site"
cmake --build --preset release --target docs

say "clang with address and undefined-behaviour sanitizers, with the component gdal: build, tests, fuzz targets"
cmake --preset asan -DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_UNITY_BUILD=ON -DCONURB_WARNINGS_AS_ERRORS=ON \
    -DCONURB_WITH_GDAL=ON -DCONURB_BUILD_EXAMPLES=OFF
cmake --build --preset asan
ctest --preset asan
sh tests/fuzz/run.sh build/asan 30

say "gcc with the thread sanitizer: what runs threads"
# warnings are no errors here: gcc warns of uninitialised values that only its own instrumentation makes it see
cmake --preset tsan -DCMAKE_CXX_COMPILER=g++ -DCMAKE_UNITY_BUILD=ON -DCONURB_BUILD_TOOL=OFF -DCONURB_BUILD_EXAMPLES=OFF
cmake --build --preset tsan --target test_threads test_ties test_models test_graph
ctest --preset tsan -R '^(threads|ties|models|graph)\.' --no-tests=error

say "all passed"
