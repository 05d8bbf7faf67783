#!/bin/sh
# @excaliburjs/plugin-aseprite 0.31.0 (Excalibur 0.32.0) leaves ghosts where an .aseprite file has linked cels: for one
# it draws the whole finished picture of the frame that is linked to, all layers of it, not that layer's cel. A fish
# over linked sand is seen a second time where it was in the first frame, and a linked layer in front hides it.
#
# Aseprite makes such cels by itself in layers that are "continuous", so backgrounds often have them. In the format one
# names a frame only and means the cel of its own layer there; ase-parser 0.0.19 and Shoal read it so. Unlink cels,
# or give Excalibur a sheet with JSON; the plugin's reader knows no blend modes, z-index or hidden groups either.
# Needs node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
if ! npm install --no-audit --no-fund --ignore-scripts --legacy-peer-deps --silent \
    excalibur@0.32.0 @excaliburjs/plugin-aseprite@0.31.0 ase-parser@0.0.19 @napi-rs/canvas@1.1.1; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > check.cjs <<'JS'
const { deflateSync } = require("node:zlib");
const { createCanvas, Image, ImageData } = require("@napi-rs/canvas");
// Excalibur wants the names of a browser; @napi-rs/canvas does the drawing.
Object.assign(global, { self: global, window: global, Image, ImageData, HTMLImageElement: Image, HTMLCanvasElement: class {} });
global.document = { createElement: () => createCanvas(1, 1), addEventListener() {}, documentElement: {}, body: {} };
global.createImageBitmap = async (data) => {
    const canvas = createCanvas(data.width, data.height);
    canvas.getContext("2d").putImageData(data, 0, 0);
    return canvas;
};
require("excalibur").ImageSource.prototype.load = async () => {};
const { AsepriteNativeParser } = require("@excaliburjs/plugin-aseprite");
const AseParser = require("ase-parser");

const [WIDTH, HEIGHT, SAND, FISH] = [8, 3, [220, 180, 90, 255], [200, 40, 40, 255]];
const word = (number) => [number & 255, number >> 8 & 255];
const dword = (number) => [...word(number), ...word(number >>> 16)];
const none = (count) => Array(count).fill(0);
const chunk = (type, bytes) => [...dword(bytes.length + 6), ...word(type), ...bytes];
const layer = (name) => chunk(0x2004, [...word(1), ...none(10), 255, ...none(3), ...word(name.length), ...Buffer.from(name)]);
const cel = (layer, x, y, type, bytes) =>
    chunk(0x2005, [...word(layer), ...word(x), ...word(y), 255, ...word(type), ...none(7), ...bytes]);
const filled = (layer, x, y, width, height, colour) => cel(layer, x, y, 2, [...word(width), ...word(height),
    ...deflateSync(Buffer.from(Array(width * height).fill(colour).flat()))]);
const linked = (layer, x, y, frame) => cel(layer, x, y, 1, word(frame));
const frame = (...chunks) => [...dword(chunks.flat().length + 16), ...word(0xf1fa), ...word(chunks.length), ...word(100),
    ...none(2), ...dword(chunks.length), ...chunks.flat()];
const frames = [
    frame(layer("sand"), layer("fish"), filled(0, 0, 2, WIDTH, 1, SAND), filled(1, 0, 0, 2, 2, FISH)),
    frame(linked(0, 0, 2, 0), filled(1, 5, 0, 2, 2, FISH)),
].flat();
const file = Uint8Array.from([...dword(frames.length + 128), ...word(0xa5e0), ...word(2), ...word(WIDTH), ...word(HEIGHT),
    ...word(32), ...dword(1), ...word(100), ...none(14), 1, 1, ...none(92), ...frames]);

const marks = (rgba) => Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    rgba[at * 4 + 3] === 0 ? "." : rgba[at * 4] === SAND[0] ? "s" : "f").join("").match(/.{8}/g).join(" ");
(async () => {
    const parser = new AsepriteNativeParser(file.buffer);
    await parser.parse();
    const shown = parser._canvasFrames.map((context) => marks(context.getImageData(0, 0, WIDTH, HEIGHT).data));
    const other = new AseParser(Buffer.from(file), "fish");
    other.parse();
    const [{ link, layerIndex }] = other.frames[1].cels;
    const pixels = other.frames[link].cels.find((cel) => cel.layerIndex === layerIndex).rawCelData.length / 4;
    console.log(`Excalibur, frame 1: ${shown[0]}\nExcalibur, frame 2: ${shown[1]}`);
    console.log(`ase-parser, frame 2: a cel of layer ${layerIndex} with the ${pixels} pixels of frame ${link + 1}`);
    const isAsFound = shown[0] === "ff...... ff...... ssssssss" && shown[1] === "ff...ff. ff...ff. ssssssss";
    process.exit(isAsFound && layerIndex === 0 && pixels === WIDTH ? 0 : 1);
})();
JS
node check.cjs
