#!/bin/sh
# SPDX-License-Identifier: MIT
# Every symbol that the shared library shows is conurb's own (or a standard template instantiated for its types).
# usage: symbols.sh LIBRARY
set -eu
foreign=$(nm -DC --defined-only "$1" | sed 's/^[0-9a-f]* . //' |
          grep -E 'nlohmann|GEOS|geos::|boost::|Eigen::|conurb::v0::\(anonymous' || true)
if [ -n "$foreign" ]; then
    printf 'symbols that should be hidden:\n%s\n' "$foreign"
    exit 1
fi
nm -DC --defined-only "$1" | grep -q 'conurb::v0::network_constraint'
