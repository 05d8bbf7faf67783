#!/bin/sh
# What the sheet loaders of four game engines ask of a JSON in the layout of Aseprite.
#
# Phaser's createFromAseprite looks frames of a tag up by their numbers; PixiJS divides every size by
# meta.scale; melonJS refuses a JSON whose meta.app names no packer that it knows; KAPLAY's
# loadAseprite takes frames in a row only. Needs the npm registry; exits 0 with a word without it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
if ! npm install --no-audit --no-fund --ignore-scripts --silent \
    phaser@3.90.0 pixi.js@8.22.0 melonjs@18.2.2 kaplay@3001.0.19; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > check.mjs <<'JS'
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const frame = (x) => ({ frame: { x, y: 0, w: 64, h: 64 }, rotated: false, trimmed: false,
    spriteSourceSize: { x: 0, y: 0, w: 64, h: 64 }, sourceSize: { w: 64, h: 64 }, duration: 100 });
const meta = { app: "https://www.aseprite.org/", image: "sheet.png", size: { w: 128, h: 64 }, scale: "2",
    frameTags: [{ name: "swim", from: 0, to: 1, direction: "forward" }] };
const sheet = (names) => ({ frames: Object.fromEntries(names.map((name, at) => [name, frame(at * 64)])), meta });
let failed = false;
const expect = (what, is) => { console.log(`${is ? "as known" : "CHANGED"}: ${what}`); failed ||= !is; };
const source = (file) => readFileSync(`node_modules/${file}`, "utf8").replace(/\r/g, "");

// Phaser: the loop of createFromAseprite, with the animations that it would create.
const part = source("phaser/src/animations/AnimationManager.js").match(/createFromAseprite: (function[\s\S]*?\n    \}),\n/)[1];
const get = (object, key, usual) => object?.[key] ?? usual;
const create = new Function("GetValue", "GetFastValue", "MATH_CONST", `return ${part}`)(get, get, { MAX_SAFE_INTEGER: 1e9 });
const found = (names) => create.call(
    { game: { cache: { json: { get: () => sheet(names) } } }, create: (config) => config }, "fish")[0].frames.length;
expect("Phaser 3.90.0 finds frames 0 and 1 of a tag", found(["0", "1"]) === 2);
expect("Phaser 3.90.0 finds no frame that is called otherwise", found(["fish 0", "fish 1"]) === 0);

// PixiJS: sizes of textures are those of the JSON through meta.scale.
const { Spritesheet } = require("./node_modules/pixi.js/lib/spritesheet/Spritesheet.js");
const { Texture } = require("./node_modules/pixi.js/lib/rendering/renderers/shared/texture/Texture.js");
const pixi = new Spritesheet({ texture: new Texture(), data: sheet(["a", "b"]) });
expect("PixiJS 8.22.0 halves the sizes of a sheet of scale 2", pixi.parseSync().a.orig.width === 32);

// melonJS: the format by meta.app.
const identify = new Function(`${source("melonjs/build/index.js").match(/function identifyFormat\(app\) \{[\s\S]*?\n\}/)[0]}; return identifyFormat`)();
const refused = (app) => { try { identify(app); return false; } catch { return true; } };
expect("melonJS 18.2.2 refuses an app that it does not know", refused("Painter"));
expect("melonJS 18.2.2 takes what names Aseprite", identify("Painter, as https://www.aseprite.org/") === "aseprite");

// KAPLAY: frames.map, which an object does not have.
expect("KAPLAY 3001.0.19 maps over frames in a row", /\.frames\.map\(\w+=>new \w+\(\w+\.frame\.x/.test(source("kaplay/dist/kaplay.cjs")));
process.exit(failed ? 1 : 0);
JS
node check.mjs
