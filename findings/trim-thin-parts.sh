#!/bin/sh
# sharp 0.35.5 and libvips 8.18.7 cut thin parts off a sprite: trim() and find_trim take noise out with a median of 3
# by 3 pixels before they look, so of a feeler, a sword or a leg one pixel wide the last pixel falls away, and a bubble
# beside the body does not count. threshold 0 does not help. Pillow 13.0.0's getbbox finds the whole.
#
# One expects the smallest box that holds every pixel that is not clear; libvips' manual speaks of the median, sharp's
# only of photographs. Say lineArt: true (line_art in libvips) for sprites. Shoal does not trim.
#
# Needs python3 with venv, node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
python3 -m venv venv
if ! venv/bin/pip install --quiet --disable-pip-version-check pillow==13.0.0 pyvips==3.2.0 pyvips-binary==8.18.7 ||
    ! npm install --no-audit --no-fund --ignore-scripts --silent sharp@0.35.5; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > art.txt <<'TXT'
................
....#......#....
....#......#....
....########....
.##.########....
....##########..
....########....
....##....##....
................
................
TXT
cat > check.py <<'PY'
import sys
import pyvips
from PIL import Image

rows = open("art.txt").read().split()
size = (len(rows[0]), len(rows))
pixels = b"".join(bytes((200, 60, 60, 255)) if mark == "#" else bytes(4) for row in rows for mark in row)
picture = Image.frombytes("RGBA", size, pixels)
picture.save("art.png")
left, top, right, bottom = picture.getbbox()
alpha = pyvips.Image.new_from_file("art.png")[3]
found = [
    ("Pillow, getbbox", [left, top, right - left, bottom - top], [1, 1, 13, 7]),
    ("libvips, find_trim of alpha", alpha.find_trim(background=[0]), [4, 2, 9, 6]),
    ("libvips, with line_art", alpha.find_trim(background=[0], line_art=True), [1, 1, 13, 7]),
]
print("left, top, width and height of the box")
for way, box, _ in found:
    print(f"{way:28} {box}")
sys.exit(any(box != known for _, box, known in found))
PY
cat > check.mjs <<'JS'
import sharp from "sharp";
const cases = [
    ["sharp, trim()", {}, "4, 2, 9, 6"],
    ["sharp, threshold 0", { threshold: 0 }, "4, 2, 9, 6"],
    ["sharp, lineArt", { lineArt: true }, "1, 1, 13, 7"],
];
let isAsFound = true;
for (const [way, options, expected] of cases) {
    const { info } = await sharp("art.png").trim(options).toBuffer({ resolveWithObject: true });
    const found = [-info.trimOffsetLeft, -info.trimOffsetTop, info.width, info.height].join(", ");
    console.log(`${way.padEnd(28)} [${found}]`);
    isAsFound &&= found === expected;
}
process.exit(isAsFound ? 0 : 1);
JS
venv/bin/python check.py && node check.mjs
