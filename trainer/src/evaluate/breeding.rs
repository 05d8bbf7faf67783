//! Hinted completion: part of a held-out sprite is redrawn, the rest stays.

use std::collections::BTreeMap;

use anyhow::Result;
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use serde::Serialize;
use shoal::{
    generate::SpriteRequest,
    sprite::{HintPlane, Mask, PIXELS, Prompt, SIDE, Sampling, Sprite, TRANSPARENT},
};

use super::{
    drawing::Artist,
    figures::{Yardstick, cell_of, draw_corpus, share},
};
use crate::corpus::{Sample, Split};

/// The held-out sprites start here in the test range, far from those that are measured against.
const FIRST: u64 = 36 << 42;

/// Share of the pixels that a random mask redraws, as in the breeding panel.
const RANDOM_SHARE: f64 = 0.4;

/// What is redrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MaskKind {
    /// 40 % of all pixels.
    Random,
    /// One side of a straight line.
    HalfPlane,
    /// A disc around some pixel of the body.
    Blob,
}

/// A sprite of which a part was redrawn.
pub(crate) struct Completion {
    /// The kind of mask.
    pub(crate) kind: MaskKind,
    /// The sprite before, and what it shows.
    pub(crate) original: Sample,
    /// The pixels that were redrawn.
    pub(crate) mask: Mask,
    /// The sprite after.
    pub(crate) redrawn: Sprite,
}

/// What is measured on the completions of one kind of mask.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BreedingFigures {
    /// The kind of mask.
    pub(crate) mask: MaskKind,
    /// Completions measured.
    pub(crate) sprites: usize,
    /// Share judged in the right category.
    pub(crate) category: f64,
    /// The same of the untouched sprites.
    pub(crate) category_untouched: f64,
    /// Share of unequal colours among the neighbours that the mask's border parts.
    pub(crate) seams: f64,
    /// The same in the untouched sprites, at the same places.
    pub(crate) seams_untouched: f64,
    /// Pixels outside the masks.
    pub(crate) kept_pixels: usize,
    /// Those of them that are not what they were.
    pub(crate) changed_pixels: usize,
}

impl MaskKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 3] = [Self::Random, Self::HalfPlane, Self::Blob];

    /// A mask of this kind for `sprite`.
    pub(crate) fn mask(self, sprite: &Sprite, rng: &mut ChaCha8Rng) -> Mask {
        let middle = SIDE as f32 / 2.0;
        match self {
            Self::Random => Mask::from_fn(|_, _| rng.random_bool(RANDOM_SHARE)),
            Self::HalfPlane => {
                let (sin, cos) = rng.random_range(0.0..std::f32::consts::TAU).sin_cos();
                let offset = rng.random_range(-4.0..4.0);
                Mask::from_fn(|x, y| (x as f32 - middle) * cos + (y as f32 - middle) * sin > offset)
            }
            Self::Blob => {
                let body: Vec<usize> =
                    (0..PIXELS).filter(|&pixel| sprite.pixels()[pixel] != TRANSPARENT).collect();
                let centre = body.get(rng.random_range(0..body.len().max(1))).copied();
                let centre = centre.unwrap_or(PIXELS / 2 + SIDE / 2);
                let (cx, cy) = ((centre % SIDE) as f32, (centre / SIDE) as f32);
                let radius = rng.random_range(5.0..9.0);
                Mask::from_fn(|x, y| (x as f32 - cx).hypot(y as f32 - cy) < radius)
            }
        }
    }
}

/// The sprites that evaluations complete: so many for each kind of mask, every cell as often.
pub(crate) fn held_out(per_kind: usize) -> Vec<Sample> {
    draw_corpus(Split::Test, FIRST, per_kind.div_ceil(36))
}

/// Redraws parts of the first `per_kind` originals for each kind of mask.
pub(crate) fn complete(
    artist: &Artist<'_>,
    originals: &[Sample],
    per_kind: usize,
    seed: u64,
    sampling: Sampling,
) -> Vec<Completion> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut todo, mut requests) = (Vec::new(), Vec::new());
    for kind in MaskKind::ALL {
        for (variant, original) in (0..).zip(originals.iter().take(per_kind)) {
            let mask = kind.mask(&original.sprite, &mut rng);
            let prompt = Prompt::cell(original.zone, original.category);
            let hints = HintPlane::keeping(&original.sprite, &mask.inverted());
            let request = SpriteRequest::new(prompt, seed, variant, sampling);
            requests.push(request.with_hints(hints));
            todo.push((kind, original.clone(), mask));
        }
    }
    let redrawn = artist.draw(&requests);
    todo.into_iter()
        .zip(redrawn)
        .map(|((kind, original, mask), redrawn)| Completion { kind, original, mask, redrawn })
        .collect()
}

/// Measures completions, each kind of mask by itself.
pub(crate) fn measure(
    yardstick: &Yardstick,
    completions: &[Completion],
) -> Result<Vec<BreedingFigures>> {
    let mut figures = Vec::new();
    for kind in MaskKind::ALL {
        let done: Vec<&Completion> = completions.iter().filter(|done| done.kind == kind).collect();
        let untouched: Vec<Sample> = done.iter().map(|done| done.original.clone()).collect();
        let redrawn: Vec<Sample> = done.iter().map(|done| done.as_sample()).collect();
        let (mut pairs, mut seams, mut seams_untouched) = (0, 0, 0);
        let (mut kept_pixels, mut changed_pixels) = (0, 0);
        for done in &done {
            pairs += border(&done.mask).count();
            seams += done.seams(&done.redrawn);
            seams_untouched += done.seams(&done.original.sprite);
            kept_pixels += PIXELS - done.mask.count();
            changed_pixels += done.changed();
        }
        figures.push(BreedingFigures {
            mask: kind,
            sprites: done.len(),
            category: yardstick.rights(&redrawn)?.category,
            category_untouched: yardstick.rights(&untouched)?.category,
            seams: share(seams, pairs),
            seams_untouched: share(seams_untouched, pairs),
            kept_pixels,
            changed_pixels,
        });
    }
    Ok(figures)
}

