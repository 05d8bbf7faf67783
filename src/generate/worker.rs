//! The thread that owns the model, and what a window says to it and hears from it.
//!
//! Orders and events wait in two queues behind one lock that is only ever held for moments, so
//! neither side waits for the other. Cancelling is a flag for each job and no task in the
//! queue: there it would wait behind the very work it is to stop.
//!
//! An urgent job goes before background jobs: those that wait are passed over, and one that is
//! being drawn rests meanwhile. A background job that was passed over then gets a share of the
//! time before the next urgent job, so neither kind starves. Sprites depend on their request
//! alone, so they are the same in whatever order they are drawn.

use std::{
    collections::VecDeque,
    io,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{Control, Generator, Outcome, Preview, SpriteRequest};
use crate::sprite::{PIXELS, Sketch, Sprite};

/// Names one call of [`SpriteSource::generate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// How soon a job is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// After all background jobs that were added before.
    Background,
    /// Before every background job, and in the middle of the one that is being drawn.
    Urgent,
}

/// A background job that was passed over is drawn for at least this part of the time that the
/// urgent job took before another urgent one goes before it.
const BACKGROUND_SHARE: u32 = 4;

/// What the window hears.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every event holds a sprite, so a box would save nothing"
)]
#[derive(Clone, Debug)]
pub enum Event {
    /// From now on sprites are drawn with this model.
    ModelLoaded(Generator),
    /// A checkpoint could not be loaded; the model stays what it was.
    ModelFailed {
        /// The file.
        path: PathBuf,
        /// Why, for people.
        error: String,
    },
    /// One sprite is complete.
    SpriteDone {
        /// Whose.
        job: JobId,
        /// Which of the job's requests.
        index: usize,
        /// The sprite.
        sprite: Sprite,
        /// The coarse picture that was drawn for it first, if one was.
        sketch: Option<Arc<Sketch>>,
    },
    /// The last that is heard of a job.
    Finished {
        /// Which.
        job: JobId,
        /// Whether it is complete.
        outcome: Outcome,
    },
    /// The worker ended unexpectedly, and nothing will follow; the text says why.
    Died(String),
}

/// Where a window gets its sprites from. No method ever waits for the model.
pub trait SpriteSource {
    /// Draws sprites after all jobs of this priority that were added before, and after every
    /// checkpoint that was to be opened before.
    fn generate(&mut self, requests: Vec<SpriteRequest>, priority: Priority) -> JobId;

    /// Stops a job, whether it waits or is being drawn; [`Event::Finished`] follows. A job that
    /// ends at this moment may still finish as done, and one that has ended stays ended.
    fn cancel(&mut self, job: JobId);

    /// Loads a checkpoint after all that was added before.
    fn open_checkpoint(&mut self, path: PathBuf);

    /// The next event, if there is one.
    fn poll(&mut self) -> Option<Event>;

    /// How far the job is that is being drawn, one preview for each of its requests; `None` for
    /// every other job.
    fn previews(&self, job: JobId) -> Option<Vec<Preview>>;
}

/// A named thread that loads the model and draws with it.
///
/// Dropping it stops everything and does not wait for that.
pub struct Worker {
    shared: Arc<Shared>,
    next_job: u64,
}

