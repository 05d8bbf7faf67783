#!/bin/sh
# Pillow 13.0.0 and libvips 8.18.7 (which sharp and pyvips use) join equal neighbouring frames and add their times:
# five frames written are three in the GIF and the WebP, and in Pillow's APNG, so a tag "frames 3 to 4" points past
# the end. keep_duplicate_frames keeps them in libvips' GIF, disposal=1 in Pillow's APNG, disposal=2 not in its GIF.
#
# A list of five durations looks like five frames, and sprites often hold one. Find frames by time, not by number,
# or write with an encoder that keeps them, as the crates gif and png do, which Shoal uses.
#
# Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pillow==13.0.0 pyvips==3.2.0 pyvips-binary==8.18.7
cat > "$folder/check.py" <<'PY'
import io, sys

import pyvips
from PIL import Image

SIDE, TIMES = 8, [100, 110, 120, 130, 140]


def frame(colour):
    picture = Image.new("RGBA", (SIDE, SIDE))
    picture.paste(colour, (2, 2, 6, 6))
    return picture


red, blue = frame((255, 0, 0, 255)), frame((0, 0, 255, 255))
FRAMES = [red, red, blue, blue, red]


def read(data):
    """How many frames the file has, by a reader that did not write it."""
    return pyvips.Image.new_from_buffer(data, "", n=-1).get("n-pages")


def pillow(kind, **options):
    file = io.BytesIO()
    FRAMES[0].save(file, kind, save_all=True, append_images=FRAMES[1:], duration=TIMES, **options)
    # libvips takes an APNG for a still picture: its acTL chunk tells the number.
    data = file.getvalue()
    at = data.find(b"acTL") + 4
    return int.from_bytes(data[at : at + 4], "big") if kind == "PNG" else read(data)


def vips(suffix, **options):
    pixels = b"".join(picture.tobytes() for picture in FRAMES)
    strip = pyvips.Image.new_from_memory(pixels, SIDE, SIDE * len(FRAMES), 4, "uchar")
    strip = strip.copy(interpretation="srgb")
    strip.set_type(pyvips.GValue.gint_type, "page-height", SIDE)
    strip.set_type(pyvips.GValue.array_int_type, "delay", TIMES)
    return Image.open(io.BytesIO(strip.write_to_buffer(suffix, **options))).n_frames


found = {
    "Pillow, GIF": (pillow("GIF"), 3),
    "Pillow, GIF, disposal=2": (pillow("GIF", disposal=2), 3),
    "Pillow, WebP": (pillow("WEBP", lossless=True), 3),
    "Pillow, APNG": (pillow("PNG"), 3),
    "Pillow, APNG, disposal=1": (pillow("PNG", disposal=1), 5),
    "libvips, WebP": (vips(".webp", lossless=True), 3),
    "libvips, GIF": (vips(".gif"), 3),
    "libvips, GIF, keep_duplicate_frames": (vips(".gif", keep_duplicate_frames=True), 5),
}
print("frames in the file after five (red, red, blue, blue, red) were written:")
for way, (count, _) in found.items():
    print(f"  {way}: {count}")
sys.exit(any(count != known for count, known in found.values()))
PY
"$folder/venv/bin/python" "$folder/check.py"
