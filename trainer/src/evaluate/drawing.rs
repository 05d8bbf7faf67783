//! Has the model draw the sprites that are measured, with a bar to watch.

use std::{io::IsTerminal as _, ops::ControlFlow, sync::Arc};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use shoal::{
    generate::{Generator, Outcome, ShapeFirst, SpriteRequest},
    sprite::{PIXELS, Prompt, Sampling, Sketch, Sprite},
};

use crate::corpus::Sample;

/// Sprites that one thread draws in step.
const GROUP: usize = 32;

/// A model with threads to draw on.
pub(crate) struct Artist<'a> {
    /// The model.
    pub(crate) generator: &'a Generator,
    /// Threads that draw.
    pub(crate) threads: usize,
    /// Counts sprites.
    pub(crate) bar: ProgressBar,
}

impl Artist<'_> {
    /// Draws every request.
    pub(crate) fn draw(&self, requests: &[SpriteRequest]) -> Vec<Sprite> {
        self.draw_with_shapes(requests).into_iter().map(|(sprite, _)| sprite).collect()
    }

    /// Draws every request; beside each sprite the coarse picture that was drawn first, if one was.
    pub(crate) fn draw_with_shapes(
        &self,
        requests: &[SpriteRequest],
    ) -> Vec<(Sprite, Option<Arc<Sketch>>)> {
        let mut sprites = Vec::with_capacity(requests.len());
        for requests in requests.chunks(GROUP * self.threads.max(1)) {
            let before = self.bar.position();
            let (outcome, previews) = self.generator.run(requests, self.threads, &mut |previews| {
                let drawn: usize = previews.iter().map(|preview| preview.drawn).sum();
                self.bar.set_position(before + (drawn / PIXELS) as u64);
                ControlFlow::Continue(())
            });
            assert_ne!(outcome, Outcome::Refused, "labels are of the model's world");
            self.bar.set_position(before + requests.len() as u64);
            sprites.extend(previews.into_iter().map(|it| (it.sprite, it.sketch)));
        }
        sprites
    }

    /// Draws `count` sprites, cell after cell and then over again. Every sprite has its own
    /// noise, the same whatever the count and the sampling.
    pub(crate) fn draw_cells(&self, count: usize, seed: u64, sampling: Sampling) -> Vec<Sample> {
        let cells: Vec<(u32, Prompt)> = (0..).zip(self.generator.world().cells()).collect();
        // 25 has no divisor in common with 36, so that few sprites are of many kinds.
        let order = |index: usize| cells[index * 25 % cells.len()];
        let requests: Vec<SpriteRequest> = (0..count)
            .map(|index| {
                let (variant, prompt) = order(index);
                let round = (index / cells.len()) as u64;
                // Models whose exemplars lead are measured as they draw.
                SpriteRequest::new(prompt, seed + round, variant, sampling)
                    .with_shape_first(ShapeFirst::Auto)
            })
            .collect();
        let sprites = self.draw(&requests);
        let samples = requests.iter().zip(sprites).map(|(request, sprite)| Sample {
            sprite,
            zone: request.brief.labels.zone.unwrap_or(0),
            category: request.brief.labels.category.unwrap_or(0),
        });
        samples.collect()
    }
}

/// So many threads, or one for each core.
pub(crate) fn threads_or_all(given: Option<u32>) -> usize {
    given.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        |threads| threads as usize,
    )
}

/// A bar that is drawn on a terminal only.
pub(crate) fn progress_bar(what: &'static str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length).with_prefix(what);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = "{prefix:18} {bar:30} {pos}/{len} {elapsed} (left {eta}) {msg}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}
