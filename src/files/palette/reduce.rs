//! Chooses few colours that stand for the many of a picture. Each of them is one of its own, so that
//! what an artist mixed stays as it was mixed.

use std::collections::BTreeMap;

use crate::{
    files::{figure::OPAQUE_FROM, picture::Picture},
    sprite::{Rgb, oklab::Oklab},
};

/// Photographs have a colour for each pixel; beyond this many, near ones are taken together.
const MAX_COLOURS: usize = 12_000;

/// Rounds of moving the chosen colours to the middle of those that they stand for.
const ROUNDS: usize = 12;

/// A colour of the art and how much it matters.
#[derive(Clone, Copy)]
pub(crate) struct Weighed {
    pub(crate) rgb: Rgb,
    pub(crate) lab: Oklab,
    weight: f32,
}

/// The colours of all pictures. Many pixels of one colour count less than in proportion, so that
/// an eye is not lost to a flank.
pub(crate) fn weigh(pictures: &[Picture]) -> Vec<Weighed> {
    let mut weights: BTreeMap<[u8; 3], f32> = BTreeMap::new();
    for picture in pictures {
        let mut counts: BTreeMap<[u8; 3], u32> = BTreeMap::new();
        for [r, g, b, alpha] in &picture.pixels {
            if *alpha >= OPAQUE_FROM {
                *counts.entry([*r, *g, *b]).or_default() += 1;
            }
        }
        for (colour, count) in counts {
            *weights.entry(colour).or_default() += (count as f32).sqrt();
        }
    }
    let mut bits = 8;
    while weights.len() > MAX_COLOURS {
        bits -= 1;
        let mask = 0xFF_u8 << (8 - bits);
        // Of near colours the heaviest stands for all, so that it is one of the art.
        let mut coarser: BTreeMap<[u8; 3], ([u8; 3], f32, f32)> = BTreeMap::new();
        for (colour, weight) in weights {
            let near = coarser.entry(colour.map(|channel| channel & mask));
            let (heaviest, most, sum) = near.or_insert((colour, 0.0, 0.0));
            if weight > *most {
                (*heaviest, *most) = (colour, weight);
            }
            *sum += weight;
        }
        weights = coarser.into_values().map(|(colour, _, sum)| (colour, sum)).collect();
    }
    let weighed = |(colour, weight): ([u8; 3], f32)| Weighed {
        rgb: Rgb(colour),
        lab: Rgb(colour).into(),
        weight,
    };
    weights.into_iter().map(weighed).collect()
}

/// k-means in OKLab, begun with colours that are far from each other and heavy, ended with the
/// colour of the art that is nearest to each mean. The same art gives the same palette.
pub(crate) fn choose(colours: &[Weighed], room: usize) -> Vec<Weighed> {
    let mut means: Vec<Oklab> = Vec::with_capacity(room);
    let mut far: Vec<f32> = vec![f32::MAX; colours.len()];
    for _ in 0..room {
        let badness = |index: &usize| colours[*index].weight * far[*index].min(1.0);
        let worst = (0..colours.len()).max_by(|a, b| badness(a).total_cmp(&badness(b)));
        let Some(worst) = worst else { break };
        let mean = colours[worst].lab;
        means.push(mean);
        for (far, colour) in far.iter_mut().zip(colours) {
            *far = far.min(colour.lab.distance_squared(mean));
        }
    }
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0_f32; 3], 0.0_f32); means.len()];
        for colour in colours {
            let (sum, weight) = &mut sums[nearest(&means, colour.lab)];
            let parts = [colour.lab.l, colour.lab.a, colour.lab.b];
            for (sum, part) in sum.iter_mut().zip(parts) {
                *sum += part * colour.weight;
            }
            *weight += colour.weight;
        }
        for (mean, ([l, a, b], weight)) in means.iter_mut().zip(sums) {
            if weight > 0.0 {
                *mean = Oklab { l: l / weight, a: a / weight, b: b / weight };
            }
        }
    }
    let mut chosen: Vec<Weighed> = means
        .iter()
        .filter_map(|mean| {
            let distance = |colour: &&Weighed| colour.lab.distance_squared(*mean);
            colours.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).copied()
        })
        .collect();
    chosen.sort_by_key(|colour| colour.rgb.0);
    chosen.dedup_by_key(|colour| colour.rgb);
    chosen
}

/// Which of the means is nearest to a colour.
pub(crate) fn nearest(means: &[Oklab], colour: Oklab) -> usize {
    let distance = |index: &usize| means[*index].distance_squared(colour);
    (0..means.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_are_taken_together_weigh_as_much_as_before() {
        let colours: Vec<[u8; 3]> = (0..40_000_u32)
            .map(|i| [(i % 200) as u8, (i / 200) as u8, (i % 7 * 30) as u8])
            .collect();
        let pixels = colours.iter().map(|&[r, g, b]| [r, g, b, 255]).collect();
        let weighed = weigh(&[Picture { width: colours.len(), height: 1, pixels }]);
        assert!(weighed.len() <= MAX_COLOURS);
        assert!(weighed.iter().all(|weighed| colours.contains(&weighed.rgb.0)));
        let sum: f32 = weighed.iter().map(|weighed| weighed.weight).sum();
        assert!((sum - colours.len() as f32).abs() < 8.0, "nothing is lost: {sum}");
    }
}
