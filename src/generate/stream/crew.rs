//! The threads of a stream and the queue that they fill.

use std::{
    collections::VecDeque,
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{StreamSettings, StreamSprite};
use crate::generate::{
    Generator, ShapeFirst, SpriteRequest,
    candidate::{Candidate, Drawn},
    decoder::Decoder,
    run::Limits,
    worker::panic_text,
};

/// Threads rest once they owe this much: seldom enough that waking up costs little, and often
/// enough that a game's frame never shares a core with a long stretch of work.
const SHORTEST_REST: Duration = Duration::from_millis(2);

/// A pass that took longer was interrupted, by other programs or a sleeping machine.
const LONGEST_PASS: Duration = Duration::from_millis(100);

/// What the threads of a stream and its owner share.
pub(super) struct Crew {
    generator: Generator,
    settings: StreamSettings,
    n_sprites: usize,
    is_stopped: AtomicBool,
    queue: Mutex<Queue>,
    /// There is room, or it is time to stop.
    wanted: Condvar,
    /// The first sprite of the queue is there, or nothing more will come.
    arrived: Condvar,
}

#[derive(Default)]
struct Queue {
    /// The number of the first sprite of the queue.
    first: u64,
    /// Those that are drawn and, empty, those that are being drawn.
    sprites: VecDeque<Option<StreamSprite>>,
    failure: Option<String>,
}

impl Queue {
    fn take(&mut self) -> Option<StreamSprite> {
        let sprite = self.sprites.front_mut()?.take()?;
        self.sprites.pop_front();
        self.first += 1;
        Some(sprite)
    }
}

impl Crew {
    pub(super) fn new(generator: Generator, settings: StreamSettings, n_sprites: usize) -> Self {
        Self {
            generator,
            settings,
            n_sprites,
            is_stopped: AtomicBool::new(false),
            queue: Mutex::default(),
            wanted: Condvar::new(),
            arrived: Condvar::new(),
        }
    }

    pub(super) fn start(crew: &Arc<Self>, thread: usize) -> io::Result<JoinHandle<()>> {
        let crew = Arc::clone(crew);
        thread::Builder::new().name(format!("shoal-stream-{thread}")).spawn(move || {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| crew.work())) {
                crew.fail(panic_text(panic.as_ref()));
            }
        })
    }

    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        // Under the lock, so that no thread is between looking at the flag and going to sleep.
        let _queue = self.queue();
        self.wanted.notify_all();
        self.arrived.notify_all();
    }

    pub(super) fn try_take(&self) -> Option<StreamSprite> {
        let mut queue = match self.queue.try_lock() {
            Ok(queue) => queue,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.take(&mut queue)
    }

    pub(super) fn take_within(&self, timeout: Duration) -> Option<StreamSprite> {
        let is_missing = |queue: &mut Queue| {
            !matches!(queue.sprites.front(), Some(Some(_))) && queue.failure.is_none()
        };
        let waited = self.arrived.wait_timeout_while(self.queue(), timeout, is_missing);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        self.take(&mut queue)
    }

    pub(super) fn n_ready(&self) -> usize {
        self.queue().sprites.iter().take_while(|sprite| sprite.is_some()).count()
    }

    pub(super) fn failure(&self) -> Option<String> {
        self.queue().failure.clone()
    }

    fn take(&self, queue: &mut Queue) -> Option<StreamSprite> {
        let sprite = queue.take()?;
        self.wanted.notify_all();
        Some(sprite)
    }

    /// A thread that panicked leaves the queue in order: it holds plain values.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// What each thread does until it is time to stop.
    fn work(&self) {
        let mut decoder = self.generator.decoder(1, Limits::MEASURED.draft_limits);
        let mut rest =
            Rest { owed: Duration::ZERO, a_unit: 1.0 / self.settings.effort.share - 1.0 };
        while let Some(index) = self.claim() {
            let request = self.request(index);
            let Some((sprite, shape)) = self.draw(&mut decoder, &request, &mut rest) else {
                return;
            };
            let request = request.with_shape(shape.as_deref()).into_owned();
            // An empty sprite has nothing to move; it is delivered all the same.
            let clip = self.settings.motion.and_then(|motion| {
                self.generator.animate(request.brief.labels, &sprite, &motion).ok()
            });
            self.store(StreamSprite { index, request, sprite, clip });
        }
    }

    /// The number of the next sprite, once there is room for it; `None` when it is time to stop.
    fn claim(&self) -> Option<u64> {
        let is_full = |queue: &mut Queue| {
            !self.is_stopped() && queue.failure.is_none() && queue.sprites.len() >= self.n_sprites
        };
        let waited = self.wanted.wait_while(self.queue(), is_full);
        let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
        if self.is_stopped() || queue.failure.is_some() {
            return None;
        }
        let index = queue.first + queue.sprites.len() as u64;
        queue.sprites.push_back(None);
        Some(index)
    }

    /// Variants are counted in 32 bits; a stream that draws for years goes on with other seeds.
    fn request(&self, index: u64) -> SpriteRequest {
        let StreamSettings { seed, prompts, sampling, .. } = &self.settings;
        let seed = seed.wrapping_add(index >> 32);
        let known = Some(prompts.of(index)).filter(|labels| self.generator.world().knows(*labels));
        // What is asked for by traits gets its shape first, where the model draws any.
        SpriteRequest::new(known.unwrap_or_default(), seed, index as u32, *sampling)
            .with_shape_first(ShapeFirst::Auto)
    }

    fn draw(
        &self,
        decoder: &mut Decoder<'_>,
        request: &SpriteRequest,
        rest: &mut Rest,
    ) -> Option<Drawn> {
        let mut candidate = Candidate::begin(request, &self.generator, decoder, 0);
        while !self.is_stopped() {
            let begun = Instant::now();
            decoder.forward();
            decoder.accept(0, |pixel, logits| candidate.choose(pixel, logits));
            if decoder.state(0).is_done() {
                match candidate.judge(decoder, 0) {
                    Some(drawn) => return Some(drawn),
                    None => candidate.again(decoder, 0),
                }
            }
            if let Some(pause) = rest.after(begun.elapsed()) {
                let waited =
                    self.wanted.wait_timeout_while(self.queue(), pause, |_| !self.is_stopped());
                drop(waited);
            }
        }
        None
    }

    fn store(&self, sprite: StreamSprite) {
        let mut queue = self.queue();
        // Nothing before a sprite that is being drawn is taken out of turn.
        let place = sprite.index.checked_sub(queue.first).map(|place| place as usize);
        if let Some(slot) = place.and_then(|place| queue.sprites.get_mut(place)) {
            *slot = Some(sprite);
        }
        drop(queue);
        self.arrived.notify_all();
    }

    fn fail(&self, reason: String) {
        self.queue().failure.get_or_insert(reason);
        self.wanted.notify_all();
        self.arrived.notify_all();
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// How long a thread must rest so as not to work more than its share.
struct Rest {
    owed: Duration,
    /// Rest for a unit of work.
    a_unit: f32,
}

impl Rest {
    /// The pause that is due after some more work, if one is.
    fn after(&mut self, worked: Duration) -> Option<Duration> {
        self.owed += worked.min(LONGEST_PASS).mul_f32(self.a_unit);
        (self.owed >= SHORTEST_REST).then(|| std::mem::take(&mut self.owed))
    }
}
