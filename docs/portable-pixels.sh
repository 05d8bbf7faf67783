#!/usr/bin/env bash
# Draws the sprites of src/generate/golden.rs on an emulated x86-64 processor without AVX and
# holds them to the same stored hashes as every other processor's.
#
#   docs/portable-pixels.sh
#
# Needs QEMU's user mode (Debian: qemu-user). Takes some minutes: QEMU computes floats in software.
# SHOAL_ALL=1 draws all ten sprites of the shipped checkpoint instead of the two quick ones.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v qemu-x86_64 >/dev/null || { echo "qemu-x86_64 is missing: install qemu-user" >&2; exit 1; }
tests=$(cargo test --lib --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
filters=(every_function every_level ten_sprites_of_a_tiny quick_sprites)
if [[ ${SHOAL_ALL:-} == 1 ]]; then filters+=(ten_sprites_of_the_shipped); fi
# A processor of 2008: SSE4.2, no AVX, no FMA.
exec qemu-x86_64 -cpu Nehalem "$tests" "${filters[@]}"
