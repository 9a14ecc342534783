#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy over src/ and tools/, by .clang-tidy, on all cores; prints what it finds and ends with 1 if that is anything.
# usage: tidy.sh BUILD [FILE...]     BUILD: a folder that CMake has configured; FILE: only these
set -eu
cd "$(dirname "$0")/.."
build=$1
shift
[ -f "$build/compile_commands.json" ] || cmake -S . -B "$build" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON > /dev/null
[ $# -gt 0 ] || set -- $(git ls-files 'src/*.cpp' 'tools/*.cpp')
found=$(mktemp)
trap 'rm -f "$found"' EXIT
for file in "$@"; do
    # what this folder does not build (src/gdal without GDAL) cannot be read
    grep -q "/$file\"" "$build/compile_commands.json" && echo "$file"
done | xargs -P "$(nproc)" -n 1 \
    clang-tidy-14 -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option 2> /dev/null > "$found" || true
cat "$found"
[ ! -s "$found" ]
