#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy over the library, its components and the tool, by .clang-tidy, on all cores, the sources of a module as
# one (a quarter of the time); prints what it finds and ends with 1 if that is anything.
# usage: tidy.sh [BUILD]     BUILD: a folder of its own below the project, build/tidy
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/tidy}
cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_UNITY_BUILD=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
    -DCONURB_WITH_GDAL=ON -DCONURB_BUILD_TESTS=OFF -DCONURB_BUILD_EXAMPLES=OFF > /dev/null
found=$(mktemp)
trap 'rm -f "$found"' EXIT
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" | grep -v verify_interface_header_sets | sort -u | tr '\n' '\0' |
    xargs -0 -P "$(nproc)" -n 1 clang-tidy-14 -p "$build" --quiet 2> /dev/null > "$found" || failed=$?
sed "s|$PWD/||" "$found"
[ ! -s "$found" ] || exit 1
[ -z "${failed-}" ] || { echo "clang-tidy-14 did not run" >&2; exit 1; }
