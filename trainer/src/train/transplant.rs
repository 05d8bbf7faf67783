//! Weights that know one world and palette, rearranged for another.
//!
//! What has a counterpart keeps what was learned about it: a name its rows, a colour the rows of
//! the nearest old one. A name without a counterpart begins as "any", which is what the model
//! knows about creatures in general.

use shoal::{
    model::{
        Checkpoint, Weights,
        input::{NEIGHBOUR_ROWS, NEIGHBOURS, PROMPT_ROWS},
        vocabulary::{COLOURS, FIRST_CATEGORY, FIRST_ZONE, MASK, MAX_NAMES},
    },
    sprite::{Palette, World},
};

use crate::data::translate::{nearest_colours, places};

/// The weights of a checkpoint, rearranged for a world and a palette.
pub(crate) fn transplant(checkpoint: &Checkpoint, world: &World, palette: &Palette) -> Weights {
    let mut weights = checkpoint.weights.clone();
    let colours = nearest_colours(palette, &checkpoint.palette).map(usize::from);
    let mut rows = |name: &str, from: &[usize]| {
        let Some(old) = checkpoint.weights.get(name) else { return };
        let width = old.len() / from.len();
        let moved = from.iter().flat_map(|row| &old[row * width..][..width]);
        weights.insert(name.to_owned(), moved.copied().collect());
    };
    // Where each row of a table comes from.
    let mut tokens: Vec<usize> = (0..shoal::model::vocabulary::TOKENS).collect();
    tokens[..COLOURS].copy_from_slice(&colours);
    for (name, first, old, new) in [
        ("embed.zone", FIRST_ZONE, &checkpoint.world.zones, &world.zones),
        ("embed.category", FIRST_CATEGORY, &checkpoint.world.categories, &world.categories),
    ] {
        let mut prompts = vec![MAX_NAMES; PROMPT_ROWS];
        for (index, place) in places(new, old).into_iter().enumerate() {
            let token = usize::from(first) + index;
            tokens[token] = place.map_or(usize::from(MASK), |old| usize::from(first + old));
            prompts[index] = place.map_or(MAX_NAMES, usize::from);
        }
        rows(name, &prompts);
    }
    rows("embed.token", &tokens);
    let around: Vec<usize> = (0..NEIGHBOURS * NEIGHBOUR_ROWS)
        .map(|row| match row % NEIGHBOUR_ROWS {
            colour if colour < COLOURS => row - colour + colours[colour],
            _ => row,
        })
        .collect();
    rows("embed.neighbour", &around);
    let n_codes = shoal::sprite::HintPlane::CODES;
    let codes: Vec<usize> =
        (0..n_codes).map(|code| colours.get(code).copied().unwrap_or(code)).collect();
    rows("hint.code", &codes);
    if let Some(head) = weights.get_mut("head") {
        for row in head.chunks_exact_mut(COLOURS) {
            let old: Vec<f32> = row.to_vec();
            for (logit, &from) in row.iter_mut().zip(&colours) {
                *logit = old[from];
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Tensor};
    use shoal::{
        model::{Batch, Config, Kernels, Transformer},
        sprite::{Prompt, Sprite},
    };

    use crate::{corpus, data::translate::Translation};

    fn checkpoint() -> Checkpoint {
        let config = Config::tiny();
        let mut state = 1_u32;
        let mut number = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as f32 / 65_536.0 - 0.5
        };
        let tensors = config.tensors().into_iter();
        let weights = tensors
            .map(|(name, shape)| {
                let count = shape.iter().product::<usize>();
                (name, (0..count).map(|_| number()).collect())
            })
            .collect();
        Checkpoint {
            config,
            world: World::ocean(),
            palette: Palette::ocean(),
            training: serde_json::Value::Null,
            weights,
            critic: None,
            hash: String::new(),
        }
    }

    fn loss(checkpoint: &Checkpoint, weights: &Weights, prompt: Prompt, sprite: &Sprite) -> f32 {
        let tensors = checkpoint.config.tensors().into_iter().map(|(name, shape)| {
            let tensor = Tensor::from_vec(weights[&name].clone(), shape, &Device::Cpu).unwrap();
            (name, tensor)
        });
        let network =
            Transformer::new(checkpoint.config.clone(), tensors.collect(), Kernels::Fused).unwrap();
        let mut batch = Batch::default();
        batch.push(prompt, sprite, None);
        network.loss(&batch).unwrap().0.to_scalar::<f32>().unwrap()
    }

    #[test]
    fn the_same_world_changes_nothing() {
        let old = checkpoint();
        assert_eq!(transplant(&old, &old.world, &old.palette), old.weights);
    }

    #[test]
    fn what_moved_is_found_again() {
        let old = checkpoint();
        let mut world = World { zones: old.world.zones[2..4].to_vec(), ..old.world.clone() };
        world.categories.rotate_left(2);
        world.categories[5] = "Demon".to_owned();
        let mut turned = *old.palette.colours();
        turned[1..].rotate_right(11);
        let palette = Palette::new("turned", turned, vec![]);
        let weights = transplant(&old, &world, &palette);
        let there = Translation::new((&old.world, &old.palette), (&world, &palette));
        let example = corpus::sample(corpus::Split::Train, 5).sprite;
        let moved = there.sprite(&example);
        for (before, after) in [
            (Prompt::cell(2, 4), Prompt::cell(0, 2)),
            (Prompt { zone: Some(3), category: None }, Prompt { zone: Some(1), category: Some(5) }),
        ] {
            let before = loss(&old, &old.weights, before, &example);
            let after = loss(&old, &weights, after, &moved);
            assert!((before - after).abs() < 1e-4, "{before} {after}");
        }
    }
}
