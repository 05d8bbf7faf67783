#!/bin/sh
# gifenc 1.0.3, Jimp 1.6.1, image-q 4.0.0 and rgbquant 1.1.2 take the whole strip where they are given one frame of it
# as strip.subarray(from, to): they read data.buffer, the memory behind the array, from its start. A GIF that gifenc
# writes of three such frames shows the first one three times, and every palette holds the colours of all three.
#
# A view is a Uint8Array like any other, so one expects its own pixels, or an error about the size. Pass a copy, new
# Uint8Array(view). In Node 20 small sprites are hit above all: Buffer.from() and Buffer.concat() put what is below
# 4 KB, a sprite of 31 by 31 pixels, as a view into a memory of 8 KB. image-q's fromBuffer is right.
#
# Needs node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
if ! npm install --no-audit --no-fund --ignore-scripts --silent \
    gifenc@1.0.3 jimp@1.6.1 image-q@4.0.0 rgbquant@1.1.2 omggif@1.0.10; then
    echo "skipped: the packages could not be installed"
    exit 0
fi
cat > check.cjs <<'JS'
const { GIFEncoder, applyPalette, quantize } = require("gifenc");
const { GifReader } = require("omggif");
const { Jimp } = require("jimp");
const { utils } = require("image-q");
const RgbQuant = require("rgbquant");

const SIDE = 8;
const BYTES = SIDE * SIDE * 4;
const COLOURS = [[200, 40, 40], [40, 80, 200], [230, 190, 60]];
const NAMES = ["red", "blue", "gold"];
const strip = Uint8Array.from(COLOURS.flatMap((colour) => Array(SIDE * SIDE).fill([...colour, 255]).flat()));
const named = (colour) => NAMES[COLOURS.findIndex((known) => known.every((part, at) => part === colour[at]))];

/** What becomes of the three frames, cut from the strip in one way or the other. */
function shown(isCopied) {
    const views = NAMES.map((_, at) => strip.subarray(at * BYTES, (at + 1) * BYTES));
    const frames = isCopied ? views.map((view) => new Uint8Array(view)) : views;
    const encoder = GIFEncoder();
    for (const frame of frames) encoder.writeFrame(applyPalette(frame, COLOURS), SIDE, SIDE, { palette: COLOURS, delay: 100 });
    encoder.finish();
    const reader = new GifReader(encoder.bytes());
    const inGif = frames.map((_, at) => {
        const pixels = new Uint8Array(BYTES);
        reader.decodeAndBlitFrameRGBA(at, pixels);
        return named(pixels);
    });
    const [, blue] = frames;
    const { bitmap } = Jimp.fromBitmap({ data: blue, width: SIDE, height: SIDE });
    const reducer = new RgbQuant({ colors: 4 });
    reducer.sample(blue, SIDE);
    return {
        "gifenc, frames of the GIF": inGif,
        "gifenc, palette of frame 2": quantize(blue, 4).map(named).sort(),
        "rgbquant, palette of frame 2": reducer.palette(true).map(named).sort(),
        "Jimp, first pixel of frame 2": [named(bitmap.data)],
        "image-q, first pixel of frame 2": [named(utils.PointContainer.fromUint8Array(blue, SIDE, SIDE).toUint8Array())],
    };
}

const cases = [
    ["views", false, ["red,red,red", "blue,gold,red", "blue,gold,red", "red", "red"]],
    ["copies", true, ["red,blue,gold", "blue", "blue", "blue", "blue"]],
];
let isAsFound = true;
for (const [name, isCopied, known] of cases) {
    console.log(`${name}:`);
    for (const [at, [what, names]] of Object.entries(shown(isCopied)).entries()) {
        console.log(`  ${what}: ${names}`);
        isAsFound &&= `${names}` === known[at];
    }
}
process.exit(isAsFound ? 0 : 1);
JS
node check.cjs
