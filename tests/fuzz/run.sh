#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every fuzz target for some seconds on its seeds and on what was found before, a target per core; a memory
# error, an assertion, 5 seconds on one input or 1 GB of memory are failures. What fails stands in BUILD/fuzz/failed:
# mend it, then keep the input in tests/fuzz/regressions/TARGET.
# The engine starts from CONURB_FUZZ_SEED [1], so that tests that passed pass again; give others to look further.
# usage: run.sh BUILD SECONDS [TARGET...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(ls "$here" | sed -n 's/_fuzz\.cpp$//p')
mkdir -p "$build/fuzz/failed"
one() {
    corpus=$build/fuzz/corpus/$1
    mkdir -p "$corpus"
    set -- "$1" "$corpus" "$build/fuzz/seeds/$1"
    [ ! -d "$here/regressions/$1" ] || set -- "$@" "$here/regressions/$1"
    name=$1
    shift
    if "$build/bin/fuzz_$name" "$@" -dict="$(dictionary "$name")" -max_total_time="$seconds" -timeout=5 \
        -rss_limit_mb=1024 -malloc_limit_mb=512 -max_len=4096 -print_final_stats=1 -seed="${CONURB_FUZZ_SEED:-1}" \
        -artifact_prefix="$build/fuzz/failed/$name-" > "$build/fuzz/$name.log" 2>&1; then
        echo "passed   $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log") inputs"
    else
        echo "FAILED   $name"
        tail -n 60 "$build/fuzz/$name.log"
        exit 1
    fi
}
dictionary() {
    case $1 in
        borders | delineation | study | grid) echo "$here/dictionaries/$1.dict" ;;
        end_to_end) echo "$here/dictionaries/end_to_end.dict" ;;
        *) echo "$here/dictionaries/table.dict" ;;
    esac
}
if [ $# -eq 1 ]; then
    one "$1"
else
    printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$here/run.sh" "$build" "$seconds"
fi
