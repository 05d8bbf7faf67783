#!/bin/sh
# Pillow 13.0.0 writes black and a dark purple (31, 15, 31) of an RGBA picture of three colours into a GIF as one: it
# reduces RGBA by an octree with 3 bits of red, 4 of green and 3 of blue. RGB keeps all three, so does libvips 8.18.7.
# Pillow's quantize(palette=...) looks entries up by boxes of 4 values a channel, applyPalette of gifenc 1.0.3 by
# boxes of 8: of two entries in a box one takes the pixels of both, in gifenc that of the pixel that came first.
#
# One expects a picture whose colours all fit to keep them, outlines above all. Look entries up by exact colour, as
# Shoal does, and reduce only where there are too many; save RGB, or use gifenc's nearestColorIndex, which is exact.
# Needs python3 with venv, node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
python3 -m venv venv
if ! venv/bin/pip install --quiet --disable-pip-version-check pillow==13.0.0 pyvips==3.2.0 pyvips-binary==8.18.7 ||
    ! npm install --no-audit --no-fund --ignore-scripts --silent gifenc@1.0.3; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > check.py <<'PY'
import io, sys
import pyvips
from PIL import Image

DARK = [(0, 0, 0), (31, 15, 31), (40, 20, 40)]
NEAR = [(8, 8, 8), (11, 9, 10), (12, 8, 8)]


def row(mode, colours):
    picture = Image.new(mode, (len(colours), 1))
    picture.putdata([colour + (255,) * (mode == "RGBA") for colour in colours])
    return picture


def colours(picture):
    rgb = picture.convert("RGB")
    return [rgb.getpixel((x, 0)) for x in range(rgb.width)]


def by_pillow(mode):
    file = io.BytesIO()
    row(mode, DARK).save(file, "GIF")
    return colours(Image.open(file))


def by_libvips():
    pixels = pyvips.Image.new_from_memory(row("RGBA", DARK).tobytes(), len(DARK), 1, 4, "uchar")
    file = pixels.copy(interpretation="srgb").write_to_buffer(".gif")
    return colours(Image.open(io.BytesIO(file)))


entries = Image.new("P", (1, 1))
entries.putpalette([part for colour in NEAR for part in colour])
looked_up = row("RGB", NEAR).quantize(palette=entries, dither=Image.Dither.NONE)
found = [
    ("Pillow, GIF of RGBA", by_pillow("RGBA"), [(15, 7, 15), (15, 7, 15), (40, 20, 40)]),
    ("Pillow, GIF of RGB", by_pillow("RGB"), DARK),
    ("libvips, GIF of RGBA", by_libvips(), DARK),
    ("Pillow, entries of their own", list(looked_up.tobytes()), [0, 0, 2]),
]
for way, now, _ in found:
    print(f"{way:30} {now}")
sys.exit(any(now != known for _, now, known in found))
PY
cat > check.cjs <<'JS'
const { applyPalette, nearestColorIndex } = require("gifenc");
const near = [[8, 8, 8], [11, 9, 10], [12, 8, 8]];
const looked = (colours) => [...applyPalette(Uint8Array.from(colours.flatMap((colour) => [...colour, 255])), near)].join();
const [now, backward] = [looked(near), looked([...near].reverse())];
const exact = near.map((colour) => nearestColorIndex(near, colour)).join();
console.log(`gifenc, the same               ${now}; last pixel first: ${backward}; nearestColorIndex: ${exact}`);
process.exit(now === "0,0,0" && backward === "2,2,2" && exact === "0,1,2" ? 0 : 1);
JS
venv/bin/python check.py && node check.cjs
