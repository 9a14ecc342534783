#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to the result: installs what is missing, builds the tool, runs the demonstration.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-dependencies.sh demo
cmake --preset release -DCONURB_BUILD_TESTS=OFF -DCONURB_BUILD_EXAMPLES=OFF
cmake --build --preset release
build/release/bin/conurb demo --out "${1:-out/demo}"
