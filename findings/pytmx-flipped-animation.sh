#!/bin/sh
# PyTMX 3.32 gives the frames of an animated tile that a map shows flipped as they stand in the tileset, unflipped: a fish
# that swims to the left is turned about as soon as it moves. The still picture of the same tile is flipped.
#
# The properties of the flipped tile hold the frames of the tile itself, by numbers that know nothing of the flip. One
# expects them flipped, as Tiled shows the map. Flip each frame by the flags of the tile: tiledgidmap names it, gidmap has them.
#
# Needs python3 and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
if ! venv/bin/pip install --quiet --disable-pip-version-check pytmx==3.32; then
    echo "skipped: the package could not be installed"
    exit 0
fi
cat > check.py <<'PY'
import logging
from importlib.metadata import version

logging.disable(logging.CRITICAL)  # It says that pygame is missing, which draws nothing here.
import pytmx

FLIPPED = 1 | 0x80000000
open("sea.tmx", "w").write(f"""<?xml version="1.0" encoding="UTF-8"?>
<map version="1.10" orientation="orthogonal" renderorder="right-down" width="2" height="1" tilewidth="8" tileheight="8" infinite="0">
 <tileset firstgid="1" name="fish" tilewidth="8" tileheight="8" tilecount="2" columns="2">
  <image source="fish.png" width="16" height="8"/>
  <tile id="0"><animation><frame tileid="0" duration="100"/><frame tileid="1" duration="100"/></animation></tile>
 </tileset>
 <layer id="1" name="fish" width="2" height="1"><data encoding="csv">1,{FLIPPED}</data></layer>
</map>""")


def loader(filename, colorkey, **kwargs):
    """Instead of pictures: the column on the tileset, and whether it is flipped."""
    return lambda rect=None, flags=None: (rect[0], bool(flags and flags.flipped_horizontally))


tiles = pytmx.TiledMap("sea.tmx", image_loader=loader)
seen = []
for gid in tiles.layers[0].data[0]:
    frames = tiles.get_tile_properties_by_gid(gid)["frames"]
    still = tiles.get_tile_image_by_gid(gid)
    seen.append((still[1], [tiles.get_tile_image_by_gid(frame.gid)[1] for frame in frames]))

print(f"pytmx {version('pytmx')}")
for name, (still, frames) in zip(["as it stands in the tileset", "flipped on the map"], seen):
    print(f"  tile {name}: picture flipped: {still}, frames of its animation flipped: {frames}")
is_as_found = seen == [(False, [False, False]), (True, [False, False])]
raise SystemExit(0 if is_as_found else 1)
PY
venv/bin/python check.py
