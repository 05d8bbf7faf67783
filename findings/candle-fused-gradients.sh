#!/bin/sh
# candle-nn 0.11.1: softmax_last_dim, rms_norm and rope have no gradient and do not say so. backward()
# succeeds, the loss falls by what lies behind them, and everything before them stays as it was. The
# plain ways (softmax, RmsNorm::forward_diff, rope_slow) have one.
#
# A training graph has to use the plain ways; a test that every variable has a gradient that is
# finite and not zero after one step tells.
#
# Needs cargo and the network; candle compiles for some minutes. Exits with 0 while it is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "gradients"
version = "0.0.0"
edition = "2024"

[dependencies]
candle-core = { version = "=0.11.1", default-features = false }
candle-nn = { version = "=0.11.1", default-features = false }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::{RmsNorm, ops, rotary_emb};

/// Whether a variable in front of an operation gets a gradient that is not zero.
fn has_gradient(shape: &[usize], operation: impl Fn(&Tensor) -> Result<Tensor>) -> Result<bool> {
    let count: usize = shape.iter().product();
    let numbers: Vec<f32> = (0..count).map(|n| (n * 7 % 5) as f32 - 1.5).collect();
    let variable = Var::from_tensor(&Tensor::from_vec(numbers, shape, &Device::Cpu)?)?;
    let weights: Vec<f32> = (0..count).map(|n| n as f32 * 0.1).collect();
    let weights = Tensor::from_vec(weights, shape, &Device::Cpu)?;
    let loss = (operation(&variable)? * weights)?.sum_all()?;
    let gradients = loss.backward()?;
    let Some(gradient) = gradients.get(&variable) else { return Ok(false) };
    Ok(gradient.abs()?.sum_all()?.to_scalar::<f32>()? > 1e-6)
}

fn main() -> Result<()> {
    let device = Device::Cpu;
    let alpha = Tensor::ones(4, DType::F32, &device)?;
    let norm = RmsNorm::new(alpha.clone(), 1e-5);
    let angles = Tensor::from_vec(vec![0.1_f32, 0.2, 0.3, 0.4, 0.5, 0.6], (3, 2), &device)?;
    let (cos, sin) = (angles.cos()?, angles.sin()?);
    let row = [3, 4];
    let heads = [1, 2, 3, 4];
    let found = [
        ("softmax_last_dim", has_gradient(&row, ops::softmax_last_dim)?, false),
        ("softmax", has_gradient(&row, |x| ops::softmax(x, D::Minus1))?, true),
        ("rms_norm", has_gradient(&row, |x| ops::rms_norm(x, &alpha, 1e-5))?, false),
        ("RmsNorm::forward_diff", has_gradient(&row, |x| norm.forward_diff(x))?, true),
        ("rope", has_gradient(&heads, |x| rotary_emb::rope(x, &cos, &sin))?, false),
        ("rope_slow", has_gradient(&heads, |x| rotary_emb::rope_slow(x, &cos, &sin))?, true),
    ];
    println!("candle-nn 0.11.1, gradient of a variable in front of:");
    let mut is_as_found = true;
    for (name, has, had) in found {
        println!("  {name:22} {}", if has { "there" } else { "none, without an error" });
        is_as_found &= has == had;
    }
    std::process::exit(i32::from(!is_as_found));
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
