//! Precision, recall, density and coverage: how two clouds of features lie in each other.
//!
//! Precision and recall after Kynkäänniemi et al., "Improved precision and recall metric for
//! assessing generative models" (2019); density and coverage after Naeem et al., "Reliable
//! fidelity and diversity metrics for generative models" (2020).

use rayon::prelude::*;
use serde::Serialize;

/// A point's ball reaches to its neighbour of this rank.
pub(crate) const NEIGHBOURS: usize = 5;

/// The four figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Manifold {
    /// Share of the samples that lie in a ball of the reference: are they plausible?
    pub(crate) precision: f64,
    /// Share of the reference that lies in a ball of the samples: could they be drawn?
    pub(crate) recall: f64,
    /// Mean number of reference balls around a sample, over [`NEIGHBOURS`]: as precision, but an
    /// outlier of the reference counts for little.
    pub(crate) density: f64,
    /// Share of the reference balls with a sample in them: is everything drawn?
    pub(crate) coverage: f64,
}

impl Manifold {
    /// Compares samples with a reference of about as many points.
    pub(crate) fn between(reference: &[Vec<f32>], samples: &[Vec<f32>]) -> Self {
        let reference_balls = radii(reference);
        let sample_balls = radii(samples);
        // For each sample, how many balls of the reference it is in.
        let around: Vec<usize> = samples
            .par_iter()
            .map(|sample| containing(reference, &reference_balls, sample))
            .collect();
        let recalled = reference
            .par_iter()
            .filter(|point| containing(samples, &sample_balls, point) > 0)
            .count();
        let covered = reference
            .par_iter()
            .zip(&reference_balls)
            .filter(|(point, radius)| {
                samples.iter().any(|sample| distance(point, sample) <= **radius)
            })
            .count();
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        Self {
            precision: share(around.iter().filter(|&&balls| balls > 0).count(), samples.len()),
            recall: share(recalled, reference.len()),
            density: share(around.iter().sum(), NEIGHBOURS * samples.len()),
            coverage: share(covered, reference.len()),
        }
    }
}

/// Squared distance; its order is that of the distance.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// For each point its squared distance to the neighbour of rank [`NEIGHBOURS`].
fn radii(points: &[Vec<f32>]) -> Vec<f32> {
    let radius = |(index, point): (usize, &Vec<f32>)| {
        let mut distances: Vec<f32> = points
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, other)| distance(point, other))
            .collect();
        if distances.len() < NEIGHBOURS {
            return 0.0;
        }
        *distances.select_nth_unstable_by(NEIGHBOURS - 1, f32::total_cmp).1
    };
    points.par_iter().enumerate().map(radius).collect()
}

/// How many of the balls around `centres` hold `point`.
fn containing(centres: &[Vec<f32>], radii: &[f32], point: &[f32]) -> usize {
    let inside =
        centres.iter().zip(radii).filter(|(centre, radius)| distance(centre, point) <= **radius);
    inside.count()
}

#[cfg(test)]
mod tests {
    use rand::RngExt as _;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};

    use super::*;

    fn cloud(count: usize, middle: f32, spread: f32, seed: u64) -> Vec<Vec<f32>> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut point = || (0..4).map(|_| middle + spread * rng.random_range(-1.0..1.0)).collect();
        (0..count).map(|_| point()).collect()
    }

    #[test]
    fn two_draws_of_one_cloud_cover_each_other() {
        let found = Manifold::between(&cloud(400, 0.0, 1.0, 1), &cloud(400, 0.0, 1.0, 2));
        assert!(found.precision > 0.85 && found.recall > 0.85, "{found:?}");
        assert!((0.85..1.15).contains(&found.density) && found.coverage > 0.92, "{found:?}");
    }

    #[test]
    fn samples_that_are_all_alike_are_precise_and_cover_nothing() {
        let reference = cloud(400, 0.0, 1.0, 1);
        let found = Manifold::between(&reference, &vec![reference[7].clone(); 400]);
        assert!(found.precision >= 1.0, "{found:?}");
        assert!(found.recall < 0.02 && found.coverage < 0.1, "{found:?}");
    }

    #[test]
    fn samples_far_away_are_worth_nothing() {
        let found = Manifold::between(&cloud(100, 0.0, 1.0, 1), &cloud(100, 9.0, 1.0, 2));
        assert_eq!(found, Manifold::default());
    }

    #[test]
    fn half_the_cloud_is_half_covered() {
        let mut reference = cloud(200, 0.0, 1.0, 1);
        reference.extend(cloud(200, 9.0, 1.0, 2));
        let found = Manifold::between(&reference, &cloud(400, 0.0, 1.0, 3));
        assert!(found.precision > 0.85 && (0.4..0.52).contains(&found.coverage), "{found:?}");
    }
}
