//! Which pictures of the corpus become a checkpoint's exemplars.

use std::collections::BTreeMap;

use rayon::prelude::*;
use shoal::{
    dataset::Example,
    model::{Exemplar, Exemplars},
    sprite::{Palette, Sketch, Sprite},
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
            Some((kind, Exemplar { labels: corpus::labels(&traits), cells }))
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
    Exemplars { pictures, leads: false }.for_world(&world, &world)
}

/// The sprites that a model of an artist's own learned from as its exemplars, which every sprite of
/// it begins with; in a mirror too where it saw them so. `None` where there is none, and where the
/// palette has too many ramps for that.
pub(crate) fn of_own(learned: &[Example], palette: &Palette, mirrored: bool) -> Option<Exemplars> {
    let views = |Example { sprite, prompt }: &Example| {
        let exemplar = |sprite: &Sprite| Exemplar {
            labels: *prompt,
            cells: Sketch::of_sprite(sprite, palette).cells(),
        };
        let mirror = mirrored.then(|| exemplar(&sprite.flipped_horizontally()));
        [Some(exemplar(sprite)), mirror].into_iter().flatten()
    };
    let pictures: Vec<Exemplar> = learned.iter().flat_map(views).take(Exemplars::MOST).collect();
    let are_possible = !pictures.is_empty() && palette.ramps().len() <= Exemplars::MOST_RAMPS;
    are_possible.then_some(Exemplars { pictures, leads: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_sprites_are_exemplars_once_or_in_a_mirror_too() {
        let data = crate::data::foreign::foreign(12);
        let once = of_own(&data.examples, &data.palette, false).unwrap();
        assert!(once.leads && once.pictures.len() == 12);
        assert!(once.pictures.iter().all(|it| it.cells.iter().any(|cell| cell.is_occupied())));
        let twice = of_own(&data.examples, &data.palette, true).unwrap();
        assert_eq!(twice.pictures.len(), 24);
        let row = |cells: &[shoal::sprite::SketchCell]| cells[7 * 16..8 * 16].to_vec();
        let mirrored: Vec<_> = row(&twice.pictures[1].cells).into_iter().rev().collect();
        assert_eq!(row(&twice.pictures[0].cells), mirrored);
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
