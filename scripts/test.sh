#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to all tests passed: installs what is missing, then builds and tests with gcc and clang (warnings
# as errors) and under the address, undefined-behaviour and thread sanitizers; checks the format, the rooms,
# that every public header compiles alone, that other projects can take the library in, that the benchmarks and the
# reference site build.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-dependencies.sh test
say() { printf '\n== %s\n' "$*"; }

say "format, rooms"
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
python3 scripts/check_includes.py

say "gcc: build, headers alone, all tests with consumers"
cmake --preset release -DCMAKE_CXX_COMPILER=g++ -DCONURB_WARNINGS_AS_ERRORS=ON -DCONURB_BUILD_TESTS=ON \
    -DCONURB_BUILD_EXAMPLES=ON -DCONURB_BUILD_BENCHMARKS=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
cmake --build --preset release
cmake --build --preset release --target all_verify_interface_header_sets
ctest --preset release
say "reference site"
cmake --build --preset release --target docs

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
cmake --build --preset tsan --target test_ties test_models test_graph
ctest --preset tsan -R '^(ties|models|graph)\.' --no-tests=error

say "all passed"
