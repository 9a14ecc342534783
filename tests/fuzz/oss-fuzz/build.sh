#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Build script of OSS-Fuzz: compiler, flags, engine and the place of the results come from its environment ($CXX, $CXXFLAGS,
# $LIB_FUZZING_ENGINE, $SRC, $WORK, $OUT). Targets lie beside the libraries that they load, since the machines that run
# them have none.
source=${CONURB_SOURCE:-$SRC/conurb}
cmake -S "$source" -B "$WORK/conurb" -G Ninja -DCMAKE_BUILD_TYPE=None -DBUILD_SHARED_LIBS=OFF \
    -DCONURB_BUILD_FUZZERS=ON -DCONURB_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" \
    -DCONURB_BUILD_TOOL=OFF -DCONURB_BUILD_TESTS=OFF -DCONURB_BUILD_EXAMPLES=OFF -DCONURB_INSTALL=OFF \
    -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON -DCMAKE_INSTALL_RPATH='$ORIGIN/lib' \
    -DCMAKE_EXE_LINKER_FLAGS=-Wl,--disable-new-dtags
cmake --build "$WORK/conurb"

mkdir -p "$OUT/lib"
for target in "$WORK"/conurb/bin/fuzz_*; do
    name=$(basename "$target")
    cp "$target" "$OUT/"
    ldd "$target" | sed -n 's/.*=> \(\/[^ ]*lib\(geos\|stdc++\|z\)[^ ]*\) .*/\1/p' | xargs -r cp -n -t "$OUT/lib"
    seeds=("$WORK/conurb/fuzz/seeds/${name#fuzz_}")
    [ ! -d "$source/tests/fuzz/regressions/${name#fuzz_}" ] || seeds+=("$source/tests/fuzz/regressions/${name#fuzz_}")
    zip -qrj "$OUT/${name}_seed_corpus.zip" "${seeds[@]}"
    dictionary=$source/tests/fuzz/dictionaries/${name#fuzz_}.dict
    [ -e "$dictionary" ] || dictionary=$source/tests/fuzz/dictionaries/table.dict
    cp "$dictionary" "$OUT/$name.dict"
    printf '[libfuzzer]\nmax_len = 4096\ntimeout = 5\nrss_limit_mb = 1024\n' > "$OUT/$name.options"
done
