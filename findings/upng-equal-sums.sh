#!/bin/sh
# upng-js 2.1.0 and its fork @pdf-lib/upng 1.0.1 make one purple of red and blue where 256 colours may stay.
# encode(frames, w, h, 256) looks for the axis along which colours differ, starting from (1, 1, 1, 1); if all have
# one sum of red, green, blue and alpha, that is at a right angle to it, so it finds none. A blue of 254 is kept.
#
# One expects a picture with fewer colours than the limit to keep them. Count them first, and pass 0 (keep all)
# where they fit: it still makes an indexed PNG.
#
# Needs node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --no-audit --no-fund --ignore-scripts --silent upng-js@2.1.0 @pdf-lib/upng@1.0.1
cat > check.cjs <<'JS'
const SIDE = 16;

/** Which colours a picture of stripes has after it was written with a limit and read again. */
function kept(upng, colours, limit) {
    const pixels = new Uint8Array(SIDE * SIDE * 4);
    for (let at = 0; at < SIDE * SIDE; at++) pixels.set(colours[at % colours.length], at * 4);
    const file = upng.decode(upng.encode([pixels.buffer], SIDE, SIDE, limit));
    const read = new Uint8Array(upng.toRGBA8(file)[0]);
    const found = new Set();
    for (let at = 0; at < read.length; at += 4) found.add([...read.subarray(at, at + 4)].join(" "));
    return [...found].join(", ");
}

const [clear, red, blue] = [[0, 0, 0, 0], [255, 0, 0, 255], [0, 0, 255, 255]];
const cases = [
    ["red and blue, at most 256", [red, blue], 256, "128 0 128 255"],
    ["clear, red and blue, at most 16", [clear, red, blue], 16, "0 0 0 0, 128 0 128 255"],
    ["red and a blue of 254, at most 256", [red, [0, 0, 254, 255]], 256, "255 0 0 255, 0 0 254 255"],
    ["red and blue, all (0)", [red, blue], 0, "255 0 0 255, 0 0 255 255"],
];
let isAsFound = true;
for (const [name, upng] of [["upng-js 2.1.0", require("upng-js")], ["@pdf-lib/upng 1.0.1", require("@pdf-lib/upng").default]]) {
    console.log(`${name}:`);
    for (const [what, colours, limit, expected] of cases) {
        const found = kept(upng, colours, limit);
        console.log(`  ${what}: ${found}`);
        isAsFound &&= found === expected;
    }
}
process.exit(isAsFound ? 0 : 1);
JS
node check.cjs
