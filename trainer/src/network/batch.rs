//! Sprites to predict, their conditioning, and the weight of each prediction.

use shoal::{
    model::{Conditioning, Tables, input, vocabulary::COLOURS},
    sprite::{HintPlane, Labels, PIXELS, ScanOrder, Sprite, TRANSPARENT},
};

use super::{
    ops::{NO_ROW, Target},
    packing::Packing,
};

/// Sprites to predict, with their conditioning: labels and hints.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What each sprite is labelled.
    pub labels: Vec<Labels>,
    /// The order in which each sprite is read.
    pub orders: Vec<ScanOrder>,
    /// The sprites themselves, arranged in their orders.
    pub sprites: Vec<Sprite>,
    /// What is hinted about each sprite, if anything; arranged likewise.
    pub hints: Vec<Option<HintPlane>>,
    /// What each pixel's prediction counts in the loss.
    pub(super) weights: Vec<[f32; PIXELS]>,
    /// The step of guidance that each sprite is drawn with in one pass; 0 for none.
    pub guidance_steps: Vec<u8>,
    /// For sprites with such a step what each pixel's prediction should be: a probability for each
    /// colour. Otherwise the pixel's own colour is.
    pub(super) soft: Vec<Option<Vec<[f32; COLOURS]>>>,
    /// How many pixels the loss is a mean of.
    n_counting: usize,
}

impl Batch {
    /// Adds a sprite. All its pixels count but those that a locked hint gives away.
    pub fn push(&mut self, labels: Labels, sprite: &Sprite, hints: Option<&HintPlane>) {
        self.push_in(ScanOrder::Forwards, labels, sprite, hints);
    }

    /// As [`Self::push`], to be read in some order.
    pub fn push_in(
        &mut self,
        order: ScanOrder,
        labels: Labels,
        sprite: &Sprite,
        hints: Option<&HintPlane>,
    ) {
        let hints = hints.filter(|plane| !plane.is_blank()).map(|plane| order.hints(plane));
        let mut weights = [1.0; PIXELS];
        for (pixel, weight) in weights.iter_mut().enumerate() {
            if hints.as_ref().is_some_and(|plane| plane.given(pixel).is_some()) {
                *weight = 0.0;
            } else {
                self.n_counting += 1;
            }
        }
        self.labels.push(labels);
        self.guidance_steps.push(0);
        self.soft.push(None);
        self.orders.push(order);
        self.sprites.push(order.sprite(sprite));
        self.hints.push(hints);
        self.weights.push(weights);
    }

    /// The sprites of these numbers, with other labels and without guidance.
    #[must_use]
    pub fn part(&self, numbers: &[usize], relabel: impl Fn(Labels) -> Labels) -> Self {
        let pick = |number: &usize| (self.hints[*number].clone(), self.weights[*number]);
        let (hints, weights) = numbers.iter().map(pick).unzip();
        Self {
            labels: numbers.iter().map(|number| relabel(self.labels[*number])).collect(),
            orders: numbers.iter().map(|number| self.orders[*number]).collect(),
            sprites: numbers.iter().map(|number| self.sprites[*number].clone()).collect(),
            hints,
            weights,
            guidance_steps: vec![0; numbers.len()],
            soft: vec![None; numbers.len()],
            n_counting: self.n_counting,
        }
    }

    /// Sets what the predictions of a sprite should be, pixel by pixel in the order in which it is
    /// read: a probability for each colour. (1024 pixels)
    pub fn set_soft_targets(&mut self, sprite: usize, probabilities: Vec<[f32; COLOURS]>) {
        debug_assert_eq!(probabilities.len(), PIXELS);
        self.soft[sprite] = Some(probabilities);
    }

    /// What a pixel's prediction should be, where that is not one colour alone.
    #[must_use]
    pub fn soft_target(&self, sprite: usize, pixel: usize) -> Option<&[f32; COLOURS]> {
        self.soft[sprite].as_ref()?.get(pixel)
    }

