#!/bin/sh
# What two painting programs write into the headers of files that are plain otherwise:
# - GIMP's TIFF of an indexed picture with transparent pixels has two numbers a pixel: the index, and an
#   opacity (samples 2, photometric interpretation 3, extra sample 2). The crate image 0.25.10 refuses
#   that.
# - Krita's TGA says that its pixels have four bits of opacity, and writes eight. The crate image refuses
#   that too; Pillow and ImageMagick do not look.
#
# Shoal takes the numbers of such a TIFF apart, and gives the decoder a TGA that says eight.
#
# Needs Debian's gimp and krita with xvfb, python3 and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pillow==13.0.0
cat > make.py <<'PY'
from PIL import Image

fish = Image.new("RGBA", (8, 4))
fish.putdata([(200, 30 * (at % 3), 7, 255) if at % 4 else (0, 0, 0, 0) for at in range(32)])
fish.save("fish.png")
PY
venv/bin/python make.py
HOME=$folder gimp -i -d -f -b '
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "fish.png" "fish.png"))))
  (gimp-image-convert-indexed image 0 0 8 0 0 "")
  (gimp-file-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-drawable image)) "fish.tif" "fish.tif")
  (gimp-quit 0))' > gimp.txt 2>&1 || true
number=99
while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
Xvfb ":$number" -screen 0 800x600x24 > /dev/null 2>&1 &
server=$!
sleep 2
HOME=$folder DISPLAY=":$number" QT_QPA_PLATFORM=xcb timeout 90 \
    krita --nosplash --export --export-filename "$folder/fish.tga" "$folder/fish.png" > krita.txt 2>&1 || true
echo "$(gimp --version), $(dpkg-query -W -f 'krita ${Version}' krita)"
cat > check.py <<'PY'
import struct, sys

from PIL import Image, __version__

data = open("fish.tif", "rb").read()
at = struct.unpack("<I", data[4:8])[0]
count = struct.unpack("<H", data[at:at + 2])[0]
entries = [struct.unpack("<HHIHH", data[at + 2 + n * 12:at + 14 + n * 12]) for n in range(count)]
tags = {tag: value for tag, _, _, value, _ in entries}
tiff = {"samples": tags[277], "photometric": tags[262], "extra": tags[338]}
tga = open("fish.tga", "rb").read()
bits = {"bits a pixel": tga[16], "of them opacity": tga[17] & 15}
print("GIMP, indexed TIFF:", tiff)
print("Krita, TGA:", bits)
print("Pillow", __version__, "reads them as", Image.open("fish.tif").mode, "and", Image.open("fish.tga").mode)
is_known = tiff == {"samples": 2, "photometric": 3, "extra": 2} and bits == {"bits a pixel": 32, "of them opacity": 4}
sys.exit(0 if is_known else 1)
PY
venv/bin/python check.py
