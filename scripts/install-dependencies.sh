#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what a build needs on Debian 12 (or a relative), if something of it is missing.
# usage: install-dependencies.sh [demo|test]     demo: library and tool; test (default): everything CI uses
set -eu
packages="g++ cmake ninja-build pkg-config libgeos-dev zlib1g-dev libutf8proc-dev nlohmann-json3-dev libcli11-dev libboost-dev libeigen3-dev libproj-dev"
if [ "${1:-test}" = test ]; then
    packages="$packages git ccache clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 doxygen doxygen-awesome-css libgtest-dev
              libbenchmark-dev libigraph-dev locales libgdal-dev coinor-libcbc-dev python3 python3-jsonschema python3-networkx"
fi
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update
# shellcheck disable=SC2086 # words are meant to split
$as_root apt-get install -y --no-install-recommends $missing
