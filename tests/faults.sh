#!/bin/sh
# Kills the command line while it exports, and fills the disk under it; counts what is torn or left.
#
# tests/faults.sh PROGRAM [ROUNDS]. Needs python3; as root also a small disk in memory.
set -eu
shoal=$(realpath "$1")
rounds=${2:-100}
folder=$(mktemp -d)
trap 'umount "$folder/small" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
mkdir few many out

# Two sheets that no reader confuses: a picture of one never fits the JSON of the other.
python3 - <<'PY'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(name, colour):
    rows = b"".join(b"\0" + bytes(colour + [255]) * 32 for _ in range(32))
    header = struct.pack(">IIBBBBB", 32, 32, 8, 6, 0, 0, 0)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
for n in range(2):
    png(f"few/{n}.png", [200, 10 * n, 0])
for n in range(40):
    png(f"many/{n}.png", [5 * n, 0, 200])
PY

begun=$(date +%s%N)
"$shoal" export few/*.png --format sheet --out out/sheet.png >/dev/null 2>&1
milliseconds=$((($(date +%s%N) - begun) / 1000000 + 1))
killed=0 torn=0 round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    set=$([ $((round % 2)) = 0 ] && echo few || echo many)
    "$shoal" export "$set"/*.png --format sheet --out out/sheet.png --force >/dev/null 2>&1 &
    victim=$!
    # From the middle of an undisturbed export to half as long again.
    wait_for=$((milliseconds / 2 + round * 7919 % milliseconds))
    sleep "$((wait_for / 1000)).$(printf %03d $((wait_for % 1000)))"
    kill -9 "$victim" 2>/dev/null && killed=$((killed + 1))
    wait "$victim" 2>/dev/null || true
    python3 - <<'PY' || torn=$((torn + 1))
import json, struct
size = struct.unpack(">II", open("out/sheet.png", "rb").read()[16:24])
told = json.load(open("out/sheet.json"))
assert (told["meta"]["size"]["w"], told["meta"]["size"]["h"]) == size
assert len(told["frames"]) in (2, 40)
PY
done
find out -name '.shoal-*' -exec touch -d '1 minute ago' {} +
left_before=$(find out -name '.shoal-*' | wc -l)
"$shoal" export few/*.png --format sheet --out out/sheet.png --force >/dev/null 2>&1
left=$(find out -name '.shoal-*' | wc -l)
echo "killed $killed of $rounds exports: $torn torn pairs, $left_before drafts behind, $left after the next export"

mkdir small
if mount -t tmpfs -o size=24k none small 2>/dev/null; then
    "$shoal" export few/0.png --format png --out small/fish.png >/dev/null 2>&1
    before=$(sha256sum < small/fish.png)
    head -c 64k /dev/zero > small/filler 2>/dev/null || true
    status=0
    "$shoal" export many/*.png --format sheet --out small/fish.png --force 2> full.txt || status=$?
    same=$([ "$before" = "$(sha256sum < small/fish.png)" ] && echo "is whole" || echo "IS LOST")
    echo "full disk: exit code $status, the old file $same, $(find small -name '.shoal-*' | wc -l) drafts left"
    grep -v remark full.txt | tail -1
    rm small/filler
    mount -o remount,ro small
    status=0
    "$shoal" export few/1.png --format png --out small/fish.png --force 2> full.txt || status=$?
    same=$([ "$before" = "$(sha256sum < small/fish.png)" ] && echo "is whole" || echo "IS LOST")
    echo "read-only disk: exit code $status, the old file $same"
    tail -1 full.txt
else
    echo "full disk and read-only disk: not run, no disk in memory could be mounted"
fi
