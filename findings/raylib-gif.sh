#!/bin/sh
# raylib 6.2.0.0 (the Python package) takes the disposal "restore to background" of a GIF for "restore to previous":
# where Pillow 13.0.0 and pygame-ce 2.5.8 leave a transparent hole, it shows what was there before the frame.
# LoadImageAnim hands out no times. Whole frames that are all cleared look the same in all three.
#
# A GIF of whole frames works at once, so one trusts it with one whose small frames move over a ground that stays.
# Write whole frames, as Shoal does, and take times from elsewhere.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pillow==13.0.0 pygame-ce==2.5.8 raylib==6.2.0.0
cat > "$folder/check.py" <<'PY'
import io, os, struct, sys

os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
import pygame
import pyray
from PIL import Image, ImageSequence

WIDE, KEEP, TO_BACKGROUND = 4, 1, 2
PALETTE = [(0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)]
LETTERS = {(*colour, 255): letter for colour, letter in zip(PALETTE, "-RGB")} | {(0, 0, 0, 0): "."}


def frame(left, indices, disposal):
    """Pixels of one row from `left` on: a clear code before each keeps codes at 3 bits."""
    codes = [code for index in indices for code in (4, index)] + [5]
    bits = sum(code << 3 * at for at, code in enumerate(codes))
    data = bits.to_bytes((3 * len(codes) + 7) // 8, "little")
    control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, disposal << 2 | 1, 10, 0, 0)
    return control + struct.pack("<BHHHHB", 0x2C, left, 0, len(indices), 1, 0) + bytes([2, len(data)]) + data + b"\0"


def gif(frames):
    head = b"GIF89a" + struct.pack("<HHBBB", WIDE, 1, 0xF1, 0, 0) + bytes(sum(PALETTE, ()))
    return head + b"".join(frame(*each) for each in frames) + b";"


def row(pixel):
    return "".join(LETTERS[tuple(pixel(x))] for x in range(WIDE))


def pillow(data):
    frames = ImageSequence.Iterator(Image.open(io.BytesIO(data)))
    return [row(lambda x: each.convert("RGBA").getpixel((x, 0))) for each in frames]


def pygame_ce(data):
    return [row(lambda x: each.get_at((x, 0))) for each, _ in pygame.image.load_animation(io.BytesIO(data), "clip.gif")]


def raylib(data):
    count = pyray.ffi.new("int *")
    picture = pyray.load_image_anim_from_memory(".gif", data, len(data), count)
    pixels = bytes(pyray.ffi.buffer(pyray.ffi.cast("char *", picture.data), count[0] * WIDE * 4))
    return [row(lambda x: pixels[(at * WIDE + x) * 4 :][:4]) for at in range(count[0])]


pyray.set_trace_log_level(7)
# A red ground that stays, a blue and a green dot that are cleared, another green one.
moving = gif([(0, [1] * 4, KEEP), (1, [3], TO_BACKGROUND), (2, [2], TO_BACKGROUND), (3, [2], KEEP)])
whole = gif([(0, [1, 3, 0, 0], TO_BACKGROUND), (0, [0, 1, 3, 0], TO_BACKGROUND), (0, [0, 0, 1, 3], TO_BACKGROUND)])
holes, none = ["RRRR", "RBRR", "R.GR", "R..G"], ["RRRR", "RBRR", "RRGR", "RRRG"]
plain = ["RB..", ".RB.", "..RB"]
is_as_found = True
print("four frames, dots cleared to the background over a ground; three whole frames:")
for name, way, known in (("Pillow", pillow, holes), ("pygame-ce", pygame_ce, holes), ("raylib", raylib, none)):
    found = way(moving), way(whole)
    print(f"  {name:10} {' '.join(found[0])}; {' '.join(found[1])}")
    is_as_found &= found == (known, plain)
sys.exit(not is_as_found)
PY
"$folder/venv/bin/python" "$folder/check.py"
