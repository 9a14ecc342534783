#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds a program against the installed library with nothing but a compiler and pkg-config, and runs it.
# usage: pkg_config.sh STAGE LIBDIR COMPILER SOURCE ARGUMENTS...
set -eu
stage=$1 libdir=$2 compiler=$3 source=$4
shift 4
export PKG_CONFIG_PATH="$stage/prefix/$libdir/pkgconfig"
# shellcheck disable=SC2046 # words are meant to split
"$compiler" -std=c++20 "$source" -o "$stage/by_pkg_config" $(pkg-config --cflags --libs conurb) \
    "-Wl,-rpath,$stage/prefix/$libdir"
"$stage/by_pkg_config" "$@"
