//! Holds the fused operations to account: same loss, same gradients, and one for everybody.

use candle_core::Var;

use super::*;
use shoal::sprite::{Mask, Prompt, Sprite};

/// Numbers between -1 and 1 that look random and are always the same.
fn numbers(seed: u32) -> impl Iterator<Item = f32> {
    let mut state = seed.wrapping_mul(747_796_405).wrapping_add(1);
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    })
}

fn parameters(config: &Config) -> BTreeMap<String, Var> {
    let tensors = config.tensors().into_iter().enumerate();
    tensors
        .map(|(index, (name, shape))| {
            let spread = (1.5 / shape[0] as f32).sqrt().max(0.2);
            let count = shape.iter().product();
            let values: Vec<f32> =
                numbers(index as u32).take(count).map(|value| value * spread).collect();
            let tensor = Tensor::from_vec(values, shape, &Device::Cpu).unwrap();
            (name, Var::from_tensor(&tensor).unwrap())
        })
        .collect()
}

fn transformer(parameters: &BTreeMap<String, Var>, kernels: Kernels) -> Transformer {
    transformer_of(Config::tiny(), parameters, kernels)
}

fn transformer_of(
    config: Config,
    parameters: &BTreeMap<String, Var>,
    kernels: Kernels,
) -> Transformer {
    let tensors =
        parameters.iter().map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect();
    Transformer::new(config, tensors, kernels).unwrap()
}

fn batch() -> Batch {
    let mut batch = Batch::default();
    for sprite_idx in 0..3 {
        // The first is noise all over, the others have less and less of it.
        let colour = |(pixel, n): (usize, f32)| {
            let is_empty = pixel % SIDE < 8 * sprite_idx as usize;
            if is_empty { 0 } else { ((n + 1.0) * 31.9) as u8 }
        };
        let colours: Vec<u8> =
            numbers(90 + sprite_idx).take(PIXELS).enumerate().map(colour).collect();
        let sprite = Sprite::from_indices(&colours).unwrap();
        let hints = (sprite_idx != 1).then(|| {
            let mut plane = HintPlane::keeping(&sprite, &Mask::rectangle((3, 3), (20, 12)));
            plane.set(900, shoal::sprite::Hint::Opaque, true);
            plane.set(901, shoal::sprite::Hint::Colour(5), false);
            plane
        });
        let prompt = Prompt::of(Some(sprite_idx as u8), None);
        let order = if sprite_idx == 2 { ScanOrder::Backwards } else { ScanOrder::Forwards };
        batch.push_in(order, prompt, &sprite, hints.as_ref());
        let mut dice = numbers(70 + sprite_idx).map(|n| f64::from(n + 1.0) / 2.0);
        batch.subsample_empty(0.4, || dice.next().unwrap());
    }
    // A whole prompt too, so that no kind of row is left out.
    batch.labels[2] = Prompt::cell(5, 1);
    batch
}

/// Holds the fused kernels to the plain ones on a batch: the same loss, and the same gradient of
/// every tensor.
fn assert_kernels_agree(config: &Config, batch: &Batch) {
    let parameters = parameters(config);
    let [(fused_loss, fused), (plain_loss, plain)] =
        [Kernels::Fused, Kernels::Plain].map(|kernels| {
            let network = transformer_of(config.clone(), &parameters, kernels);
            let (loss, _) = network.loss(batch).unwrap();
            let gradients = loss.backward().unwrap();
            (loss.to_scalar::<f32>().unwrap(), gradients)
        });
    assert!((fused_loss - plain_loss).abs() < 1e-4, "{fused_loss} and {plain_loss}");
    for (name, var) in &parameters {
        let [fused, plain] = [&fused, &plain].map(|gradients| {
            let gradient = gradients.get(var).unwrap_or_else(|| panic!("{name} has no gradient"));
            gradient.flatten_all().unwrap().to_vec1::<f32>().unwrap()
        });
        let size = plain.iter().fold(0.0_f32, |size, value| size.max(value.abs()));
        assert!(size > 0.0 && size.is_finite(), "{name} has a zero or infinite gradient");
        for (index, (fused, plain)) in fused.iter().zip(&plain).enumerate() {
            let apart = (fused - plain).abs();
            assert!(apart < 2e-3 * size + 1e-7, "{name}[{index}]: {fused} and {plain}");
        }
    }
}

#[test]
fn fused_and_plain_kernels_agree_in_loss_and_every_gradient() {
    assert_kernels_agree(&Config::tiny(), &batch());
}

/// A batch of which two sprites ask for guidance in one pass, with what they should be predicted
/// as.
fn guided_batch() -> Batch {
    let mut batch = batch();
    batch.guidance_steps = vec![0, 2, 1];
    for sprite in [1, 2] {
        let mut dice = numbers(40 + sprite as u32);
        let row = |_| {
            let row: [f32; 64] = std::array::from_fn(|_| dice.next().unwrap() + 1.0);
            let sum: f32 = row.iter().sum();
            row.map(|value| value / sum)
        };
        batch.set_soft_targets(sprite, (0..PIXELS).map(row).collect());
    }
    batch
}

