#!/bin/sh
# The package apng 0.3.4 for Python joins PNGs into an APNG without looking at their headers: depth, palette and tRNS
# are those of the first, and the pixels of all others are copied as they lie. Two indexed frames of one palette come
# out right; after oxipng (pyoxipng 9.1.1), which drops what each does not use, the second has the colours of the
# first, and nothing is said.
#
# A PNG is complete in itself and oxipng lossless, so one expects colours to stay; but an APNG has one PLTE and one
# tRNS for all frames. Make the frames RGBA before they are joined, or write all of them at once, as Shoal does.
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
if ! "$folder/venv/bin/pip" install --quiet --disable-pip-version-check apng==0.3.4 pillow==13.0.0 pyoxipng==9.1.1; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > "$folder/check.py" <<'PY'
import io, sys

import oxipng
from apng import APNG
from PIL import Image

SIDE = 16
NAMES = {(0, 0, 0, 0): "clear", (200, 40, 40, 255): "red", (40, 80, 200, 255): "blue", (230, 190, 60, 255): "gold"}
CLEAR, RED, BLUE, GOLD = range(len(NAMES))
DRAWN = [["clear", "red", "blue"], ["clear", "gold", "blue"]]


def frame(*stripes):
    """An indexed PNG; both have the same palette."""
    picture = Image.new("P", (SIDE, SIDE))
    picture.putpalette([part for colour in NAMES for part in colour[:3]])
    picture.putdata([stripes[x % len(stripes)] for _ in range(SIDE) for x in range(SIDE)])
    file = io.BytesIO()
    picture.save(file, "PNG", transparency=CLEAR)
    return file.getvalue()


def colours(picture):
    rgba = picture.convert("RGBA")
    return [NAMES.get(rgba.getpixel((x, 0)), "another") for x in range(3)]


def alone(files):
    return [colours(Image.open(io.BytesIO(file))) for file in files]


def joined(files):
    animation = APNG.from_files([io.BytesIO(file) for file in files], delay=100)
    picture = Image.open(io.BytesIO(animation.to_bytes()))
    found = []
    for number in range(picture.n_frames):
        picture.seek(number)
        found.append(colours(picture))
    return found


files = [frame(CLEAR, RED, BLUE), frame(CLEAR, GOLD, BLUE)]
small = [oxipng.optimize_from_memory(file) for file in files]
found = [
    ("one palette, in the APNG", joined(files), DRAWN),
    ("after oxipng, each alone", alone(small), DRAWN),
    ("after oxipng, in the APNG", joined(small), [DRAWN[0], ["clear", "red", "blue"]]),
]
for way, now, _ in found:
    print(f"{way:27} {'; '.join(' '.join(stripes) for stripes in now)}")
sys.exit(any(now != known for _, now, known in found))
PY
"$folder/venv/bin/python" "$folder/check.py"
