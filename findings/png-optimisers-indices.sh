#!/bin/sh
# oxipng (pyoxipng 9.1.1), at level 0 too, drops palette entries that a picture does not use and reorders the others;
# ZopfliPNG (zopflipy 1.14) numbers them as they first appear. Every pixel looks the same, but each frame of an
# animation gets a palette of its own, and a swap of colours by index hits others.
#
# "Lossless" sounds as if indices stayed. palette_reduction=False and keep_color_type=True keep them; whoever
# reads such files finds entries by colour.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyoxipng==9.1.1 zopflipy==1.14
cat > "$folder/check.py" <<'PY'
import struct, sys, zlib

import oxipng
from zopfli import ZopfliPNG

SIDE = 32
PALETTE = [(0, 0, 0)] + [(n * 37 % 256, n * 91 % 256, n * 53 % 256) for n in range(1, 64)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def sprite(indices):
    """A chequered body of these entries, transparent (0) around it."""
    rows = b""
    for y in range(SIDE):
        body = [indices[(x // 3 + y // 3 * 2) % len(indices)] for x in range(SIDE)]
        is_in = [4 < x < 28 and 6 < y < 26 for x in range(SIDE)]
        rows += bytes([0, *(entry if inside else 0 for entry, inside in zip(body, is_in))])
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", bytes(sum(PALETTE, ()))), (b"tRNS", b"\0"), (b"IDAT", zlib.compress(rows))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts) + chunk(b"IEND", b"")


def entries(data):
    """Which entry of the palette stands at each index of the file."""
    at, found = 8, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"PLTE":
            colours = data[at + 8 : at + 8 + length]
            found = [PALETTE.index(tuple(colours[n : n + 3])) for n in range(0, length, 3)]
        at += 12 + length
    return found


ways = {
    "oxipng, level 0": lambda data: oxipng.optimize_from_memory(data, level=0),
    "ZopfliPNG": lambda data: ZopfliPNG().optimize(data),
    "oxipng, palette_reduction=False": lambda data: oxipng.optimize_from_memory(data, palette_reduction=False),
    "ZopfliPNG, keep_color_type=True": lambda data: ZopfliPNG(keep_color_type=True).optimize(data),
}
frames = [sprite([9, 20, 21, 22, 40]), sprite([40, 22, 9, 20, 50])]
print("entries of a palette of 64 at index 0, 1, 2 ... after two frames were optimised:")
found = {}
for way, optimise in ways.items():
    found[way] = [entries(optimise(frame)) for frame in frames]
    print(f"  {way}: " + " and ".join(str(row if len(row) < 9 else f"all {len(row)}") for row in found[way]))
oxi, zopfli, *kept = found.values()
is_as_found = (
    oxi == [[0, 22, 40, 20, 21, 9], [0, 22, 50, 40, 20, 9]]
    and zopfli == [[0, 9, 20, 21, 22, 40], [0, 40, 22, 9, 20, 50]]
    and all(row == list(range(64)) for rows in kept for row in rows)
)
sys.exit(not is_as_found)
PY
"$folder/venv/bin/python" "$folder/check.py"
