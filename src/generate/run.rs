//! Spreads requests over threads, publishes their progress and stops when asked to.

use std::{
    collections::VecDeque,
    ops::{ControlFlow, Range},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    Control, Generator, Outcome, Preview, SpriteRequest,
    candidate::{Candidate, Drawn},
    decoder::Decoder,
    draft::DraftLimits,
};
use crate::sprite::{PIXELS, SIDE};

/// How much is done at a time. The sprites do not depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most canvases that one thread draws on in turns; a sprite with guidance in two passes
    /// takes two.
    pub(super) max_states: usize,
    /// How far each is guessed ahead.
    pub(super) draft_limits: DraftLimits,
}

impl Limits {
    /// Two canvases were fastest, in either precision: the keys and values of more, 2 MiB each,
    /// push each other out of the cache, and one alone has too few rows for the weights that
    /// are read. Eight took twice as long (`docs/BENCH.md`). Runs up to 8 slots beat runs up to
    /// 32, and 0.3 to 0.6 of confidence beat 0.85 (one run each, on a busy machine).
    pub(super) const MEASURED: Self =
        Self { max_states: 2, draft_limits: DraftLimits { max_run: 8, min_confidence: 0.4 } };

    /// How many of these sprites one thread draws together.
    fn group(self, generator: &Generator, requests: &[SpriteRequest]) -> usize {
        let network = generator.network();
        let takes_two = requests.iter().any(|it| network.takes_two_passes(&it.sampling));
        (self.max_states / if takes_two { 2 } else { 1 }).max(1)
    }
}

/// Draws `requests`; see [`super::Generator::run`].
pub(super) fn run(
    generator: &Generator,
    requests: &[SpriteRequest],
    threads: usize,
    limits: Limits,
    control: &Control,
    watch: &mut dyn FnMut(&[Preview]) -> ControlFlow<()>,
) -> (Outcome, Vec<Preview>) {
    let (groups, n_begun) = split(requests.len(), threads, limits.group(generator, requests));
    let run = Run {
        generator,
        requests,
        draft_limits: limits.draft_limits,
        next_request: AtomicUsize::new(n_begun),
        refused: Mutex::default(),
        control,
        board: Mutex::new(Board {
            previews: vec![Preview::default(); requests.len()],
            n_changes: 0,
            n_helpers: 0,
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        let mut orphans = Vec::new();
        for (helper, group) in groups.iter().enumerate().skip(1) {
            let leave = run.enter();
            let builder = thread::Builder::new().name(format!("shoal-draw-{helper}"));
            let work = || {
                let _leave = leave;
                run.draw(group.clone(), &mut || ());
            };
            if builder.spawn_scoped(scope, work).is_err() {
                orphans.push(group.clone());
            }
        }
        let mut show = |previews: &[Preview]| {
            if watch(previews).is_break() {
                control.stop();
            }
        };
        let mut n_shown = 0;
        // The work of threads that could not be started is done here.
        for group in groups.first().into_iter().chain(&orphans) {
            run.draw(group.clone(), &mut || n_shown = run.show_changes(n_shown, &mut show));
        }
        while run.wait_for_change(n_shown) {
            n_shown = run.show_changes(n_shown, &mut show);
        }
    });
    let previews = run.board.into_inner().unwrap_or_else(PoisonError::into_inner).previews;
    let done = previews.iter().all(|preview| preview.drawn == PIXELS);
    (if done { Outcome::Done } else { Outcome::Cancelled }, previews)
}

/// What each thread begins with, and how many requests that is in all; threads take the others
/// one by one whenever they have completed a sprite.
fn split(n_requests: usize, threads: usize, max_group: usize) -> (Vec<Range<usize>>, usize) {
    let threads = threads.clamp(1, n_requests.max(1));
    let n_begun = n_requests.min(threads * max_group);
    let groups = (0..threads)
        .map(|thread| thread * n_begun / threads..(thread + 1) * n_begun / threads)
        .collect();
    (groups, n_begun)
}

/// What the threads of one run share.
struct Run<'a> {
    generator: &'a Generator,
    requests: &'a [SpriteRequest],
    draft_limits: DraftLimits,
    next_request: AtomicUsize,
    /// What the critic refused, oldest first: drawn again once every request was drawn once.
    refused: Mutex<VecDeque<(usize, Candidate<'a>)>>,
    control: &'a Control,
    board: Mutex<Board>,
    changed: Condvar,
}

/// A request that is being drawn.
struct Seat<'a> {
    index: usize,
    candidate: Candidate<'a>,
    /// What came of it, once it is complete.
    result: Option<Drawn>,
    /// Whether the critic has refused what was drawn.
    is_refused: bool,
}

/// How far everything is.
struct Board {
    previews: Vec<Preview>,
    n_changes: usize,
    /// Threads that are still drawing, beside the calling one.
    n_helpers: usize,
}