    /// Has the predictions of the sprite that was added last count `factor` times from its first
    /// coloured pixel, in the order in which it is read, to its `n`-th. Colours and kind are
    /// decided there, and all later pixels see what was decided: labels matter in these few alone.
    /// The weight depends on what was drawn before a pixel and not on the pixel itself, so what each
    /// prediction should be stays the same.
    pub fn emphasise_first(&mut self, n: usize, factor: f32) {
        let (Some(sprite), Some(weights)) = (self.sprites.last(), self.weights.last_mut()) else {
            return;
        };
        let mut n_coloured = 0;
        for (colour, weight) in sprite.pixels().iter().zip(weights) {
            if (1..n).contains(&n_coloured) {
                *weight *= factor;
            }
            n_coloured += usize::from(*colour != TRANSPARENT);
        }
    }

    /// Leaves most predictions of emptiness in the middle of nothing out of the sprite that was
    /// added last: of its skipped slots whose pixel is transparent each stays with probability
    /// `share` and then counts `1 / share`, so that the loss keeps its expectation.
    /// `random` gives numbers from 0 to 1.
    pub fn subsample_empty(&mut self, share: f64, mut random: impl FnMut() -> f64) {
        let (Some(sprite), Some(hints), Some(weights)) =
            (self.sprites.last(), self.hints.last(), self.weights.last_mut())
        else {
            return;
        };
        for (pixel, weight) in weights.iter_mut().enumerate() {
            let is_empty = sprite.pixels()[pixel] == TRANSPARENT;
            if is_empty && input::is_skipped(sprite.pixels(), pixel, hints.as_ref()) {
                *weight *= if random() < share { (1.0 / share) as f32 } else { 0.0 };
            }
        }
    }

