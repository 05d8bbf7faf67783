//! Which pictures of the corpus become a checkpoint's exemplars.

use std::collections::BTreeMap;

use rayon::prelude::*;
use shoal::{
    dataset::Example,
    model::{Exemplar, Exemplars},
    sprite::{Palette, Sketch},
};

use crate::corpus::{self, Axis, Split};

/// Sprites that are looked through at most, for each exemplar of a body plan.
const LOOKED_THROUGH: u64 = 20_000;
/// Pictures of one body plan and size whose figures agree in this share of their cells, or more,
/// count as the same picture.
const ALIKE: f32 = 0.9;

/// So many pictures of each body plan, of every size that it has and as unlike as they come, from
/// the part of the corpus that is learned from.
pub(super) fn exemplars(each: usize, palette: &Palette) -> Exemplars {
    let bodies = Axis::Body.values().len();
    // Large ones say most about their body: one, two and three of six are small, medium and large.
    let quotas: Vec<usize> = (1..=3).map(|share| (each * share).div_ceil(6)).collect();
    let mut kept: BTreeMap<(usize, usize), Vec<Exemplar>> = BTreeMap::new();
    let most = LOOKED_THROUGH * each as u64;
    let step = 4096;
    for first in (0..most).step_by(step) {
        let draw = |index: u64| {
            let traits = corpus::traits_of(Split::Train, index);
            let kind = (traits.value(Axis::Body), traits.value(Axis::Size));
            if kept.get(&kind).is_some_and(|found| found.len() >= quotas[kind.1]) {
                return None;
            }
            let cells = Sketch::of_sprite(&corpus::sample_of(&traits).sprite, palette).cells();
            Some((kind, Exemplar { labels: corpus::labels(&traits), cells, pixels: None }))
        };
        let drawn: Vec<((usize, usize), Exemplar)> =
            (first..first + step as u64).into_par_iter().filter_map(draw).collect();
        for (kind, exemplar) in drawn {
            let found = kept.entry(kind).or_default();
            if found.len() < quotas[kind.1]
                && found.iter().all(|it| it.overlap(&exemplar.cells) < ALIKE)
            {
                found.push(exemplar);
            }
        }
        let is_full = kept.iter().all(|(kind, found)| found.len() == quotas[kind.1]);
        if is_full && kept.len() == bodies * quotas.len() {
            break;
        }
    }
    let pictures = kept.into_values().flatten().collect();
    // Labels of a file are of no world until it is asked for.
    let world = corpus::schema();
    Exemplars { pictures, ..Exemplars::default() }.for_world(&world, &world)
}

/// The sprites that a model of an artist's own learned from as its exemplars, which every sprite of
/// it begins with; in a mirror too where it saw them so. `None` where there is none, and where the
/// palette has too many ramps for that.
pub(crate) fn of_own(learned: &[Example], palette: &Palette, mirrored: bool) -> Option<Exemplars> {
    let exemplar = |Example { sprite, prompt }: &Example| {
        let sketch = Sketch::of_sprite(sprite, palette);
        Exemplar { labels: *prompt, cells: sketch.cells(), pixels: Some(Box::new(sketch)) }
    };
    let pictures: Vec<Exemplar> = learned.iter().take(Exemplars::MOST).map(exemplar).collect();
    let are_possible = !pictures.is_empty() && palette.ramps().len() <= Exemplars::MOST_RAMPS;
    are_possible.then_some(Exemplars { pictures, leads: true, mirrored })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_sprites_are_exemplars_pixel_by_pixel() {
        let data = crate::data::foreign::foreign(12);
        let found = of_own(&data.examples, &data.palette, true).unwrap();
        assert!(found.leads && found.mirrored && found.pictures.len() == 12);
        for (found, own) in found.pictures.iter().zip(&data.examples) {
            let pixels = found.pixels.as_ref().unwrap();
            assert_eq!(found.labels, own.prompt);
            for (at, colour) in own.sprite.pixels().iter().enumerate() {
                assert_eq!(pixels.at(at).is_occupied(), *colour != 0);
            }
        }
        assert_eq!(of_own(&[], &data.palette, true), None);
    }

    #[test]
    fn every_body_has_some_of_its_sizes_and_none_twice() {
        let exemplars = exemplars(3, &Palette::ocean());
        for body in 0..Axis::Body.values().len() as u8 {
            let place = corpus::schema().axis_place("body").unwrap();
            let own = exemplars.pictures.iter().filter(|it| it.labels.get(place) == Some(body));
            assert!(own.count() >= 2, "{body}");
        }
        for (at, one) in exemplars.pictures.iter().enumerate() {
            assert!(exemplars.pictures[..at].iter().all(|it| it.cells != one.cells));
        }
    }
}
