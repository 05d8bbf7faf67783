//! Draws requests while a terminal shows how far it is.

use std::ops::ControlFlow;

use super::output::Progress;
use crate::{
    generate::{Generator, Preview, SpriteRequest},
    sprite::{PIXELS, Sprite},
};

/// Sprites a thread that are drawn together before they are written: enough to keep every
/// thread busy, few enough that files appear while a long job runs.
const BATCH_PER_THREAD: usize = 4;

/// The most sprites drawn together, whatever `--threads` and `--count` say: each takes memory
/// while it is drawn.
const MAX_BATCH: usize = 64;

/// How many sprites to draw before they are written.
pub(super) fn batch_size(threads: usize) -> usize {
    (threads * BATCH_PER_THREAD).min(MAX_BATCH)
}

/// Draws sprites batch after batch under one line of progress.
pub(super) struct Artist<'a> {
    generator: &'a Generator,
    threads: usize,
    progress: Progress,
    n_finished: usize,
}

impl<'a> Artist<'a> {
    /// `n_sprites` is how many will be drawn in all.
    pub(super) fn new(generator: &'a Generator, threads: usize, n_sprites: usize) -> Self {
        Self { generator, threads, progress: Progress::new(n_sprites), n_finished: 0 }
    }

    /// Draws all of these, however many: in batches, because each takes memory while it is drawn.
    pub(super) fn draw_all(&mut self, requests: &[SpriteRequest]) -> Vec<Sprite> {
        let previews = requests.chunks(MAX_BATCH).flat_map(|batch| self.draw(batch));
        previews.map(|preview| preview.sprite).collect()
    }

    /// Draws some of the sprites; the line of progress is gone afterwards.
    pub(super) fn draw(&mut self, requests: &[SpriteRequest]) -> Vec<Preview> {
        let before = self.n_finished * PIXELS;
        let progress = &mut self.progress;
        let mut watch = |previews: &[Preview]| {
            progress.show(before + previews.iter().map(|preview| preview.drawn).sum::<usize>());
            ControlFlow::Continue(())
        };
        // Nothing above asks to stop, so every sprite is whole.
        let (_, previews) = self.generator.run(requests, self.threads, &mut watch);
        self.progress.clear();
        self.n_finished += requests.len();
        previews
    }
}