/// Counts a helper out when it ends, however it ends: the calling thread waits for that.
struct Leave<'r, 'a>(&'r Run<'a>);

impl Drop for Leave<'_, '_> {
    fn drop(&mut self) {
        self.0.board().n_helpers -= 1;
        self.0.changed.notify_all();
    }
}

impl<'a> Run<'a> {
    fn enter(&self) -> Leave<'_, 'a> {
        self.board().n_helpers += 1;
        Leave(self)
    }

    /// A thread that panicked leaves the board in order: it holds plain values.
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws a group, and other requests in the places of those that are complete. Calls
    /// `after_change` whenever something was published.
    fn draw(&self, group: Range<usize>, after_change: &mut dyn FnMut()) {
        if self.is_stopped() {
            return;
        }
        let mut decoder = self.generator.decoder(group.len(), self.draft_limits);
        let mut seats: Vec<Option<Seat<'_>>> = group
            .enumerate()
            .map(|(sprite, request)| self.begin(&mut decoder, sprite, request))
            .collect();
        let mut n_rows = 0;
        while seats.iter().any(Option::is_some) {
            self.control.rest_while_paused();
            if self.is_stopped() {
                self.publish(&decoder, &seats);
                after_change();
                return;
            }
            decoder.forward();
            let mut is_any_done = false;
            for (sprite, seat) in seats.iter_mut().enumerate() {
                let Some(Seat { candidate, result, is_refused, .. }) = seat else { continue };
                let n_before = decoder.state(sprite).drawn() / SIDE;
                decoder.accept(sprite, |pixel, logits| candidate.choose(pixel, logits));
                n_rows += decoder.state(sprite).drawn() / SIDE - n_before;
                if decoder.state(sprite).is_done() {
                    *result = candidate.judge(&decoder, sprite);
                    *is_refused = result.is_none();
                    is_any_done = true;
                }
            }
            // About once a row of each sprite, however they are out of step.
            if is_any_done || n_rows >= seats.iter().flatten().count() {
                self.publish(&decoder, &seats);
                n_rows = 0;
                for (sprite, seat) in seats.iter_mut().enumerate() {
                    if seat.as_ref().is_some_and(|seat| seat.result.is_some() || seat.is_refused) {
                        *seat = self.next(&mut decoder, sprite, seat.take());
                    }
                }
                after_change();
            }
        }
    }

    /// Begins a request, if there is such a one, as a sprite of a group.
    fn begin(&self, decoder: &mut Decoder<'_>, sprite: usize, index: usize) -> Option<Seat<'a>> {
        let request = self.requests.get(index)?;
        let candidate = Candidate::begin(request, self.generator, decoder, sprite);
        Some(Seat { index, candidate, result: None, is_refused: false })
    }

    /// What comes after a seat whose sprite was drawn to the end: a request that was not begun yet,
    /// or else what was refused first, so that every sprite is there once before any is improved.
    fn next(
        &self,
        decoder: &mut Decoder<'_>,
        sprite: usize,
        done: Option<Seat<'a>>,
    ) -> Option<Seat<'a>> {
        if let Some(seat) = done.filter(|seat| seat.is_refused) {
            self.refused().push_back((seat.index, seat.candidate));
        }
        let request = self.next_request.fetch_add(1, Ordering::Relaxed);
        if let Some(seat) = self.begin(decoder, sprite, request) {
            return Some(seat);
        }
        let (index, mut candidate) = self.refused().pop_front()?;
        candidate.again(decoder, sprite);
        Some(Seat { index, candidate, result: None, is_refused: false })
    }

    fn refused(&self) -> MutexGuard<'_, VecDeque<(usize, Candidate<'a>)>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.control.is_stopped()
    }

    /// Puts what is drawn of a group on the board.
    fn publish(&self, decoder: &Decoder<'_>, seats: &[Option<Seat<'_>>]) {
        let mut board = self.board();
        for (sprite, seat) in seats.iter().enumerate() {
            let Some(seat) = seat else { continue };
            let state = decoder.state(sprite);
            let (order, candidate) = (state.order, &seat.candidate);
            board.previews[seat.index] = match &seat.result {
                Some((sprite, sketch)) => Preview {
                    drawn: PIXELS,
                    order,
                    sprite: sprite.clone(),
                    sketch: sketch.clone(),
                    is_refused: false,
                    n_refused: candidate.n_refused(),
                },
                None => Preview {
                    // What is refused is not final, however complete it is.
                    drawn: if seat.is_refused { 0 } else { state.drawn() },
                    order,
                    sprite: candidate.shown(decoder, sprite),
                    sketch: candidate.refused_shape(),
                    is_refused: candidate.is_refused(),
                    n_refused: candidate.n_refused(),
                },
            };
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
