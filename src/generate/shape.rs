//! Shape first: the coarse picture of a sprite is drawn before its pixels.
//!
//! The shape network of a checkpoint ([`Shape`](crate::model::Shape)) fills in the cells of a
//! sketch that are free, in a few steps: each predicts every open cell, draws a value for it, and
//! keeps those it is surest of (Chang et al., "`MaskGIT`", 2022, arXiv 2202.04200). The sketch then
//! goes into the brief and into the recipe, so that a sprite is reproduced without the network.
//!
//! The network is computed with candle, whose sums may differ in their last bits from one kind of
//! processor to another: the same seed means the same sketch on one machine, and the recipe on all.

use std::{
    f32::consts::FRAC_PI_2,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use candle_core::Result;

use super::{
    shape_request::{ShapeOrder, ShapeRequest, ShapeSettings},
    shape_tidy::tidied,
};
use crate::{
    model::{ShapeConfig, ShapeNetwork, patch_order},
    sprite::{Labels, PIXELS, Sketch, SketchCell, noise},
};

/// Keeps the noise of shapes apart from that of pixels.
const SHAPE_NOISE: u64 = 0x7368_6170;

/// A request and what its picture begins with: cells that are free are drawn.
pub(super) struct Beginning<'a> {
    pub(super) request: &'a ShapeRequest,
    pub(super) start: Sketch,
}

/// Draws shapes on some threads; each depends on its own request alone.
pub(super) fn draw_all(
    network: &ShapeNetwork,
    requests: &[Beginning<'_>],
    settings: ShapeSettings,
    threads: usize,
) -> Vec<Sketch> {
    let next = AtomicUsize::new(0);
    let draw_some = || {
        let mut drawn = Vec::new();
        while let Some((index, request)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            requests.get(index).map(|request| (index, request))
        } {
            drawn.push((index, draw(network, request, settings)));
        }
        drawn
    };
    // candle splits each small product over all threads, which costs more than it brings: shapes
    // are drawn side by side, each in a pool of one thread.
    let work = || match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(draw_some),
        Err(_) => draw_some(),
    };
    let mut sketches: Vec<Sketch> = requests.iter().map(|it| it.start.clone()).collect();
    let drawn = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(requests.len())).map(|_| scope.spawn(work)).collect();
        let mut drawn = work();
        drawn.extend(helpers.into_iter().flat_map(|it| it.join().unwrap_or_default()));
        drawn
    });
    for (index, sketch) in drawn {
        // What candle refuses stays as it was given: sizes have been checked, so nothing is.
        if let Ok(sketch) = sketch {
            sketches[index] = sketch;
        }
    }
    sketches
}

/// A picture on its way.
struct Picture<'a> {
    config: &'a ShapeConfig,
    tokens: Vec<u8>,
    key: u64,
    settings: ShapeSettings,
}

/// What a step makes of an open cell.
struct Guess {
    cell: usize,
    token: u8,
    score: f32,
}

fn draw(network: &ShapeNetwork, begun: &Beginning<'_>, settings: ShapeSettings) -> Result<Sketch> {
    let Beginning { request, start } = begun;
    let config = network.config();
    let start = start.cells();
    let tokens: Vec<u8> = start.iter().map(|&cell| config.token(cell)).collect();
    let key = noise::mix(request.seed) ^ u64::from(request.variant) ^ SHAPE_NOISE << 32;
    let mut picture = Picture { config, tokens, key: noise::mix(key), settings };
    let n_open = picture.n_open();
    let steps = settings.steps_for(n_open);
    picture.settings.steps = steps;
    let is_guided = (settings.guidance - 1.0).abs() > 1e-6;
    let asked = network.said(&[request.labels])?;
    let free = if is_guided { Some(network.said(&[Labels::default()])?) } else { None };
    for step in 0..steps {
        if picture.n_open() == 0 {
            break;
        }
        let mut rows = network.forward_with(&picture.tokens, &asked)?.to_vec2::<f32>()?;
        if let Some(free) = &free {
            let free = network.forward_with(&picture.tokens, free)?.to_vec2::<f32>()?;
            guide(&mut rows, &free, settings.guidance);
        }
        let logits = in_raster_order(rows);
        picture.step(&logits, step, n_open);
    }
    let cells: [SketchCell; Sketch::COARSE_CELLS] =
        std::array::from_fn(|cell| config.cell(picture.tokens[cell]));
    let cells = tidied(cells, |cell| start[cell] != SketchCell::Free);
    Ok(merged(&request.given, &Sketch::of_cells(&cells)))
}

/// What was given, and where it says nothing, or no ramp, what was drawn.
fn merged(given: &Sketch, drawn: &Sketch) -> Sketch {
    let mut merged = drawn.clone();
    for index in 0..PIXELS {
        match (given.at(index), drawn.at(index)) {
            (SketchCell::Free, _) | (SketchCell::Opaque, SketchCell::Ramp(_)) => {}
            (given, _) => merged.set(index, given),
        }
    }
    merged
}

/// Classifier-free guidance (Ho and Salimans, 2022, arXiv 2207.12598).
fn guide(rows: &mut [Vec<f32>], free: &[Vec<f32>], guidance: f32) {
    for (asked, free) in rows.iter_mut().flatten().zip(free.iter().flatten()) {
        *asked = free + guidance * (*asked - free);
    }
}

/// Rows that come patch by patch.
fn in_raster_order(rows: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let mut raster = vec![Vec::new(); rows.len()];
    for (row, cell) in rows.into_iter().zip(patch_order()) {
        raster[cell] = row;
    }
    raster
}

