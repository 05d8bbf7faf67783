#!/bin/sh
# Pillow 13.0.0 cuts the times of a GIF off: frames of 16 or 19 ms become 1 hundredth of a second, which pygame-ce
# 2.5.8 reads as 100 ms, so 60 frames a second become 10. libvips 8.18.7 rounds half to even (15 and 25 are both 20)
# and writes a WebP frame of 10 ms as one of 100, though WebP counts in ms and its GIF of the same keeps 10.
#
# One expects 16 to be rounded to 20 and read back as written. Shoal writes 2 hundredths or more and hands what
# rounding takes from a frame to the next; an APNG holds times as they are.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pillow==13.0.0 pygame-ce==2.5.8 pyvips==3.2.0 pyvips-binary==8.18.7
cat > "$folder/check.py" <<'PY'
import io, os, sys

os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
import pygame
import pyvips
from PIL import Image

SIDE, TIMES = 8, [10, 15, 16, 19, 20, 25, 33]
COLOURS = [(n * 30 + 20, 90, 200, 255) for n in range(len(TIMES))]
FRAMES = [Image.new("RGBA", (SIDE, SIDE), colour) for colour in COLOURS]


def of_gif(data):
    """The times in the graphic control extensions, in ms."""
    parts = data.split(b"\x21\xf9\x04")[1:]
    return [int.from_bytes(part[1:3], "little") * 10 for part in parts]


def of_webp(data):
    """The times in the ANMF chunks."""
    at, times = 12, []
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"ANMF":
            times.append(int.from_bytes(data[at + 20 : at + 23], "little"))
        at += 8 + size + size % 2
    return times


file = io.BytesIO()
FRAMES[0].save(file, "GIF", save_all=True, append_images=FRAMES[1:], duration=TIMES)
by_pillow = file.getvalue()
pixels = b"".join(picture.tobytes() for picture in FRAMES)
strip = pyvips.Image.new_from_memory(pixels, SIDE, SIDE * len(FRAMES), 4, "uchar").copy(interpretation="srgb")
strip.set_type(pyvips.GValue.gint_type, "page-height", SIDE)
strip.set_type(pyvips.GValue.array_int_type, "delay", TIMES)
shown = [int(time) for _, time in pygame.image.load_animation(io.BytesIO(by_pillow), "clip.gif")]
found = [
    ("Pillow, GIF", of_gif(by_pillow), [10, 10, 10, 10, 20, 20, 30]),
    ("pygame-ce reads that GIF as", shown, [100, 100, 100, 100, 20, 20, 30]),
    ("libvips, GIF", of_gif(strip.write_to_buffer(".gif")), [10, 20, 20, 20, 20, 20, 30]),
    ("libvips, WebP", of_webp(strip.write_to_buffer(".webp", lossless=True)), [100, 15, 16, 19, 20, 25, 33]),
]
print(f"{'frames of, in ms':28} {TIMES}")
for way, times, _ in found:
    print(f"{way:28} {times}")
sys.exit(any(times != known for _, times, known in found))
PY
"$folder/venv/bin/python" "$folder/check.py"
