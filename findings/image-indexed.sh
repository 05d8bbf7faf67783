#!/bin/sh
# The crate image 0.25.10 and palettes: BmpDecoder::set_indexed_color(true) hands out indices of a
# BMP of 8 bits a pixel, but of one of 4 bits the packed bytes of its rows, two indices in each; and a
# TIFF with a palette, as ffmpeg and GIMP write it, is not supported.
#
# Shoal therefore gives the decoder a copy of a BMP whose palette holds the numbers of its entries,
# and takes what comes out for indices.
#
# Needs cargo and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "indexed"
version = "0.0.0"
edition = "2024"

[dependencies]
image = { version = "=0.25.10", default-features = false, features = ["bmp", "tiff"] }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use std::io::Cursor;

use image::{ImageDecoder as _, ImageError, ImageFormat, ImageReader, codecs::bmp::BmpDecoder};

/// A BMP of 3x1 pixels: 1, 2, 3.
fn bmp(bits: u16, row: [u8; 4]) -> Vec<u8> {
    let mut bytes = b"BM".to_vec();
    bytes.extend([74_u32, 0, 70, 40, 3, 1].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend([1, bits].into_iter().flat_map(u16::to_le_bytes));
    bytes.extend([0_u32, 0, 0, 0, 4, 0].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend((0..4).flat_map(|n| [n * 9, 0, 0, 0]));
    bytes.extend(row);
    bytes
}

fn indices(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = BmpDecoder::new(Cursor::new(bytes)).expect("a valid BMP");
    decoder.set_indexed_color(true);
    let mut indices = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut indices).expect("a valid BMP");
    indices
}

/// A TIFF of one pixel with a palette.
fn tiff() -> Vec<u8> {
    let entries: [(u16, u16, u32, u32); 9] = [
        (256, 3, 1, 1),
        (257, 3, 1, 1),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        // A palette tells the colours, 256 of each channel in 16 bits.
        (262, 3, 1, 3),
        (273, 4, 1, 8 + 2 + 9 * 12 + 4 + 1536),
        (278, 3, 1, 1),
        (279, 4, 1, 1),
        (320, 3, 768, 8 + 2 + 9 * 12 + 4),
    ];
    let mut bytes = b"II\x2a\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend([tag, kind].into_iter().flat_map(u16::to_le_bytes));
        bytes.extend([count, value].into_iter().flat_map(u32::to_le_bytes));
    }
    bytes.extend([0; 4]);
    bytes.extend((0..768_u16).flat_map(u16::to_le_bytes));
    bytes.push(7);
    bytes
}

fn main() {
    let eight = indices(&bmp(8, [1, 2, 3, 0]));
    let four = indices(&bmp(4, [0x12, 0x30, 0, 0]));
    let read = ImageReader::with_format(Cursor::new(tiff()), ImageFormat::Tiff).decode();
    println!("image 0.25.10, indices of 1, 2, 3:");
    println!("  BMP of 8 bits: {eight:?}");
    println!("  BMP of 4 bits: {four:?}");
    println!("TIFF with a palette: {}", read.as_ref().err().map_or("read".to_owned(), |e| e.to_string()));
    let is_as_found = eight == [1, 2, 3]
        && four == [0x12, 0x30, 0]
        && matches!(read, Err(ImageError::Unsupported(_)));
    std::process::exit(i32::from(!is_as_found));
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
