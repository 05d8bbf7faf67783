#!/bin/sh
# The crate image-webp 0.2.4 and animated WebP: WebPDecoder::read_frame leaves a frame in sight that
# the file says to dispose to the background, unless a background colour was set before; and a pixel
# that is opaque comes out one too dark where its frame is blended and has opacity.
#
# Shoal therefore decodes each frame as a still picture and lays them over each other itself.
#
# Needs cargo and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "animated"
version = "0.0.0"
edition = "2024"

[dependencies]
image-webp = "=0.2.4"
TOML
cat > "$folder/src/main.rs" <<'RUST'
use std::io::Cursor;

use image_webp::{ColorType, WebPDecoder, WebPEncoder};

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

/// A frame of one colour on a canvas of 4x2 pixels.
fn frame(left: u32, width: u32, flags: u8, pixels: &[[u8; 4]]) -> Vec<u8> {
    let mut still = Vec::new();
    WebPEncoder::new(&mut still)
        .encode(pixels.as_flattened(), width, 2, ColorType::Rgba8)
        .expect("a small picture");
    let mut data = Vec::new();
    for number in [left / 2, 0, width - 1, 1, 100] {
        data.extend(&number.to_le_bytes()[..3]);
    }
    data.push(flags);
    data.extend(&still[12..]);
    chunk(b"ANMF", &data)
}

fn main() {
    const COLOUR: [u8; 4] = [26, 28, 44, 255];
    const EMPTY: [u8; 4] = [0; 4];
    let (blend, dispose) = (0, 1);
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x12, 0, 0, 0, 3, 0, 0, 1, 0, 0]),
        chunk(b"ANIM", &[0; 6]),
        // The first frame fills the left half and is disposed, the second has one opaque pixel.
        frame(0, 2, blend | dispose, &[COLOUR; 4]),
        frame(2, 2, blend, &[COLOUR, EMPTY, EMPTY, EMPTY]),
    ]
    .concat();
    let bytes = chunk(b"RIFF", &body);
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).expect("a valid WebP");
    let mut canvas = vec![0; decoder.output_buffer_size().expect("a small picture")];
    decoder.read_frame(&mut canvas).expect("the first frame");
    decoder.read_frame(&mut canvas).expect("the second frame");
    let (disposed, blended) = (&canvas[..4], &canvas[8..12]);
    println!("image-webp 0.2.4, second frame of an animation, colour {COLOUR:?}:");
    println!("  pixel of the first frame, disposed to the background: {disposed:?}");
    println!("  opaque pixel of the second frame, blended: {blended:?}");
    let is_as_found = disposed != EMPTY && blended == [25, 27, 43, 255];
    std::process::exit(i32::from(!is_as_found));
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
