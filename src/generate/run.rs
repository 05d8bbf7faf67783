//! Spreads requests over threads, publishes their progress and stops when asked to.

use std::{
    ops::{ControlFlow, Range},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Outcome, Preview, SpriteRequest, decoder::Decoder, network::Network, sampler::Sampler,
};
use crate::{
    model::input::PREFIX,
    sprite::{Hint, HintPlane, PIXELS, SIDE, Sprite},
};

/// The most sprites that one thread draws in step. More would only take more memory: the
/// shipped network remembers 4 MiB a sprite.
const MAX_GROUP: usize = 32;

/// Draws `requests`; see [`super::Generator::run`].
pub(super) fn run(
    network: &Network,
    requests: &[SpriteRequest],
    threads: usize,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&[Preview]) -> ControlFlow<()>,
) -> (Outcome, Vec<Preview>) {
    let groups = split(requests.len(), threads);
    let run = Run {
        network,
        requests,
        next_group: AtomicUsize::new(0),
        stop,
        board: Mutex::new(Board {
            previews: vec![Preview { drawn: 0, sprite: Sprite::EMPTY }; requests.len()],
            n_changes: 0,
            n_helpers: 0,
        }),
        changed: Condvar::new(),
        groups,
    };
    thread::scope(|scope| {
        for helper in 1..threads.min(run.groups.len()) {
            let leave = run.enter();
            let builder = thread::Builder::new().name(format!("shoal-draw-{helper}"));
            // Without the thread the others do its work.
            let _ = builder.spawn_scoped(scope, || {
                let _leave = leave;
                run.draw_groups(&mut || ());
            });
        }
        let mut show = |previews: &[Preview]| {
            if watch(previews).is_break() {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let mut n_shown = 0;
        run.draw_groups(&mut || n_shown = run.show_changes(n_shown, &mut show));
        while run.wait_for_change(n_shown) {
            n_shown = run.show_changes(n_shown, &mut show);
        }
    });
    let previews = run.board.into_inner().unwrap_or_else(PoisonError::into_inner).previews;
    let done = previews.iter().all(|preview| preview.drawn == PIXELS);
    (if done { Outcome::Done } else { Outcome::Cancelled }, previews)
}

/// Cuts `n_requests` into groups of nearly equal size, at least one for each thread.
fn split(n_requests: usize, threads: usize) -> Vec<Range<usize>> {
    let rounds = n_requests.div_ceil(MAX_GROUP * threads.max(1));
    let n_groups = (rounds * threads.max(1)).min(n_requests);
    (0..n_groups)
        .map(|group| group * n_requests / n_groups..(group + 1) * n_requests / n_groups)
        .collect()
}

/// What the threads of one run share.
struct Run<'a> {
    network: &'a Network,
    requests: &'a [SpriteRequest],
    groups: Vec<Range<usize>>,
    next_group: AtomicUsize,
    stop: &'a AtomicBool,
    board: Mutex<Board>,
    changed: Condvar,
}

/// How far everything is.
struct Board {
    previews: Vec<Preview>,
    n_changes: usize,
    /// Threads that are still drawing, beside the calling one.
    n_helpers: usize,
}

/// Counts a helper out when it ends, however it ends: the calling thread waits for that.
struct Leave<'a>(&'a Run<'a>);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.board().n_helpers -= 1;
        self.0.changed.notify_all();
    }
}

impl<'a> Run<'a> {
    fn enter(&'a self) -> Leave<'a> {
        self.board().n_helpers += 1;
        Leave(self)
    }

    /// A thread that panicked leaves the board in order: it holds plain values.
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws group after group until none is left; calls `after_row` often.
    fn draw_groups(&self, after_row: &mut dyn FnMut()) {
        while let Some(group) = self.groups.get(self.next_group.fetch_add(1, Ordering::Relaxed)) {
            self.draw(group.clone(), after_row);
        }
    }

    fn draw(&self, group: Range<usize>, after_row: &mut dyn FnMut()) {
        if self.is_stopped() {
            return;
        }
        let requests = &self.requests[group.clone()];
        let mut decoder = Decoder::new(
            self.network,
            requests.iter().map(|request| (request.prompt, request.hints.as_ref())),
        );
        let samplers: Vec<Sampler> = requests
            .iter()
            .map(|request| Sampler::new(request.seed, request.variant, request.sampling))
            .collect();
        let n_open = requests.iter().map(|request| open_pixels(request.hints.as_ref())).max();
        let n_open = n_open.unwrap_or(0);
        for slot in 0..PREFIX {
            decoder.forward(slot);
        }
        for pixel in 0..PIXELS {
            if self.is_stopped() {
                self.publish(group, pixel, &decoder);
                after_row();
                return;
            }
            // Where all that is left is forced, the network need not be asked.
            if pixel < n_open {
                decoder.forward(PREFIX + pixel);
            }
            for (sprite, (sampler, request)) in samplers.iter().zip(requests).enumerate() {
                let colour = sampler.choose(pixel, decoder.logits(sprite), request.hints.as_ref());
                decoder.pixels_mut(sprite)[pixel] = colour;
            }
            if (pixel + 1) % SIDE == 0 {
                self.publish(group.clone(), pixel + 1, &decoder);
                after_row();
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Puts the first `drawn` pixels of a group on the board.
    fn publish(&self, group: Range<usize>, drawn: usize, decoder: &Decoder<'_>) {
        let mut board = self.board();
        for (sprite, preview) in board.previews[group].iter_mut().enumerate() {
            preview.drawn = drawn;
            if let Some(pixels) = Sprite::from_indices(decoder.pixels(sprite)) {
                preview.sprite = pixels;
            }
        }
        board.n_changes += 1;
        drop(board);
        self.changed.notify_all();
    }

    /// Shows the board if it changed since change `n_shown`; returns which is shown now.
    fn show_changes(&self, n_shown: usize, show: &mut dyn FnMut(&[Preview])) -> usize {
        let board = self.board();
        let n_changes = board.n_changes;
        if n_changes != n_shown {
            let previews = board.previews.clone();
            drop(board);
            show(&previews);
        }
        n_changes
    }

    /// Waits for a helper to publish something; `false` when all have ended and there is
    /// nothing new.
    fn wait_for_change(&self, n_shown: usize) -> bool {
        let board = self
            .changed
            .wait_while(self.board(), |board| board.n_changes == n_shown && board.n_helpers > 0)
            .unwrap_or_else(PoisonError::into_inner);
        board.n_changes != n_shown
    }
}

/// How many pixels there are up to the last whose colour is not forced.
fn open_pixels(hints: Option<&HintPlane>) -> usize {
    let forced = |pixel| hints.is_some_and(|h| matches!(h.at(pixel), (Hint::Colour(_), true)));
    (0..PIXELS).rev().find(|&pixel| !forced(pixel)).map_or(0, |last| last + 1)
}
