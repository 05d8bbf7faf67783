//! The weights that training from nothing begins with.

use anyhow::Result;
use candle_core::{Device, Tensor};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use shoal::model::Config;

use super::state::Tensors;

/// Small random weights; those that end a residual branch, and the head, start at zero.
pub(super) fn first_weights(config: &Config, seed: u64, device: &Device) -> Result<Tensors> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut tensors = Tensors::new();
    for (name, shape) in config.tensors() {
        let values = first_values(&name, &shape, &mut rng);
        tensors.insert(name, Tensor::from_vec(values, shape, device)?);
    }
    Ok(tensors)
}

/// What a tensor holds before anything was learned.
pub(crate) fn first_values(name: &str, shape: &[usize], rng: &mut ChaCha8Rng) -> Vec<f32> {
    let fan_in = shape[0] as f32;
    // Uniform numbers between -1 and 1 have a deviation of 1 / sqrt(3).
    let spread = match name {
        "head" | "hint.out" => 0.0,
        "hint.code" | "hint.locked" => 0.3,
        // Every table of embeddings alike, whatever it is called after.
        _ if name.starts_with("embed.") => 0.3,
        // What ends a residual branch.
        _ if matches!(name.rsplit('.').next(), Some("attn_out" | "down")) => 0.0,
        _ => (3.0 / fan_in).sqrt(),
    };
    (0..shape.iter().product()).map(|_| spread * rng.random_range(-1.0..1.0_f32)).collect()
}
