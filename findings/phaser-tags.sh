#!/bin/sh
# Phaser 4.2.1 plays a tag of Aseprite's JSON once: createFromAseprite does not read "repeat", and neither one that
# loops for ever (none) nor one of three rounds is repeated; "pingpong_reverse" plays forward. KAPLAY 3001.0.19 plays
# "reverse" forward, and all tags at 10 frames a second whatever their durations.
#
# Phaser keeps durations and the other directions, so one takes its reader for whole. Play with { repeat: -1 }, and
# write a reversed ping-pong as frames in the order in which they are shown.
#
# Needs node and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --no-audit --no-fund --ignore-scripts --silent phaser@4.2.1 kaplay@3001.0.19
cat > check.cjs <<'JS'
const { readFileSync } = require("node:fs");
// Phaser asks what browser it runs in while it is loaded.
global.window = global;
global.document = { documentElement: {}, addEventListener() {}, createElement: () => ({ getContext: () => null, style: {} }) };
global.HTMLCanvasElement = global.HTMLVideoElement = global.Image = class {};
const phaser = (file) => require(`${__dirname}/node_modules/phaser/src/${file}.js`);
const [Manager, State] = [phaser("animations/AnimationManager"), phaser("animations/AnimationState")];
const Events = require("eventemitter3");

const DURATIONS = [100, 200, 300];
const sheet = (tag) => ({
    frames: Object.fromEntries(DURATIONS.map((duration, at) => [at, { frame: { x: at * 8, y: 0, w: 8, h: 8 }, duration }])),
    meta: { size: { w: 24, h: 8 }, frameTags: [{ name: "swim", from: 0, to: 2, ...tag }] },
});

/** The frames that Phaser shows in two seconds, with the time of each, until it stops. */
function played(tag, options) {
    const textures = { get: (key) => ({ key, has: () => true, get: (name) => ({ name, texture: { key } }) }), exists: () => true };
    textures.getFrame = (key, name) => textures.get(key).get(name);
    const manager = new Manager({ cache: { json: { get: () => sheet(tag) } }, events: new Events() });
    manager.textureManager = textures;
    manager.createFromAseprite("fish");
    const sprite = Object.assign(new Events(), {
        scene: { sys: { anims: manager, textures } }, texture: {}, frame: {}, setSizeToFrame() {}, updateDisplayOrigin() {},
    });
    const state = sprite.anims = new State(sprite);
    state.play({ key: "swim", ...options });
    const shown = [];
    for (let time = 0; time < 2000 && state.isPlaying; time++) {
        const name = state.currentFrame.textureFrame;
        if (shown.at(-1)?.name !== name) shown.push({ name, for: 0 });
        shown.at(-1).for++;
        state.update(time, 1);
    }
    return shown.map((frame) => `${frame.name} ${frame.for}`).join(", ") + (state.isPlaying ? " ..." : ", end");
}

/** What KAPLAY makes of a tag: the function that its loader hands the JSON to. */
function kaplay(tag) {
    const source = readFileSync("node_modules/kaplay/dist/kaplay.mjs", "utf8");
    const [, of] = source.match(/\.then\((\w+=>\{let \w+=\w+\.meta\.size[\s\S]*?anims:\w+\}\)\})\)/);
    const [quad, from] = [of.match(/new (\w+)\(/)[1], of.match(/return (\w+)\.from\((\w+),/)];
    const data = sheet(tag);
    data.frames = Object.values(data.frames);
    return new Function(quad, from[1], from[2], `return ${of}`)(class {}, { from: (_, made) => made.anims.swim }, "fish.png")(data);
}

const forward = "0 100, 1 200, 2 300";
const cases = [
    ["forward, no repeat (for ever)", { direction: "forward" }, {}, `${forward}, end`],
    ["forward, three rounds", { direction: "forward", repeat: "3" }, {}, `${forward}, end`],
    ["reverse", { direction: "reverse" }, {}, "2 300, 1 200, 0 100, end"],
    ["pingpong", { direction: "pingpong" }, {}, `${forward}, 1 200, 0 100, end`],
    ["pingpong_reverse", { direction: "pingpong_reverse" }, {}, `${forward}, end`],
    ["forward, played with repeat: -1", { direction: "forward" }, { repeat: -1 }, `${forward}, ${forward}, ${forward}, 0 100, 1 100 ...`],
];
let isAsFound = true;
console.log("Phaser 4.2.1, frames and ms:");
for (const [what, tag, options, expected] of cases) {
    const found = played(tag, options);
    console.log(`  ${what}: ${found}`);
    isAsFound &&= found === expected;
}
const reverse = JSON.stringify(kaplay({ direction: "reverse" }));
console.log(`KAPLAY 3001.0.19, reverse: ${reverse}`);
isAsFound &&= reverse === '{"from":0,"to":2,"speed":10,"loop":true,"pingpong":false}';
process.exit(isAsFound ? 0 : 1);
JS
node check.cjs