    /// Number of sprites.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sprites.len()
    }

    /// Whether there is no sprite.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sprites.is_empty()
    }

    /// How many pixels the loss is a mean of.
    pub(super) fn n_counting(&self) -> usize {
        self.n_counting.max(1)
    }

    /// Whether later slots of a sprite see this one.
    pub(super) fn is_key(&self, sprite: usize, slot: usize) -> bool {
        slot.checked_sub(input::PREFIX).is_none_or(|pixel| {
            !input::is_skipped(self.sprites[sprite].pixels(), pixel, self.hints[sprite].as_ref())
        })
    }

    /// The slots that must be computed; `all` of them, or those that the loss needs.
    pub(super) fn packing(&self, all: bool) -> Packing {
        let mut packing = Packing::default();
        for (sprite, weights) in self.weights.iter().enumerate() {
            packing.push(
                |slot| self.is_key(sprite, slot),
                |slot| all || weights[slot - input::PREFIX] > 0.0,
            );
        }
        packing
    }

    /// Every slot of every sprite.
    pub(super) fn all_rows(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.len()).flat_map(|sprite| (0..input::SLOTS).map(move |slot| (sprite, slot)))
    }

    /// What each row of a packing predicts.
    pub(super) fn targets(&self, packing: &Packing) -> Vec<Target> {
        let target = |(sprite, slot): (usize, usize)| match slot.checked_sub(input::PREFIX) {
            None => Target::default(),
            Some(pixel) => Target {
                colour: self.sprites[sprite].pixels()[pixel],
                weight: self.weights[sprite][pixel],
            },
        };
        packing.rows().map(target).collect()
    }

    /// What each row of a packing should say, where that is not one colour alone; empty where no
    /// row has such a target.
    pub(super) fn soft_targets(&self, packing: &Packing) -> Vec<Option<[f32; COLOURS]>> {
        if self.soft.iter().all(Option::is_none) {
            return Vec::new();
        }
        let soft = |(sprite, slot): (usize, usize)| {
            let pixel = slot.checked_sub(input::PREFIX)?;
            Some(self.soft[sprite].as_ref()?[pixel])
        };
        packing.rows().map(soft).collect()
    }

    /// What every pixel of every sprite should be, as probabilities. ([sprites * 1024 * 64])
    pub(super) fn all_targets(&self) -> Vec<f32> {
        let mut all = Vec::with_capacity(self.len() * PIXELS * COLOURS);
        for (sprite, soft) in self.sprites.iter().zip(&self.soft) {
            for (pixel, &colour) in sprite.pixels().iter().enumerate() {
                let hard = || std::array::from_fn(|entry| f32::from(entry == usize::from(colour)));
                let row: [f32; COLOURS] = soft.as_ref().map_or_else(hard, |soft| soft[pixel]);
                all.extend_from_slice(&row);
            }
        }
        all
    }

    /// Summands of some slots: [`Tables::max_rows`] of all tables one below the other for each.
    pub(super) fn rows(
        &self,
        tables: &Tables,
        slots: impl Iterator<Item = (usize, usize)>,
    ) -> Vec<u32> {
        let mut rows = Vec::new();
        for (sprite, slot) in slots {
            let conditioning = Conditioning {
                labels: self.labels[sprite],
                order: self.orders[sprite],
                guidance_step: self.guidance_steps[sprite],
            };
            let summands = tables.slot_rows(slot, conditioning, self.sprites[sprite].pixels());
            rows.extend_from_slice(summands.as_slice());
            let n_none = tables.max_rows() - summands.as_slice().len();
            rows.extend(std::iter::repeat_n(NO_ROW, n_none));
        }
        rows
    }

    /// For some slots the row that their pixel has in what the hint network says about all
    /// sprites with hints, one after the other.
    pub(super) fn hint_rows(&self, slots: impl Iterator<Item = (usize, usize)>) -> Vec<u32> {
        let mut first = 0;
        let firsts: Vec<Option<usize>> = self
            .hints
            .iter()
            .map(|hints| {
                hints.as_ref().map(|_| {
                    first += PIXELS;
                    first - PIXELS
                })
            })
            .collect();
        let row = |(sprite, slot): (usize, usize)| match (
            firsts[sprite],
            slot.checked_sub(input::PREFIX),
        ) {
            (Some(first), Some(pixel)) => (first + pixel) as u32,
            _ => NO_ROW,
        };
        slots.map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_first_colours_counts_more() {
        let mut sprite = Sprite::EMPTY;
        for x in [3, 4, 6, 7] {
            sprite.set(x, 4, 5);
        }
        let mut batch = Batch::default();
        batch.push(Labels::default(), &sprite, None);
        batch.emphasise_first(3, 4.0);
        let row: Vec<f32> = batch.weights[0][4 * 32 + 2..][..7].to_vec();
        assert_eq!(row, [1.0, 1.0, 4.0, 4.0, 4.0, 1.0, 1.0], "transparent ones among them too");
    }

    #[test]
    fn subsampling_keeps_the_weight_and_everything_near_a_colour() {
        let mut sprite = Sprite::EMPTY;
        sprite.set(10, 10, 5);
        let mut batch = Batch::default();
        batch.push(Labels::default(), &sprite, None);
        let mut state = 0;
        batch.subsample_empty(0.25, || {
            state = (state + 7) % 16;
            f64::from(state) / 16.0
        });
        let weights = batch.weights[0];
        let total: f32 = weights.iter().sum();
        assert!((total - PIXELS as f32).abs() < 32.0, "{total}");
        assert_eq!(weights.iter().filter(|&&weight| weight > 1.0).count(), 254);
        assert!((weights[10 * 32 + 10] - 1.0).abs() < 1e-6, "a first colour always counts once");
        assert!((weights[10 * 32 + 11] - 1.0).abs() < 1e-6);
        assert!(batch.packing(false).n_rows() < 300);
        assert_eq!(batch.packing(true).n_rows(), input::SLOTS);
    }
}
