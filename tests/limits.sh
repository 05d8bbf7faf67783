#!/bin/sh
# Measures how long files at the documented limits take, and how much memory: each is made here, is
# valid, and is either read and written as one .aseprite file, or refused.
#
# tests/limits.sh PROGRAM. Build the program with `cargo build --release`. Needs python3 and GNU time.
set -eu
shoal=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 - <<'PY'
import json, struct, zlib

COLOURS = [(0, 0, 0), (26, 28, 44), (93, 39, 93), (177, 62, 83), (239, 125, 87), (244, 244, 244)]

def save(name, data):
    open(name, "wb").write(data if isinstance(data, bytes) else json.dumps(data).encode())

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

def png(width, height, colour, row):
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))]
    if colour == 3:
        parts += [chunk(b"PLTE", b"".join(map(bytes, COLOURS))), chunk(b"tRNS", b"\0")]
    return b"".join(parts + [chunk(b"IDAT", zlib.compress((b"\0" + row) * height, 1)), chunk(b"IEND", b"")])

def frames(count, side, across):
    return {f"f{n}": {"frame": {"x": n % across * side, "y": n // across % across * side, "w": side, "h": side},
                      "duration": 80} for n in range(count)}

# Sheets: 16,384 frames of 32x32; 256 of 512x512; four pages of 16 million pixels.
fine = bytes(x // 3 % 6 for x in range(4096))
rgba = b"".join(bytes(COLOURS[1 + x // 3 % 5]) + b"\xff" for x in range(4096))
save("indexed.png", png(4096, 4096, 3, fine))
save("rgba.png", png(4096, 4096, 6, rgba))
save("coarse.png", png(4096, 4096, 3, bytes(x // 16 % 6 for x in range(4096))))
save("sheet-of-16384.json", {"frames": frames(16384, 32, 128), "meta": {"image": "indexed.png"}})
save("rgba-sheet-of-16384.json", {"frames": frames(16384, 32, 128), "meta": {"image": "rgba.png"}})
save("sheet-of-256-large.json", {"frames": frames(256, 512, 8), "meta": {"image": "coarse.png"}})
for n in range(4):
    save(f"page{n}.png", png(4096, 4096, 6, rgba))
save("four-pages.json", {"textures": [{"image": f"page{n}.png", "frames": frames(1, 32, 1)} for n in range(4)]})

# GIFs: 16,384 dots; 150 whole frames of 512x512; more than is read.
def lzw(indices, bits=3):
    store, count, data = 0, 0, bytearray()
    for at, index in enumerate(indices):
        for code in ([1 << bits] if at % 6 == 0 else []) + [index]:
            store |= code << count
            count += bits + 1
            while count >= 8:
                data.append(store & 255)
                store, count = store >> 8, count - 8
    data += bytes([store & 255])
    return bytes([bits]) + b"".join(bytes([len(data[n:n + 255])]) + data[n:n + 255] for n in range(0, len(data), 255)) + b"\0"

def gif(side, parts, bits=3):
    table = b"".join(map(bytes, COLOURS + [(n, n, n) for n in range(2 ** bits - 6)]))
    return b"GIF89a" + struct.pack("<HHBBB", side, side, 0xF0 | bits - 1, 0, 0) + table + b"".join(parts) + b"\x3b"

def part(x, y, width, height, data, flags=5):
    return b"\x21\xf9\x04" + bytes([flags]) + b"\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", x, y, width, height, 0) + data

dot = lzw([1])
whole = lzw([(x // 16 + y // 16) % 6 for y in range(512) for x in range(512)])
save("dots.gif", gif(32, [part(n % 32, n // 32 % 32, 1, 1, dot) for n in range(16384)]))
save("dots-without-a-hole.gif", gif(32, [part(n % 32, n // 32 % 31, 1, 1, dot, 4) for n in range(16384)], 7))
save("whole-frames.gif", gif(512, [part(0, 0, 512, 512, whole)] * 150))
save("dots-on-a-large-screen.gif", gif(512, [part(n % 500, 3, 1, 1, dot) for n in range(4096)]))

# .aseprite: 240 frames of 512x512; 16,384 frames; 2,000 layers in 31 frames; links; 60,000 tags.
def ase_chunk(kind, data):
    return struct.pack("<IH", len(data) + 6, kind) + data

def text(name):
    return struct.pack("<H", len(name)) + name.encode()

def ase(side, parts):
    body = b"".join(struct.pack("<IHHH2xI", len(data := b"".join(chunks)) + 16, 0xF1FA, min(len(chunks), 0xFFFF), 80,
                                len(chunks)) + data for chunks in parts)
    head = struct.pack("<IHHHHHIHIIB3xH", 128 + len(body), 0xA5E0, len(parts), side, side, 8, 1, 100, 0, 0, 0, 6)
    return head.ljust(128, b"\0") + body

def cel(side, layer=0):
    pixels = zlib.compress(bytes((x // 16 + y // 16) % 6 for y in range(side) for x in range(side)))
    return ase_chunk(0x2005, struct.pack("<HhhBHh5xHH", layer, 0, 0, 255, 2, 0, side, side) + pixels)

def layer(name):
    return ase_chunk(0x2004, struct.pack("<HHHHHHB3x", 3, 0, 0, 0, 0, 0, 255) + text(name))

palette = ase_chunk(0x2019, struct.pack("<III8x", 6, 0, 5) + b"".join(struct.pack("<H4B", 0, *c, 255) for c in COLOURS))
head = [palette, layer("a")]
large, small = cel(512), cel(32)
link = lambda n: ase_chunk(0x2005, struct.pack("<HhhBHh5xH", 0, 0, 0, 255, 1, 0, n))
save("large-frames.aseprite", ase(512, [head + [large]] + [[large]] * 239))
save("16384-frames.aseprite", ase(32, [head + [small]] + [[small]] * 16383))
save("links.aseprite", ase(512, [head + [large]] + [[link(n)] for n in range(239)]))
layers = [cel(32, n) for n in range(2000)]
save("2000-layers.aseprite", ase(32, [[palette] + [layer(f"l{n}") for n in range(2000)] + layers] + [layers] * 30))
tags = struct.pack("<H8x", 60000) + b"".join(struct.pack("<HHBH6x3Bx", 0, 0, 0, 0, 0, 0, 0) + text(f"t{n}") for n in range(60000))
save("60000-tags.aseprite", ase(32, [head + [ase_chunk(0x2018, tags), small]]))

# Pictures of 16 million pixels, as palettes.
row = bytes(x // 3 % 6 for x in range(4096))
table = b"".join(bytes((b, g, r, 0)) for r, g, b in COLOURS)
save("picture.bmp", b"BM" + struct.pack("<IIIIiiHHIIIIII", 0, 0, 78, 40, 4096, 4096, 1, 8, 0, 0, 0, 0, 6, 0) + table + row * 4096)
save("picture.pgm", b"P5 4096 4096 255\n" + row * 4096)
form = lambda name, data: name + struct.pack(">I", len(data)) + data
planes = bytes([129, 0x55]) * 4 * 8
header = struct.pack(">HHhhBBBBHBBhh", 4096, 4096, 0, 0, 8, 0, 1, 0, 0, 1, 1, 320, 200)
save("picture.lbm", form(b"FORM", b"ILBM" + form(b"BMHD", header) + form(b"CMAP", bytes(768)) + form(b"BODY", planes * 4096)))
save("long.hex", "".join(f"{n * 7:06x}\n" for n in range(400000)).encode())
PY

measure() {
    rm -rf out
    /usr/bin/time -f "%U %S %e %M" -o time.txt "$shoal" "$@" > said.txt 2>&1 || true
    tail -1 time.txt | while read -r user system elapsed memory; do
        printf '%-28s %5s s of processor, %6s s in all, %4d MB\n' "$file" \
            "$(echo "$user $system" | awk '{ printf "%.2f", $1 + $2 }')" "$elapsed" $((memory / 1024))
    done
}
for file in *.json *.gif *.aseprite; do
    measure export "$file" --format aseprite --out out/fish.aseprite
done
for file in picture.* rgba.png long.hex; do
    measure palette "$file" --reduce
done
