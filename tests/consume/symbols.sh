#!/bin/sh
# SPDX-License-Identifier: MIT
# Every symbol that a shared library shows is conurb's own, and of no class that stands in no header for others.
# usage: symbols.sh LIBRARY...
set -eu
bad=0
for library in "$@"; do
    shown=$(nm -DC --defined-only "$library" | sed 's/^[0-9a-f]* *. //')
    foreign=$(printf '%s\n' "$shown" |
              grep -vE '^(void |conurb::v0::Grid<[a-z ]+> |(typeinfo|typeinfo name|vtable) for )?conurb::v0::' || true)
    private=$(printf '%s\n' "$shown" | grep -E '^[^(]*(\(anonymous|::(Parts|Held|Holder|Itself)\b)' || true)
    if [ -n "$foreign$private" ]; then
        printf '%s shows what should be hidden:\n%s\n%s\n' "$library" "$foreign" "$private"
        bad=1
    fi
done
nm -DC --defined-only "$1" | grep -q 'conurb::v0::network_constraint'
exit $bad