#[test]
fn soft_targets_have_the_same_loss_and_gradients_fused_and_plain() {
    let config = Config { guidance_steps: 2, ..Config::tiny() };
    assert_kernels_agree(&config, &guided_batch());
}

#[test]
fn logits_that_count_are_those_of_all_in_either_kind_of_kernels() {
    let parameters = parameters(&Config::tiny());
    let whole = batch();
    let part = whole.part(&[2, 0], |_| Prompt::of(None, Some(3)));
    assert_eq!((part.labels[0], part.orders[0]), (Prompt::of(None, Some(3)), whole.orders[2]));
    for kernels in [Kernels::Fused, Kernels::Plain] {
        let network = transformer(&parameters, kernels);
        let all = network.logits(&part).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let counted = network.counted_logits(&part).unwrap();
        let n_counted: usize =
            part.weights.iter().flatten().filter(|weight| **weight > 0.0).count();
        assert_eq!(counted.len(), n_counted);
        for (sprite, pixel, row) in counted {
            let expected = &all[(sprite * PIXELS + pixel) * 64..][..64];
            let apart = row.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(apart < 1e-3, "{sprite} {pixel}: {apart}");
        }
    }
}

#[test]
fn products_of_16_bits_give_nearly_the_same_gradients() {
    let Some(kernels) = Kernels::fused_bf16() else { return };
    let parameters = parameters(&Config::tiny());
    let [(loss, exact), (loss_16, rounded)] = [Kernels::Fused, kernels].map(|kernels| {
        let (loss, _) = transformer(&parameters, kernels).loss(&batch()).unwrap();
        let gradients = loss.backward().unwrap();
        (loss.to_scalar::<f32>().unwrap(), gradients)
    });
    let apart = (loss - loss_16).abs();
    assert!(apart > 1e-7 && apart < 0.02 * loss, "{loss} and {loss_16}");
    for (name, var) in &parameters {
        let [exact, rounded] =
            [&exact, &rounded].map(|gradients| gradients.get(var).unwrap().flatten_all().unwrap());
        let dot = |a: &Tensor, b: &Tensor| (a * b).unwrap().sum_all().unwrap();
        let dot = |a, b| dot(a, b).to_scalar::<f32>().unwrap();
        let cosine = dot(&exact, &rounded) / (dot(&exact, &exact) * dot(&rounded, &rounded)).sqrt();
        assert!(cosine > 0.98, "{name}: {cosine}");
    }
}

#[test]
fn the_shipped_sizes_give_every_parameter_a_gradient() {
    let config = Config::shoal();
    let parameters = parameters(&config);
    let tensors =
        parameters.iter().map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect();
    let transformer = Transformer::new(config, tensors, Kernels::Fused).unwrap();
    let (loss, stats) = transformer.loss(&batch()).unwrap();
    assert!(loss.to_scalar::<f32>().unwrap().is_finite() && stats.pixels > 2000.0);
    let gradients = loss.backward().unwrap();
    for (name, var) in &parameters {
        let gradient = gradients.get(var).unwrap_or_else(|| panic!("{name} has no gradient"));
        let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
        assert!(size > 0.0 && size.is_finite(), "{name}: {size}");
    }
}

#[test]
fn no_prediction_sees_the_pixel_it_predicts_or_a_later_one() {
    let parameters = parameters(&Config::tiny());
    let transformer = transformer(&parameters, Kernels::Fused);
    let logits = |batch: &Batch| {
        transformer.logits(batch).unwrap().get(1).unwrap().to_vec2::<f32>().unwrap()
    };
    let before = logits(&batch());
    for pixel in [0, 31, 32, 500, 1023] {
        let mut changed = batch();
        let (x, y) = ((pixel % SIDE) as i32, (pixel / SIDE) as i32);
        let other = (changed.sprites[1].at(x, y) + 17) % 64;
        changed.sprites[1].set(x, y, other);
        let after = logits(&changed);
        assert_eq!(before[..=pixel], after[..=pixel], "pixel {pixel} is seen too early");
        let changes = pixel + 1 < PIXELS && before[pixel + 1] == after[pixel + 1];
        assert!(!changes, "pixel {pixel} is not seen by the next");
    }
}

#[test]
fn tensors_of_other_shapes_are_refused() {
    let mut tensors: BTreeMap<String, Tensor> = parameters(&Config::tiny())
        .iter()
        .map(|(name, var)| (name.clone(), var.as_tensor().clone()))
        .collect();
    tensors.remove("head");
    assert!(Transformer::new(Config::tiny(), tensors, Kernels::Plain).is_err());
}