impl BreedingFigures {
    /// How many times more seams there are than in untouched sprites.
    pub(crate) fn seam_ratio(&self) -> f64 {
        self.seams / self.seams_untouched.max(1e-9)
    }
}

impl Completion {
    /// The sprite after, with what it should show.
    pub(crate) fn as_sample(&self) -> Sample {
        Sample { sprite: self.redrawn.clone(), ..self.original.clone() }
    }

    /// Pairs across the mask's border whose colours differ in `sprite`.
    fn seams(&self, sprite: &Sprite) -> usize {
        border(&self.mask).filter(|(a, b)| sprite.at(a.0, a.1) != sprite.at(b.0, b.1)).count()
    }

    /// Pixels outside the mask that are not what they were.
    fn changed(&self) -> usize {
        let pixels = self.original.sprite.pixels().iter().zip(self.redrawn.pixels()).enumerate();
        pixels.filter(|(index, (old, new))| !self.mask.contains_index(*index) && old != new).count()
    }
}

/// Neighbours of which the mask holds one and not the other.
fn border(mask: &Mask) -> impl Iterator<Item = ((i32, i32), (i32, i32))> {
    let side = SIDE as i32;
    let places = (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)));
    places
        .flat_map(move |(x, y)| [((x, y), (x + 1, y)), ((x, y), (x, y + 1))])
        .filter(move |(_, (x, y))| *x < side && *y < side)
        .filter(|(a, b)| mask.contains(a.0, a.1) != mask.contains(b.0, b.1))
}

/// One completion of each kind in as many different cells as possible, for a picture.
pub(crate) fn assorted(completions: &[Completion], wanted: usize) -> Vec<&Completion> {
    let mut by_cell: BTreeMap<usize, Vec<&Completion>> = BTreeMap::new();
    for done in completions {
        by_cell.entry(cell_of(&done.original) * 7 % 36).or_default().push(done);
    }
    let mut kinds = MaskKind::ALL.iter().cycle();
    let picked = by_cell.values().filter_map(|of_cell| {
        let kind = kinds.next()?;
        of_cell.iter().find(|done| done.kind == *kind).copied()
    });
    picked.take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::sample;

    fn completion(kind: MaskKind, index: u64, redraw: impl Fn(usize, u8) -> u8) -> Completion {
        let original = sample(Split::Test, index);
        let mask = kind.mask(&original.sprite, &mut ChaCha8Rng::seed_from_u64(index));
        let mut pixels = *original.sprite.pixels();
        for (index, pixel) in pixels.iter_mut().enumerate() {
            if mask.contains_index(index) {
                *pixel = redraw(index, *pixel);
            }
        }
        let redrawn = Sprite::from_indices(&pixels).unwrap();
        Completion { kind, original, mask, redrawn }
    }

    /// Seams over those of the untouched sprites, 36 sprites.
    fn ratio(kind: MaskKind, redraw: impl Fn(usize, u8) -> u8 + Copy) -> f64 {
        let done: Vec<Completion> = (0..36).map(|index| completion(kind, index, redraw)).collect();
        let sum = |seams: &dyn Fn(&Completion) -> usize| done.iter().map(seams).sum::<usize>();
        sum(&|done| done.seams(&done.redrawn)) as f64
            / sum(&|done| done.seams(&done.original.sprite)) as f64
    }

    #[test]
    fn redrawing_the_same_has_no_more_seams_and_other_colours_have() {
        for kind in MaskKind::ALL {
            assert!((ratio(kind, |_, old| old) - 1.0).abs() < 1e-9, "{kind:?}");
            // The same shape in other colours: what a completion blind to its border does.
            let recoloured = ratio(kind, |_, old| if old == 0 { 0 } else { (old + 20) % 63 + 1 });
            assert!(recoloured > 1.2, "{kind:?} {recoloured}");
            let noise = ratio(kind, |index, _| (index * 37 % 64) as u8);
            assert!(noise > 1.5, "{kind:?} {noise}");
        }
    }

    #[test]
    fn a_pixel_changed_outside_the_mask_is_found() {
        let mut done = completion(MaskKind::Blob, 4, |_, _| 9);
        assert_eq!(done.changed(), 0);
        let outside = (0..32).find(|&x| !done.mask.contains(x, 31)).unwrap();
        done.redrawn.set(outside, 31, 5);
        assert_eq!(done.changed(), 1);
    }

    #[test]
    fn masks_redraw_what_they_say() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for index in 0..72 {
            let sprite = sample(Split::Test, index).sprite;
            let random = MaskKind::Random.mask(&sprite, &mut rng).count();
            assert!((330..490).contains(&random), "{random}");
            let half = MaskKind::HalfPlane.mask(&sprite, &mut rng).count();
            assert!((300..724).contains(&half), "{half}");
            let blob = MaskKind::Blob.mask(&sprite, &mut rng);
            let redrawn = (0..PIXELS)
                .filter(|&pixel| blob.contains_index(pixel) && sprite.pixels()[pixel] != 0)
                .count();
            assert!(redrawn > 0 && blob.count() < 270, "{blob:?}");
        }
    }
}
