#!/bin/sh
# pygame-ce 2.5.8 makes black outlines transparent when it converts. An indexed PNG with one wholly transparent
# entry is a surface of 8 bits whose colour key is that entry, and drawn right; convert(), the usual step for speed,
# turns the key into a colour, and all entries of that colour vanish. image.save() writes no tRNS, so what was
# transparent comes back opaque; an entry of half alpha besides makes it 32 bits, without a palette to swap.
#
# The colour of a transparent entry seems free, and many programs, Shoal too, write black. Give it one that no
# other entry has, or call convert_alpha(). Needs python3 with venv and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pygame-ce==2.5.8
cat > "$folder/check.py" <<'PY'
import io, os, struct, sys, zlib

os.environ.update(SDL_VIDEODRIVER="dummy", PYGAME_HIDE_SUPPORT_PROMPT="1")
import pygame

BLACK, RED, PINK = (0, 0, 0), (200, 30, 30), (255, 0, 255)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(colours, alphas):
    """A row with one pixel of each colour."""
    head = struct.pack(">IIBBBBB", len(colours), 1, 8, 3, 0, 0, 0)
    row = zlib.compress(bytes([0, *range(len(colours))]))
    parts = [(b"IHDR", head), (b"PLTE", bytes(sum(colours, ()))), (b"tRNS", bytes(alphas)), (b"IDAT", row)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts) + chunk(b"IEND", b"")


def load(data):
    return pygame.image.load(io.BytesIO(data), "sprite.png")


def drawn(sprite):
    """The row as it looks on pink."""
    ground = pygame.Surface(sprite.get_size())
    ground.fill(PINK)
    ground.blit(sprite, (0, 0))
    return [tuple(ground.get_at((x, 0)))[:3] for x in range(sprite.get_width())]


pygame.display.init()
pygame.display.set_mode((8, 8))
sprite = load(png([BLACK, RED, BLACK], [0]))
saved = io.BytesIO()
pygame.image.save(sprite, saved, "sprite.png")
of_own_colour = load(png([PINK, RED, BLACK], [0]))
found = {
    "as loaded": drawn(sprite),
    "convert()": drawn(sprite.convert()),
    "convert_alpha()": drawn(sprite.convert_alpha()),
    "saved and loaded": drawn(load(saved.getvalue())),
    "convert(), the transparent entry is pink": drawn(of_own_colour.convert()),
}
known = {
    "as loaded": [PINK, RED, BLACK],
    "convert()": [PINK, RED, PINK],
    "convert_alpha()": [PINK, RED, BLACK],
    "saved and loaded": [BLACK, RED, BLACK],
    "convert(), the transparent entry is pink": [PINK, RED, BLACK],
}
print("pygame-ce 2.5.8, transparent black, red, opaque black drawn on pink:")
for way, row in found.items():
    print(f"  {way}: {row}")
depths = [load(png([BLACK, RED, BLACK], alphas)).get_bitsize() for alphas in ([0], [0, 128])]
print(f"  bits a pixel with one entry of alpha 0, and with another of 128: {depths}")
sys.exit(found != known or depths != [8, 32])
PY
"$folder/venv/bin/python" "$folder/check.py"
