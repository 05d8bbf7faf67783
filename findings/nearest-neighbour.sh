#!/bin/sh
# Pillow 13.0.0, libvips 8.18.7, pygame-ce 2.5.8 and raylib 6.2.0.0 make different rows with "nearest neighbour" at
# one and a half times the size: the last two double every even column, the first two now an even, now an odd one
# within one picture. Halving keeps the odd columns, in raylib the even ones. Growing by whole numbers is the same.
#
# Nearest sounds exact, so tests hold engines against each other by pixel. Enlarge by whole numbers, as Shoal does.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pillow==13.0.0 pygame-ce==2.5.8 pyvips==3.2.0 pyvips-binary==8.18.7 raylib==6.2.0.0
cat > "$folder/check.py" <<'PY'
import os, sys

os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
import pygame
import pyray
import pyvips
from PIL import Image


# A row of pixels 0, 1, 2 ... made `new` wide: which pixel stands in each column.
def pillow(old, new):
    row = Image.frombytes("L", (old, 1), bytes(range(old)))
    return list(row.resize((new, 1), Image.Resampling.NEAREST).tobytes())


def pygame_ce(old, new):
    row = pygame.Surface((old, 1), depth=32)
    for x in range(old):
        row.set_at((x, 0), (x, 0, 0))
    row = pygame.transform.scale(row, (new, 1))
    return [row.get_at((x, 0))[0] for x in range(new)]


def libvips(old, new):
    row = pyvips.Image.new_from_memory(bytes(range(old)), old, 1, 1, "uchar")
    return list(bytes(row.resize(new / old, vscale=1, kernel="nearest").write_to_memory()))


def raylib(old, new):
    row = pyray.ffi.new("Image *", pyray.gen_image_color(old, 1, (0, 0, 0, 255)))
    for x in range(old):
        pyray.image_draw_pixel(row, x, 0, (x, 0, 0, 255))
    pyray.image_resize_nn(row, new, 1)
    return [pyray.get_image_color(row[0], x, 0).r for x in range(new)]


def doubled(row):
    """Which of the first columns stand there twice."""
    return [pixel for pixel in sorted(set(row)) if row.count(pixel) == 2][:8]



pyray.set_trace_log_level(7)
ways = {"Pillow": pillow, "pygame-ce": pygame_ce, "libvips": libvips, "raylib": raylib}
known = {
    "Pillow": ([1, 2, 5, 7, 9, 10, 12, 14], [1, 3, 5]),
    "pygame-ce": ([0, 2, 4, 6, 8, 10, 12, 14], [1, 3, 5]),
    "libvips": ([0, 1, 4, 6, 8, 9, 11, 13], [1, 3, 5]),
    "raylib": ([0, 2, 4, 6, 8, 10, 12, 14], [0, 2, 4]),
}
is_as_found = True
for name, way in ways.items():
    found = (doubled(way(32, 48)), way(6, 3))
    print(f"{name:10} 32 to 48: doubles columns {found[0]} ...; 6 to 3: keeps {found[1]}")
    is_as_found &= found == known[name]
grown = [way(old, old * by) == [x // by for x in range(old * by)] for way in ways.values() for old, by in ((32, 2), (32, 3), (24, 5))]
print(f"the same by whole numbers (2, 3, 5): {all(grown)}")
sys.exit(not (is_as_found and all(grown)))
PY
"$folder/venv/bin/python" "$folder/check.py"
