#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: moved_tool.sh PREFIX MOVED
set -eu
rm -rf "$2"
cp -r "$1" "$2"
"$2/bin/conurb" --version
"$2/bin/conurb" demo --data "$2/share/conurb/korea" --out "$2/demo" | grep "30 urban areas .*: 5 metropolitan"
test -s "$2/demo/map.svg"
