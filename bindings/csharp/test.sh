#!/usr/bin/env bash
# Compiles the bindings with Mono's compiler and runs the console program. Needs cargo and
# Debian's mono-mcs and libmono-system-core4.0-cil.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo rustc --quiet --release --lib --no-default-features --features capi --crate-type cdylib
cp "${CARGO_TARGET_DIR:-target}/release/libshoal.so" "$work/"
mcs -unsafe -warnaserror -nowarn:1591 -out:"$work/test.exe" bindings/csharp/*.cs
LD_LIBRARY_PATH="$work" mono "$work/test.exe"
