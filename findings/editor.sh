#!/bin/sh
# egui 0.37.0: a slider that rounds (fixed_decimals, step_by) writes the rounded number back and
# says that it was changed in the first frame in which it is drawn, although nothing was done to
# it. That is what the usual SliderClamping::Always does; SliderClamping::Edits leaves a number
# alone until it is edited. A panel that acts on changed() then acts on being opened.
#
# Needs cargo and the network. Exits with 0 while egui behaves like this.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "slider"
version = "0.0.0"
edition = "2024"

[dependencies]
egui = { version = "=0.37.0", default-features = false, features = ["default_fonts"] }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use egui::{Context, RawInput, Slider, SliderClamping};

fn draw(clamping: SliderClamping) -> (f32, bool) {
    let (ctx, mut value, mut is_changed) = (Context::default(), 46.08_f32, false);
    let output = ctx.run_ui(RawInput::default(), |ui| {
        let slider = Slider::new(&mut value, 0.0..=100.0).fixed_decimals(0).clamping(clamping);
        is_changed |= ui.add(slider).changed();
    });
    output.drop_without_applying_deltas();
    (value, is_changed)
}

fn main() {
    let (always, edits) = (draw(SliderClamping::Always), draw(SliderClamping::Edits));
    println!("egui 0.37.0, 46.08 drawn once without input:");
    println!("  SliderClamping::Always: {} changed {}", always.0, always.1);
    println!("  SliderClamping::Edits:  {} changed {}", edits.0, edits.1);
    let is_as_found = always == (46.0, true) && edits == (46.08, false);
    std::process::exit(i32::from(!is_as_found));
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
