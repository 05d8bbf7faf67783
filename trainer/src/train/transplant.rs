//! Weights that know one world and palette, rearranged for another.
//!
//! What has a counterpart keeps what was learned about it: a name its rows, a colour the rows of
//! the nearest old one. A name without a counterpart begins as "any", which is what the model
//! knows about creatures in general.

use shoal::{
    model::{
        AxisSize, Checkpoint, Config, Weights,
        input::{NEIGHBOUR_ROWS, NEIGHBOURS},
        vocabulary::{COLOURS, FIRST_CATEGORY, FIRST_ZONE, MASK, MAX_NAMES},
    },
    sprite::{Axis, Palette, World},
};

use crate::data::translate::{nearest_colours, places};

/// The weights of a checkpoint, rearranged for a world and a palette.
pub(crate) fn transplant(checkpoint: &Checkpoint, world: &World, palette: &Palette) -> Weights {
    let mut weights = checkpoint.weights.clone();
    let colours = nearest_colours(palette, &checkpoint.palette).map(usize::from);
    let mut rows = |name: &str, from: &[usize]| {
        let Some(old) = checkpoint.weights.get(name) else { return };
        // Codes of the hint plane have a width of their own.
        let config = &checkpoint.config;
        let width = if name == "hint.code" { config.hint_width } else { config.width };
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
        let mut prompts = vec![MAX_NAMES; MAX_NAMES + 1];
        for (index, place) in places(new, old).into_iter().enumerate() {
            let token = usize::from(first) + index;
            tokens[token] = place.map_or(usize::from(MASK), |old| usize::from(first + old));
            prompts[index] = place.map_or(MAX_NAMES, usize::from);
        }
        rows(name, &prompts);
    }
    rows("embed.token", &tokens);
    for axis in &world.traits {
        let name = table_of(axis);
        let old = checkpoint.world.traits.iter().find(|old| table_of(old) == name);
        // What the model never heard of begins as nothing: it draws what it drew before.
        let Some(old) = old else { continue };
        let any = old.values.len();
        let mut from: Vec<usize> = places(&axis.values, &old.values)
            .into_iter()
            .map(|place| place.map_or(any, usize::from))
            .collect();
        from.push(any);
        rows(&name, &from);
    }
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
    add_missing_tables(&mut weights, &checkpoint.config.clone().for_schema(world));
    weights
}

/// The tensor of an axis.
fn table_of(axis: &Axis) -> String {
    AxisSize { name: axis.name.clone(), n_values: axis.values.len() }.tensor_name()
}

/// Gives a network the tables that its sizes call for and that it does not have yet, filled with
/// zeros: it draws what it drew before, and learns what they mean.
pub(crate) fn add_missing_tables(weights: &mut Weights, config: &Config) {
    for table in config.tables().all() {
        let zeros = || vec![0.0; table.n_rows * config.width];
        weights.entry(table.name.clone()).or_insert_with(zeros);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;
    use shoal::{
        model::CheckpointData,
        sprite::{Prompt, Sprite},
    };
    use trainer::network::{Batch, Kernels, Transformer, tensors_of};

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
        let data = CheckpointData {
            config,
            world: World::ocean(),
            palette: Palette::ocean(),
            training: serde_json::Value::Null,
            weights,
            critic: None,
            shape: None,
            exemplars: None,
        };
        Checkpoint::new(data).unwrap()
    }

    fn loss(checkpoint: &Checkpoint, weights: &Weights, prompt: Prompt, sprite: &Sprite) -> f32 {
        let tensors = tensors_of(&checkpoint.config, weights, &Device::Cpu).unwrap();
        let network = Transformer::new(checkpoint.config.clone(), tensors, Kernels::Fused).unwrap();
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
    fn an_axis_more_is_a_table_of_zeros_and_changes_no_drawing() {
        let old = checkpoint();
        let world = World::ocean().with_axis("Size", &["Small", "Big"]);
        let weights = transplant(&old, &world, &old.palette);
        assert_eq!(weights["embed.axis.size"], vec![0.0; 3 * old.config.width]);
        let mut data = old.clone().into_data();
        (data.config, data.weights) = (data.config.for_schema(&world), weights.clone());
        data.world = world.clone();
        let new = Checkpoint::new(data).unwrap();
        let sprite = corpus::sample(corpus::Split::Train, 5).sprite;
        let labels = world.labels([("zone", "abyss"), ("size", "big")]).unwrap();
        let before = loss(&old, &old.weights, Prompt::of(Some(3), None), &sprite);
        assert!((before - loss(&new, &weights, labels, &sprite)).abs() < 1e-5);
        // Taken along to a world that has the values in another order.
        let mut turned = World::ocean().with_axis("SIZE", &["Big", "Huge", "Small"]);
        turned.zones.rotate_left(1);
        let mut data = new.into_data();
        let table = data.weights.get_mut("embed.axis.size").unwrap();
        table.iter_mut().enumerate().for_each(|(at, value)| *value = (at % 7) as f32);
        let new = Checkpoint::new(data).unwrap();
        let (old, width) = (&new.weights["embed.axis.size"], new.config.width);
        let moved = &transplant(&new, &turned, &new.palette)["embed.axis.size"];
        let rows = |table: &[f32]| table.chunks(width).map(<[f32]>::to_vec).collect::<Vec<_>>();
        let (old, moved) = (rows(old), rows(moved));
        assert_eq!(moved, [&old[1], &old[2], &old[0], &old[2]].map(Clone::clone));
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
            (Prompt::of(Some(3), None), Prompt::of(Some(1), Some(5))),
        ] {
            let before = loss(&old, &old.weights, before, &example);
            let after = loss(&old, &weights, after, &moved);
            assert!((before - after).abs() < 1e-4, "{before} {after}");
        }
    }
}