struct Shared {
    state: Mutex<WorkerState>,
    added: Condvar,
    wake: Arc<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct WorkerState {
    tasks: VecDeque<Task>,
    events: VecDeque<Event>,
    /// The job that is being drawn, behind the one that rests while it is, if one does.
    running: Vec<Running>,
    /// How long a background job is drawn before an urgent one may go before it.
    owed: Duration,
    /// The window is gone.
    closed: bool,
    /// The thread is gone.
    dead: bool,
}

enum Task {
    Generate(JobId, Vec<SpriteRequest>, Priority),
    Open(PathBuf),
}

/// A job that is being drawn, or rests.
struct Running {
    job: JobId,
    control: Arc<Control>,
    previews: Vec<Preview>,
}

impl Worker {
    /// Starts the thread, which first loads `checkpoint`, or the built-in model where there is
    /// none or it cannot be loaded. `wake` is called, from any thread, whenever there is
    /// something new to poll or to preview.
    pub fn spawn(
        checkpoint: Option<PathBuf>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> io::Result<Self> {
        Self::spawn_with(Generator::embedded, checkpoint, wake)
    }

    fn spawn_with(
        built_in: impl FnOnce() -> Generator + Send + 'static,
        checkpoint: Option<PathBuf>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> io::Result<Self> {
        let state = Mutex::default();
        let shared = Arc::new(Shared { state, added: Condvar::new(), wake });
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("shoal-generator".to_owned()).spawn(move || {
            let work = AssertUnwindSafe(|| of_thread.work(built_in, checkpoint));
            if let Err(panic) = catch_unwind(work) {
                of_thread.die(&panic_text(panic.as_ref()));
            }
        })?;
        Ok(Self { shared, next_job: 0 })
    }
}

impl SpriteSource for Worker {
    fn generate(&mut self, requests: Vec<SpriteRequest>, priority: Priority) -> JobId {
        let job = JobId(self.next_job);
        self.next_job += 1;
        self.shared.add(Task::Generate(job, requests, priority));
        job
    }

    fn cancel(&mut self, job: JobId) {
        let mut state = self.shared.lock();
        if let Some(running) = state.running.iter().find(|running| running.job == job) {
            running.control.stop();
            return;
        }
        let waits = |task: &Task| matches!(task, Task::Generate(id, ..) if *id == job);
        if let Some(place) = state.tasks.iter().position(waits) {
            state.tasks.remove(place);
            drop(state);
            self.shared.tell(Event::Finished { job, outcome: Outcome::Cancelled });
        }
    }

    fn open_checkpoint(&mut self, path: PathBuf) {
        self.shared.add(Task::Open(path));
    }

    fn poll(&mut self) -> Option<Event> {
        self.shared.lock().events.pop_front()
    }

    fn previews(&self, job: JobId) -> Option<Vec<Preview>> {
        let state = self.shared.lock();
        let running = state.running.iter().find(|running| running.job == job);
        running.map(|running| running.previews.clone())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        state.running.iter().for_each(|running| running.control.stop());
        drop(state);
        self.shared.added.notify_all();
    }
}

impl WorkerState {
    /// The place of the first urgent job, unless a checkpoint is to be opened before it.
    fn next_urgent(&self) -> Option<usize> {
        let is_urgent = |task: &Task| matches!(task, Task::Generate(.., Priority::Urgent));
        let before = self.tasks.iter().take_while(|task| !matches!(task, Task::Open(_)));
        before.into_iter().position(is_urgent)
    }

    /// Takes a task out of the queue. A job counts as running from that moment, so there is no gap
    /// in which it could not be cancelled.
    fn take(&mut self, place: usize) -> Option<Task> {
        let task = self.tasks.remove(place)?;
        if let Task::Generate(job, requests, _) = &task {
            let previews = vec![Preview::default(); requests.len()];
            self.running.push(Running { job: *job, control: Arc::default(), previews });
        }
        Some(task)
    }
}

impl Shared {
    /// No code that could panic runs under the lock, so what it guards is always in order.
    fn lock(&self) -> MutexGuard<'_, WorkerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: Event) {
        self.lock().events.push_back(event);
        (self.wake)();
    }

    fn add(&self, task: Task) {
        let mut state = self.lock();
        match task {
            // A caller that still asks a dead worker gets an answer, and does not wait.
            Task::Generate(job, ..) if state.dead => {
                drop(state);
                self.tell(Event::Finished { job, outcome: Outcome::Cancelled });
            }
            task => {
                state.tasks.push_back(task);
                drop(state);
                self.added.notify_all();
            }
        }
    }

    /// The thread's life.
    fn work(&self, built_in: impl FnOnce() -> Generator, checkpoint: Option<PathBuf>) {
        let chosen = checkpoint.and_then(|path| self.open(path));
        let mut generator = chosen.unwrap_or_else(|| {
            let generator = built_in();
            self.tell(Event::ModelLoaded(generator.clone()));
            generator
        });
        while let Some(task) = self.next_task() {
            match task {
                Task::Open(path) => generator = self.open(path).unwrap_or(generator),
                Task::Generate(job, requests, Priority::Background) => {
                    self.draw_in_background(&generator, job, &requests);
                }
                Task::Generate(job, requests, Priority::Urgent) => {
                    let begun = Instant::now();
                    self.draw(&generator, job, &requests, &mut |_| ());
                    self.owe(begun.elapsed());
                }
            }
        }
    }

    /// Waits for a task; `None` when the window is gone.
    fn next_task(&self) -> Option<Task> {
        let mut state = self
            .added
            .wait_while(self.lock(), |state| state.tasks.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return None;
        }
        let is_background = |task: &Task| matches!(task, Task::Generate(.., Priority::Background));
        let is_owed = !state.owed.is_zero() && state.tasks.front().is_some_and(is_background);
        let urgent = if is_owed { None } else { state.next_urgent() };
        state.take(urgent.unwrap_or(0))
    }

    /// The urgent job that goes before the background job that is being drawn, if there is one.
    fn next_urgent(&self) -> Option<(JobId, Vec<SpriteRequest>)> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        let place = state.next_urgent()?;
        match state.take(place)? {
            Task::Generate(job, requests, _) => Some((job, requests)),
            Task::Open(_) => None,
        }
    }

