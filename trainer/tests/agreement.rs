//! The decode engine and the reference forward pass are one network.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly too")]

use candle_core::Device;
use shoal::{
    generate::{Generator, Precision},
    model::Checkpoint,
    sprite::{Hint, HintPlane, Mask, PIXELS, Prompt, ScanOrder, Sprite},
};
use trainer::network::{Batch, Kernels, Transformer};

/// A fish-like blob with a few colours.
fn sprite() -> Sprite {
    let mut sprite = Sprite::EMPTY;
    for y in 0..32 {
        for x in 0..32 {
            let (dx, dy) = (x - 15, (y - 16) * 2);
            if dx * dx + dy * dy < 150 {
                sprite.set(x, y, 10 + ((x * 7 + y * 3) % 40) as u8);
            }
        }
    }
    sprite
}

/// How far apart the logits of the training graph and the engine's are at most, which read a
/// sprite in some order.
fn largest_difference(
    kernels: Kernels,
    order: ScanOrder,
    prompt: Prompt,
    hints: Option<&HintPlane>,
) -> f32 {
    let checkpoint = Checkpoint::embedded();
    let mut batch = Batch::default();
    batch.push_in(order, prompt, &sprite(), hints);
    let network = Transformer::of_checkpoint(&checkpoint, kernels, &Device::Cpu).unwrap();
    let reference = network.logits(&batch).unwrap();
    let reference = reference.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let generator = Generator::with_precision(&checkpoint, Precision::F32);
    let cached = generator.logits_in(order, prompt, &sprite(), hints);
    assert_eq!(cached.len(), PIXELS * 64);
    let apart = cached.iter().zip(&reference).map(|(a, b)| (a - b).abs());
    apart.fold(0.0, |largest, apart| if apart > largest { apart } else { largest })
}

const BOTH: [ScanOrder; 2] = [ScanOrder::Forwards, ScanOrder::Backwards];

#[test]
fn cached_steps_equal_the_full_forward_pass_in_both_scan_orders() {
    for order in BOTH {
        let apart = largest_difference(Kernels::Fused, order, Prompt::cell(2, 3), None);
        assert!(apart < 1e-3, "{order:?}: {apart}");
    }
}

#[test]
fn so_they_do_with_hints_and_half_a_prompt_in_plain_candle() {
    let mut hints = HintPlane::keeping(&sprite(), &Mask::rectangle((0, 0), (31, 14)));
    hints.set(700, Hint::Opaque, true);
    hints.set(800, Hint::Colour(9), false);
    let prompt = Prompt::of(None, Some(1));
    for order in BOTH {
        let apart = largest_difference(Kernels::Plain, order, prompt, Some(&hints));
        assert!(apart < 1e-3, "{order:?}: {apart}");
    }
}
