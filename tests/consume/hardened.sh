#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses of other libraries are bound before the start and then read-only; the stack is guarded, and calls of the C
# library check the sizes that they are told (clang leaves no such call: it folds those whose sizes it cannot know).
# usage: hardened.sh COMPILER LIBRARY [PROGRAM]
set -eu
compiler=$1
shift
for file in "$@"; do
    readelf -lW "$file" | grep -q GNU_RELRO
    readelf -dW "$file" | grep -qE 'BIND_NOW|NOW'
    ! readelf -lW "$file" | grep -E 'GNU_STACK.*RWE'
done
nm -D --undefined-only "$1" | grep -q __stack_chk_fail
[ "$compiler" != GNU ] || nm -D --undefined-only "$1" | grep -qE '_chk(@|$)'