impl Picture<'_> {
    fn is_open(&self, cell: usize) -> bool {
        [self.config.mask(), self.config.any_colour()].contains(&self.tokens[cell])
    }

    fn n_open(&self) -> usize {
        (0..self.tokens.len()).filter(|&cell| self.is_open(cell)).count()
    }

    /// Draws every open cell and keeps the best, so many that the schedule is met.
    fn step(&mut self, logits: &[Vec<f32>], step: usize, n_all: usize) {
        let ShapeSettings { steps, .. } = self.settings;
        let done = (step + 1) as f32 / steps as f32;
        // The schedule: few at first, when little is known.
        let stay = if done >= 1.0 { 0.0 } else { n_all as f32 * (FRAC_PI_2 * done).cos() };
        let mut guesses: Vec<Guess> = (0..self.tokens.len())
            .filter(|&cell| self.is_open(cell))
            .map(|cell| self.guess(cell, &logits[cell], step))
            .collect();
        guesses.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.cell.cmp(&b.cell)));
        let kept = guesses.len().saturating_sub(stay as usize).max(1);
        for guess in guesses.into_iter().take(kept) {
            self.tokens[guess.cell] = guess.token;
        }
    }

    fn guess(&self, cell: usize, logits: &[f32], step: usize) -> Guess {
        let ShapeSettings { temperature, order_noise, order, steps, .. } = self.settings;
        // A cell that is to have a colour is not empty.
        let first = usize::from(self.tokens[cell] == self.config.any_colour());
        let highest = logits[first..].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = logits[first..].iter().map(|logit| (logit - highest).exp()).sum();
        let base = highest + sum.ln();
        let log_p = |token: usize| logits[token] - base;
        let gumbel = |entry: usize| {
            let counter = ((step * Sketch::COARSE_CELLS + cell) << 8 | entry) as u64;
            -(-noise::unit(self.key, counter).ln()).ln() as f32
        };
        let cold = 1.0 / temperature.max(1e-3);
        // No noise makes up for odds of one to ten million, and it is costly.
        let is_possible = |token: &usize| (logits[*token] - highest) * cold > -16.0;
        let scores = (first..logits.len())
            .filter(is_possible)
            .map(|token| (token, log_p(token) * cold + gumbel(token)));
        let best = scores.max_by(|(_, a), (_, b)| a.total_cmp(b));
        let token = best.map_or(first, |(token, _)| token);
        let fading = order_noise * (1.0 - (step + 1) as f32 / steps as f32);
        let score = match order {
            ShapeOrder::Confidence => log_p(token) + fading * gumbel(255),
            ShapeOrder::Entropy => {
                let nats = (first..logits.len()).map(|token| log_p(token).exp() * log_p(token));
                nats.sum::<f32>() + fading * gumbel(255)
            }
            ShapeOrder::Random => gumbel(255),
            ShapeOrder::Raster => -(cell as f32),
        };
        Guess { cell, token: token as u8, score }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};
    use candle_nn::{VarBuilder, VarMap};

    use super::*;
    use crate::sprite::{Mask, Palette, Schema};

    fn network() -> ShapeNetwork {
        let config = ShapeConfig::tiny(&Schema::ocean(), &Palette::ocean());
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        ShapeNetwork::learning(&config, &builder).unwrap()
    }

    fn request(given: Sketch, variant: u32) -> ShapeRequest {
        ShapeRequest { labels: Labels::cell(2, 3), given, seed: 5, variant }
    }

    fn begun(request: &ShapeRequest) -> Beginning<'_> {
        Beginning { request, start: request.given.clone() }
    }

    #[test]
    fn every_cell_is_drawn_whatever_the_order_and_the_steps() {
        let network = network();
        for (steps, order) in [
            (1, ShapeOrder::Confidence),
            (12, ShapeOrder::Confidence),
            (8, ShapeOrder::Entropy),
            (3, ShapeOrder::Random),
            (400, ShapeOrder::Raster),
        ] {
            let settings = ShapeSettings { steps, order, ..ShapeSettings::default() };
            let drawn = draw(&network, &begun(&request(Sketch::BLANK, 1)), settings).unwrap();
            assert!((0..PIXELS).all(|at| drawn.at(at) != SketchCell::Free), "{steps} {order:?}");
            assert!(drawn.is_coarse());
        }
    }

    #[test]
    fn what_is_given_stays_and_shapes_alone_get_their_ramps() {
        let (network, settings) = (network(), ShapeSettings::default());
        let left = Mask::rectangle((0, 0), (15, 31));
        let thin = Mask::rectangle((3, 3), (3, 9));
        let given =
            Sketch::BLANK.painted(&left, SketchCell::Opaque).painted(&thin, SketchCell::Ramp(4));
        let drawn = draw(&network, &begun(&request(given, 1)), settings).unwrap();
        for index in 0..PIXELS {
            if thin.contains_index(index) {
                assert_eq!(drawn.at(index), SketchCell::Ramp(4));
            } else if left.contains_index(index) {
                assert!(drawn.at(index).is_occupied());
            }
        }
    }

    #[test]
    fn a_shape_depends_on_its_own_request_alone() {
        let (network, settings) = (network(), ShapeSettings::default());
        let requests: Vec<ShapeRequest> = (0..5).map(|it| request(Sketch::BLANK, it)).collect();
        let one_by_one: Vec<Sketch> =
            requests.iter().map(|it| draw(&network, &begun(it), settings).unwrap()).collect();
        for threads in [1, 2, 9] {
            let begun: Vec<Beginning<'_>> = requests.iter().map(begun).collect();
            assert_eq!(draw_all(&network, &begun, settings, threads), one_by_one);
        }
        assert_ne!(one_by_one[0], one_by_one[1]);
    }
}