    /// Notes that an urgent job took so long while background jobs waited.
    fn owe(&self, taken: Duration) {
        let mut state = self.lock();
        let waits = |task: &Task| matches!(task, Task::Generate(.., Priority::Background));
        let is_waiting = state.tasks.iter().any(waits);
        state.owed = if is_waiting { taken / BACKGROUND_SHARE } else { Duration::ZERO };
    }

    fn open(&self, path: PathBuf) -> Option<Generator> {
        match Generator::open(&path) {
            Ok(generator) => {
                self.tell(Event::ModelLoaded(generator.clone()));
                Some(generator)
            }
            Err(error) => {
                self.tell(Event::ModelFailed { path, error: error.to_string() });
                None
            }
        }
    }

    /// Draws a job that rests whenever an urgent one comes.
    fn draw_in_background(&self, generator: &Generator, job: JobId, requests: &[SpriteRequest]) {
        let mut owed = std::mem::take(&mut self.lock().owed);
        let mut since = Instant::now();
        self.draw(generator, job, requests, &mut |control| {
            if since.elapsed() < owed {
                return;
            }
            let Some((urgent, requests)) = self.next_urgent() else { return };
            let begun = Instant::now();
            control.while_paused(|| self.draw(generator, urgent, &requests, &mut |_| ()));
            owed = begun.elapsed() / BACKGROUND_SHARE;
            since = Instant::now();
        });
    }

    /// Draws a job, and calls `after_rows` on this thread about once a row of each sprite.
    fn draw(
        &self,
        generator: &Generator,
        job: JobId,
        requests: &[SpriteRequest],
        after_rows: &mut dyn FnMut(&Control),
    ) {
        let running = self.lock().running.last().map(|running| Arc::clone(&running.control));
        let Some(control) = running else { return };
        let mut told = vec![false; requests.len()];
        let mut watch = |previews: &[Preview]| {
            self.show(job, previews, &mut told);
            if !control.is_stopped() {
                after_rows(&control);
            }
            ControlFlow::Continue(())
        };
        let (outcome, previews) = generator.run_until(requests, n_threads(), &control, &mut watch);
        self.show(job, &previews, &mut told);
        self.lock().running.pop();
        self.tell(Event::Finished { job, outcome });
    }

    /// Stores how far a job is, and tells of each sprite that is complete once.
    fn show(&self, job: JobId, previews: &[Preview], told: &mut [bool]) {
        let mut state = self.lock();
        for (index, (preview, told)) in previews.iter().zip(told).enumerate() {
            if preview.drawn == PIXELS && !*told {
                *told = true;
                let sprite = preview.sprite.clone();
                let sketch = preview.sketch.clone();
                state.events.push_back(Event::SpriteDone { job, index, sprite, sketch });
            }
        }
        if let Some(running) = state.running.iter_mut().find(|running| running.job == job) {
            running.previews.clear();
            running.previews.extend_from_slice(previews);
        }
        drop(state);
        (self.wake)();
    }

    /// Ends every job that was still expected, then says why.
    fn die(&self, reason: &str) {
        let mut state = self.lock();
        state.dead = true;
        let running = std::mem::take(&mut state.running).into_iter().map(|running| running.job);
        let tasks = std::mem::take(&mut state.tasks);
        let waiting = tasks.into_iter().filter_map(|task| match task {
            Task::Generate(job, ..) => Some(job),
            Task::Open(_) => None,
        });
        for job in running.chain(waiting) {
            state.events.push_back(Event::Finished { job, outcome: Outcome::Cancelled });
        }
        drop(state);
        self.tell(Event::Died(reason.to_owned()));
    }
}

/// All cores draw, but one of three or more is left to the window.
fn n_threads() -> usize {
    match thread::available_parallelism().map_or(1, usize::from) {
        few @ 1..=2 => few,
        many => many - 1,
    }
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "the generator thread ended without a reason".to_owned())
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
