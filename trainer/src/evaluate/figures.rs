//! Figures of a set of sprites, of the model or of the corpus.

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;
use shoal::sprite::{PIXELS, Sprite, World, slug};

use super::{
    failures::{is_empty, is_static},
    judge::{Judge, Verdict},
    manifold::Manifold,
    neighbours::{Nearest, Training},
};
use crate::corpus::{self, Sample, Split};

/// Zones times categories.
pub(crate) const CELLS: usize = 36;

/// A sprite that differs from a training sprite in no more than this share of its pixels was
/// learned by heart.
const MEMORISED: f64 = 0.02;

/// How often the judge agrees with the prompt.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rights {
    /// Sprites judged.
    pub(crate) sprites: usize,
    /// Share in the right category.
    pub(crate) category: f64,
    /// Share in the right zone.
    pub(crate) zone: f64,
    /// The same for each cell, zone by zone.
    pub(crate) cells: Vec<CellRights>,
}

/// How often the judge agrees with the prompt of one cell.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CellRights {
    /// "vent reef-fish".
    pub(crate) cell: String,
    /// Share in the right category.
    pub(crate) category: f64,
    /// Share in the right zone.
    pub(crate) zone: f64,
}

/// Everything that is measured on a set of sprites.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    /// What the judge says.
    pub(crate) right: Rights,
    /// Share of empty sprites.
    pub(crate) empty: f64,
    /// Share of static.
    #[serde(rename = "static")]
    pub(crate) noise: f64,
    /// How the sprites lie among those of the test range.
    pub(crate) manifold: Manifold,
    /// Share within 2 % of the pixels of a training sprite.
    pub(crate) memorised: f64,
    /// Median share of pixels in which a sprite differs from the nearest training sprite.
    pub(crate) nearest_median: f64,
}

/// What sprites are measured against.
pub(crate) struct Yardstick {
    judge: Judge,
    /// The judge's accuracy on corpus sprites that it never saw.
    pub(crate) accuracy: Rights,
    features: Vec<Vec<f32>>,
    /// Sprites of the training range, cell by cell.
    pub(crate) training: Vec<Vec<Sprite>>,
    laid_out: Vec<Training>,
}

/// The place of a cell, counted zone by zone.
pub(crate) fn cell_of(sample: &Sample) -> usize {
    usize::from(sample.zone) * 6 + usize::from(sample.category)
}

/// Draws `per_cell` sprites of each cell from a split, the cells mixed.
pub(crate) fn draw_corpus(split: Split, first: u64, per_cell: usize) -> Vec<Sample> {
    let end = first + (per_cell * CELLS) as u64;
    (first..end).into_par_iter().map(|index| corpus::sample(split, index)).collect()
}

impl Rights {
    /// Compares verdicts with what was asked for.
    pub(crate) fn of(samples: &[Sample], verdicts: &[Verdict]) -> Self {
        let mut counts = [(0, 0, 0); CELLS];
        for (sample, verdict) in samples.iter().zip(verdicts) {
            let (all, category, zone) = &mut counts[cell_of(sample)];
            *all += 1;
            *category += usize::from(verdict.category == sample.category);
            *zone += usize::from(verdict.zone == sample.zone);
        }
        let world = World::ocean();
        let cells = world.cells().zip(&counts).map(|(prompt, &(all, category, zone))| CellRights {
            cell: format!(
                "{} {}",
                slug(world.zone_name(prompt)),
                slug(world.category_name(prompt))
            ),
            category: share(category, all),
            zone: share(zone, all),
        });
        let sum = |part: fn(&(usize, usize, usize)) -> usize| counts.iter().map(part).sum();
        let sprites = sum(|count| count.0);
        Self {
            sprites,
            category: share(sum(|count| count.1), sprites),
            zone: share(sum(|count| count.2), sprites),
            cells: cells.collect(),
        }
    }

    /// Share in the right category in the cell where it is lowest.
    pub(crate) fn worst_category(&self) -> f64 {
        self.cells.iter().map(|cell| cell.category).fold(1.0, f64::min)
    }

    /// Share in the right zone in the cell where it is lowest.
    pub(crate) fn worst_zone(&self) -> f64 {
        self.cells.iter().map(|cell| cell.zone).fold(1.0, f64::min)
    }
}

impl Yardstick {
    /// Draws the sprites to compare with.
    pub(crate) fn new(
        judge: Judge,
        reference_per_cell: usize,
        training_per_cell: usize,
    ) -> Result<Self> {
        let reference = draw_corpus(Split::Test, 0, reference_per_cell);
        let verdicts = judge.look(&sprites_of(&reference))?;
        let accuracy = Rights::of(&reference, &verdicts);
        let mut training = vec![Vec::new(); CELLS];
        for sample in draw_corpus(Split::Train, 0, training_per_cell) {
            training[cell_of(&sample)].push(sample.sprite);
        }
        let laid_out = training.iter().map(|sprites| Training::new(sprites)).collect();
        let features = verdicts.into_iter().map(|verdict| verdict.features).collect();
        Ok(Self { judge, accuracy, features, training, laid_out })
    }

    /// What the judge says of these sprites.
    pub(crate) fn rights(&self, samples: &[Sample]) -> Result<Rights> {
        Ok(Rights::of(samples, &self.judge.look(&sprites_of(samples))?))
    }

    /// The traits that the judge sees in these sprites, in the order of the corpus's schema.
    pub(crate) fn traits(&self, sprites: &[Sprite]) -> Result<Vec<Vec<u8>>> {
        Ok(self.judge.look(sprites)?.into_iter().map(|verdict| verdict.traits).collect())
    }

    /// Measures a set of sprites that holds each cell equally often; also returns the nearest
    /// training sprite of each.
    pub(crate) fn measure(&self, samples: &[Sample]) -> Result<(Figures, Vec<Nearest>)> {
        let verdicts = self.judge.look(&sprites_of(samples))?;
        let right = Rights::of(samples, &verdicts);
        let features: Vec<Vec<f32>> =
            verdicts.into_iter().map(|verdict| verdict.features).collect();
        // As many of the reference as there are samples: coverage depends on the numbers.
        let n_reference = self.features.len().min(samples.len());
        let nearest: Vec<Nearest> = samples
            .par_iter()
            .filter_map(|sample| self.laid_out[cell_of(sample)].nearest(&sample.sprite))
            .collect();
        let mut differing: Vec<usize> = nearest.iter().map(|nearest| nearest.differing).collect();
        differing.sort_unstable();
        let close = differing.iter().filter(|&&n| n as f64 <= MEMORISED * PIXELS as f64).count();
        let count = |failed: fn(&Sprite) -> bool| {
            share(samples.iter().filter(|sample| failed(&sample.sprite)).count(), samples.len())
        };
        let figures = Figures {
            right,
            empty: count(is_empty),
            noise: count(is_static),
            manifold: Manifold::between(&self.features[..n_reference], &features),
            memorised: share(close, samples.len()),
            nearest_median: share(
                differing.get(differing.len() / 2).copied().unwrap_or(PIXELS),
                PIXELS,
            ),
        };
        Ok((figures, nearest))
    }
}

/// The pictures alone.
pub(crate) fn sprites_of(samples: &[Sample]) -> Vec<Sprite> {
    samples.iter().map(|sample| sample.sprite.clone()).collect()
}

/// A part of a whole; nothing of nothing is 0.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
