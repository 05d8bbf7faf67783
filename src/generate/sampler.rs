//! Chooses a pixel from the network's logits: first whether it is transparent, then its colour.
//!
//! The noise is a function of what is drawn and of nothing else, so a seed means the same
//! sprite whatever the batch, the number of threads or the order. It does not depend on the
//! temperatures either: along a sweep only the temperature changes.

use crate::{
    model::vocabulary::COLOURS,
    sprite::{HintPlane, Sampling, TRANSPARENT, ValidSampling, noise, portable},
};

/// Which of a pixel's two choices a number is for.
#[derive(Clone, Copy)]
enum Stage {
    Shape,
    Colour,
}

/// Draws the pixels of one sprite.
#[derive(Clone, Debug)]
pub(super) struct Sampler {
    /// Mixed from seed, variant and attempt.
    key: u64,
    sampling: ValidSampling,
}

impl Sampler {
    /// The noise of a seed's variant, or of one of the further attempts at it.
    pub(super) fn new(seed: u64, variant: u32, attempt: u8, sampling: ValidSampling) -> Self {
        let further = u64::from(attempt) << 32;
        let key = noise::mix(noise::mix(seed) ^ u64::from(variant) ^ further);
        Self { key, sampling }
    }

    /// The palette index of a pixel.
    pub(super) fn choose(
        &self,
        pixel: usize,
        logits: &[f32; COLOURS],
        hints: Option<&HintPlane>,
    ) -> u8 {
        if let Some(colour) = hints.and_then(|hints| hints.given(pixel)) {
            return colour;
        }
        let must_be_opaque = hints.is_some_and(|hints| hints.must_be_opaque(pixel));
        if must_be_opaque || self.is_opaque(pixel, logits) {
            self.colour(pixel, logits)
        } else {
            TRANSPARENT
        }
    }

    /// The first choice, between transparent and all colours together.
    fn is_opaque(&self, pixel: usize, logits: &[f32; COLOURS]) -> bool {
        let colours = &logits[1..];
        let highest = colours.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = colours.iter().map(|logit| portable::exp(logit - highest)).sum();
        // Both log-probabilities lack the same constant, which does not matter to a choice.
        let score = |log_probability: f32, entry| {
            log_probability / self.sampling.shape_temperature
                + self.gumbel(pixel, Stage::Shape, entry)
        };
        score(highest + portable::ln(sum), 1) > score(logits[0], 0)
    }

    /// The second choice, among the colours.
    fn colour(&self, pixel: usize, logits: &[f32; COLOURS]) -> u8 {
        let temperature = self.sampling.colour_temperature;
        let likeliest = (1..COLOURS)
            .fold(1, |best, colour| if logits[colour] > logits[best] { colour } else { best });
        if temperature <= 0.0 {
            return likeliest as u8;
        }
        let allowed = self.truncate(logits, logits[likeliest]);
        let mut best = (likeliest, f32::NEG_INFINITY);
        for colour in (1..COLOURS).filter(|&colour| allowed[colour]) {
            let score = (logits[colour] - logits[likeliest]) / temperature
                + self.gumbel(pixel, Stage::Colour, colour as u64);
            if score > best.1 {
                best = (colour, score);
            }
        }
        best.0 as u8
    }

    /// Which colours top-k, top-p and min-p all leave, judged at temperature 1.
    fn truncate(&self, logits: &[f32; COLOURS], highest: f32) -> [bool; COLOURS] {
        let Sampling { top_k, top_p, min_p, .. } = *self.sampling;
        let relative: [f32; COLOURS] =
            std::array::from_fn(|i| if i == 0 { 0.0 } else { portable::exp(logits[i] - highest) });
        let mut allowed = relative.map(|relative| relative >= min_p);
        if top_k == 0 && top_p >= 1.0 {
            return allowed;
        }
        let mut order: [u8; COLOURS - 1] = std::array::from_fn(|i| i as u8 + 1);
        // Equals stay in palette order, so that the cut is always the same.
        let relative_of = |colour: &u8| relative[usize::from(*colour)];
        order.sort_unstable_by(|a, b| relative_of(b).total_cmp(&relative_of(a)).then(a.cmp(b)));
        let enough = top_p * relative.iter().sum::<f32>();
        let mut mass = 0.0;
        for (rank, colour) in order.into_iter().map(usize::from).enumerate() {
            let within_k = top_k == 0 || rank < usize::from(top_k);
            let within_p = top_p >= 1.0 || mass < enough;
            allowed[colour] &= within_k && within_p;
            mass += relative[colour];
        }
        allowed
    }

