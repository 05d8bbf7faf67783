#!/bin/sh
# aseprite-loader 0.4.2 shows layers that Aseprite does not show, and mixes some colours otherwise: a
# visible layer in a hidden group is drawn, the opacity of a cel is not used, and soft light does
# another thing to blue than to red and green. aseprite-io 0.2.0 writes the file and reads all three as they are.
#
# So a test that holds a reader of .aseprite files against aseprite-loader has to leave these out.
#
# Needs cargo and the network. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "readers"
version = "0.0.0"
edition = "2024"

[dependencies]
aseprite-io = "=0.2.0"
aseprite-loader = "=0.4.2"
TOML
cat > "$folder/src/main.rs" <<'RUST'
use aseprite::{AsepriteFile, ColorMode, LayerOptions, Pixels};
use aseprite_loader::loader;

const RGBA: ColorMode = ColorMode::Rgba;

fn dot(rgba: [u8; 4]) -> Pixels {
    Pixels::new(rgba.to_vec(), 1, 1, RGBA).expect("one pixel")
}

/// What the reader shows of a file of one pixel. `change` may touch its bytes.
fn shown(file: &AsepriteFile, change: impl Fn(&mut Vec<u8>)) -> [u8; 4] {
    let mut bytes = Vec::new();
    file.write_to(&mut bytes).expect("memory takes it");
    change(&mut bytes);
    let read = loader::AsepriteFile::load(&bytes).expect("a valid file");
    let mut rgba = [0; 4];
    read.render_frame(0, &mut rgba, &loader::LayerSelection::Visible).expect("one pixel");
    rgba
}

/// Where the chunks of a kind begin: at their two bytes of type.
fn places(bytes: &[u8], kind: u16) -> Vec<usize> {
    let kind = kind.to_le_bytes();
    bytes.windows(2).enumerate().filter(|(_, pair)| *pair == kind).map(|(at, _)| at).collect()
}

fn main() {
    let white = [255, 255, 255, 255];
    let mut hidden = AsepriteFile::new(1, 1, RGBA);
    let group =
        hidden.add_group_with("group", LayerOptions { visible: false, ..Default::default() });
    let layer = hidden.add_layer_in("layer", group);
    hidden.add_frame(100);
    hidden.set_cel(layer, 0, dot(white), 0, 0).expect("a cel");
    let in_hidden_group = shown(&hidden, |_| {});

    let mut plain = AsepriteFile::new(1, 1, RGBA);
    let layer = plain.add_layer("layer");
    plain.add_frame(100);
    plain.set_cel(layer, 0, dot(white), 0, 0).expect("a cel");
    // The opacity of a cel stands behind its layer and place.
    let half = shown(&plain, |bytes| {
        let at = places(bytes, 0x2005)[0];
        bytes[at + 8] = 128;
    });

    let mut soft = AsepriteFile::new(1, 1, RGBA);
    let (ground, ink) = (soft.add_layer("ground"), soft.add_layer("ink"));
    soft.add_frame(100);
    soft.set_cel(ground, 0, dot([100, 100, 100, 255]), 0, 0).expect("a cel");
    soft.set_cel(ink, 0, dot([0, 0, 0, 255]), 0, 0).expect("a cel");
    // The mode of the second layer; 9 is soft light.
    let black_in_soft_light = shown(&soft, |bytes| {
        let at = places(bytes, 0x2004)[1];
        bytes[at + 12] = 9;
    });

    println!("aseprite-loader 0.4.2:");
    println!("  a layer in a hidden group: {in_hidden_group:?} (Aseprite: not drawn)");
    println!("  a cel of opacity 128: {half:?} (Aseprite: alpha 128)");
    println!("  black in soft light over 100: {black_in_soft_light:?} (Aseprite: 39, 39, 39)");
    let is_as_found = in_hidden_group == white && half == white && black_in_soft_light == [39, 39, 87, 255];
    std::process::exit(i32::from(!is_as_found));
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
