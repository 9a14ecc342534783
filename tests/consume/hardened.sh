#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses of other libraries are bound before the start and then read-only; the stack is guarded, and calls of the C
# library check the sizes that they are told.
# usage: hardened.sh LIBRARY [PROGRAM]
set -eu
for file in "$@"; do
    readelf -lW "$file" | grep -q GNU_RELRO
    readelf -dW "$file" | grep -qE 'BIND_NOW|NOW'
    ! readelf -lW "$file" | grep -E 'GNU_STACK.*RWE'
done
nm -D --undefined-only "$1" | grep -q __stack_chk_fail
nm -D --undefined-only "$1" | grep -qE '_chk(@|$)'