    /// Standard Gumbel noise: adding it to log-probabilities and taking the largest draws from
    /// the distribution.
    fn gumbel(&self, pixel: usize, stage: Stage, entry: u64) -> f32 {
        let counter = (pixel as u64) << 8 | (stage as u64) << 7 | entry;
        let uniform = noise::unit(self.key, counter);
        (-portable::ln_f64(-portable::ln_f64(uniform))) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often each palette index is drawn for fixed logits.
    fn shares(sampling: Sampling, logits: &[f32; COLOURS]) -> [f32; COLOURS] {
        const DRAWS: usize = 40_000;
        let mut shares = [0.0; COLOURS];
        for draw in 0..DRAWS {
            let sampler = Sampler::new(7, (draw / 1000) as u32, 0, sampling.into());
            shares[usize::from(sampler.choose(draw % 1000, logits, None))] += 1.0 / DRAWS as f32;
        }
        shares
    }

    /// Probabilities 1/2 transparent, 1/4, 1/8, 1/16, 1/16 for colours 1, 2, 3, 4.
    fn logits() -> [f32; COLOURS] {
        let mut logits = [-50.0; COLOURS];
        for (colour, share) in [0.5_f32, 0.25, 0.125, 0.0625, 0.0625].into_iter().enumerate() {
            logits[colour] = share.ln() + 3.0;
        }
        logits
    }

    fn plain() -> Sampling {
        Sampling {
            shape_temperature: 1.0,
            colour_temperature: 1.0,
            top_k: 0,
            top_p: 1.0,
            min_p: 0.0,
            guidance: 1.0,
            attempts: 1,
            ..Sampling::default()
        }
    }

    fn assert_shares(sampling: Sampling, expected: [f32; 5]) {
        let shares = shares(sampling, &logits());
        for (share, expected) in shares.iter().zip(expected) {
            assert!((share - expected).abs() < 0.01, "{sampling:?}: {:?}", &shares[..5]);
        }
    }

    #[test]
    fn at_temperature_one_the_probabilities_are_the_networks() {
        assert_shares(plain(), [0.5, 0.25, 0.125, 0.0625, 0.0625]);
    }

    #[test]
    fn each_temperature_moves_its_own_choice() {
        // Squares: colours 4 : 2 : 1 : 1 become 16 : 4 : 1 : 1.
        let sharp = Sampling { colour_temperature: 0.5, ..plain() };
        assert_shares(sharp, [0.5, 8.0 / 22.0, 2.0 / 22.0, 0.5 / 22.0, 0.5 / 22.0]);
        assert_shares(Sampling { colour_temperature: 0.0, ..plain() }, [0.5, 0.5, 0.0, 0.0, 0.0]);

        let mut rare = logits();
        rare[0] += 3.0_f32.ln();
        let cold = shares(Sampling { shape_temperature: 0.5, ..plain() }, &rare);
        assert!((cold[0] - 0.9).abs() < 0.01, "{}", cold[0]);
    }

    #[test]
    fn truncation_cuts_colours_and_leaves_the_shape() {
        let half = [0.5, 1.0 / 3.0, 1.0 / 6.0, 0.0, 0.0];
        assert_shares(Sampling { top_k: 2, ..plain() }, half);
        assert_shares(Sampling { top_p: 0.7, ..plain() }, half);
        assert_shares(Sampling { min_p: 0.3, ..plain() }, half);
        assert_shares(Sampling { top_p: 0.01, min_p: 1.0, ..plain() }, [0.5, 0.5, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn noise_depends_on_all_that_names_it_and_is_standard_gumbel() {
        let base = Sampler::new(1, 0, 0, plain().into()).gumbel(5, Stage::Shape, 1);
        let others = [
            Sampler::new(2, 0, 0, plain().into()).gumbel(5, Stage::Shape, 1),
            Sampler::new(1, 1, 0, plain().into()).gumbel(5, Stage::Shape, 1),
            Sampler::new(1, 0, 1, plain().into()).gumbel(5, Stage::Shape, 1),
            Sampler::new(1, 0, 0, plain().into()).gumbel(6, Stage::Shape, 1),
            Sampler::new(1, 0, 0, plain().into()).gumbel(5, Stage::Colour, 1),
            Sampler::new(1, 0, 0, plain().into()).gumbel(5, Stage::Shape, 0),
        ];
        assert!(others.iter().all(|other| (other - base).abs() > 1e-6), "{base} {others:?}");

        let sampler = Sampler::new(3, 0, 0, plain().into());
        let noise: Vec<f32> =
            (0..1024 * 63).map(|i| sampler.gumbel(i / 63, Stage::Colour, i as u64 % 63)).collect();
        let mean = noise.iter().sum::<f32>() / noise.len() as f32;
        let variance = noise.iter().map(|n| (n - mean).powi(2)).sum::<f32>() / noise.len() as f32;
        assert!((mean - 0.5772).abs() < 0.02 && (variance - 1.6449).abs() < 0.05);
    }

    #[test]
    fn logits_that_are_no_numbers_still_choose_a_palette_index() {
        for wild in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for sampling in [plain(), Sampling { top_k: 3, top_p: 0.5, ..plain() }] {
                let sampler = Sampler::new(1, 1, 0, sampling.into());
                assert!(usize::from(sampler.choose(0, &[wild; COLOURS], None)) < COLOURS);
            }
        }
    }
}
