#!/bin/sh
# PixiJS 8.22.0 (pixi.js/gif) clears the whole picture after a frame of a GIF that is disposed to the background, not the
# place of that frame: where small frames move over a ground that stays, the ground is gone from the second one on.
# sharp 0.35.5 (libvips) shows a hole as large as the frame, as the format says and as Pillow 13.0.0 and Shoal do.
#
# Whole frames, and small ones that are kept or restored to the previous, come out right, so one trusts it with GIFs
# that were made smaller. Write whole frames, as Shoal does, or a sheet. (raylib-gif.sh tells what raylib does.)
#
# Needs node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
if ! npm install --no-audit --no-fund --ignore-scripts --silent pixi.js@8.22.0 sharp@0.35.5 @napi-rs/canvas@1.1.1; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > check.cjs <<'JS'
const { createCanvas, ImageData } = require("@napi-rs/canvas");
// PixiJS asks for a browser when it is loaded; @napi-rs/canvas does the drawing.
Object.assign(global, { window: global, self: global, ImageData, HTMLCanvasElement: class {} });
global.navigator ??= { userAgent: "" };
const { DOMAdapter } = require("pixi.js");
DOMAdapter.set({ ...DOMAdapter.get(), createCanvas: (width = 1, height = 1) => createCanvas(width, height) });
const { GifSource } = require("pixi.js/gif");
const sharp = require("sharp");

const [WIDTH, HEIGHT] = [8, 2];
const [SAND, FISH] = [1, 2];
const word = (number) => [number & 255, number >> 8];

/** Pixels of two bits as GIF stores them: codes of three bits, with the table cleared (4) after every two. */
function packed(pixels) {
    const codes = [...pixels.flatMap((pixel, at) => (at % 2 === 0 ? [4, pixel] : [pixel])), 5];
    const bits = codes.map((code) => code.toString(2).padStart(3, "0")).reverse().join("");
    const padded = bits.padStart(Math.ceil(bits.length / 8) * 8, "0");
    const bytes = padded.match(/.{8}/g).map((byte) => parseInt(byte, 2)).reverse();
    return [2, bytes.length, ...bytes, 0];
}

/** A GIF of sand, over which a fish of two pixels stands at 1 and then at 5. */
function gif(disposal) {
    const frame = (disposal, x, width, height, colour) => [
        0x21, 0xf9, 4, disposal << 2 | 1, ...word(10), 0, 0,
        0x2c, ...word(x), ...word(0), ...word(width), ...word(height), 0, ...packed(Array(width * height).fill(colour)),
    ];
    return Buffer.from([
        ...Buffer.from("GIF89a"), ...word(WIDTH), ...word(HEIGHT), 0x91, 0, 0,
        0, 0, 0, 220, 180, 90, 200, 40, 40, 0, 0, 0,
        ...frame(1, 0, WIDTH, HEIGHT, SAND), ...frame(disposal, 1, 2, 1, FISH), ...frame(disposal, 5, 2, 1, FISH), 0x3b,
    ]);
}

const marks = (rgba) => Array.from({ length: rgba.length / 4 }, (_, at) =>
    rgba[at * 4 + 3] === 0 ? "." : rgba[at * 4] === 220 ? "s" : "f").join("").match(/.{8}/g).join(" ");
const cases = [
    ["background", 2, ".....ff. ........", "s..ssffs ssssssss"],
    ["previous", 3, "sssssffs ssssssss", "sssssffs ssssssss"],
];
(async () => {
    let isAsFound = true;
    for (const [name, disposal, ...known] of cases) {
        const file = gif(disposal);
        const source = GifSource.from(Uint8Array.from(file).buffer);
        const canvas = source.frames[2].texture.source.resource;
        const pixi = marks(canvas.getContext("2d").getImageData(0, 0, WIDTH, HEIGHT).data);
        const vips = marks(await sharp(file, { page: 2 }).ensureAlpha().raw().toBuffer());
        console.log(`third frame, ${name}: PixiJS ${pixi}, sharp ${vips}`);
        isAsFound &&= pixi === known[0] && vips === known[1];
    }
    process.exit(isAsFound ? 0 : 1);
})();
JS
node check.cjs
