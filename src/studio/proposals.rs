//! Draws shapes that a sketch may become, away from the thread that draws the window.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::{
    generate::{Generator, ShapeRequest, ShapeSettings},
    sprite::Sketch,
};

/// A thread that draws shapes. Only the latest question counts; earlier ones that have not begun
/// are dropped.
pub(super) struct Proposer {
    shared: Arc<Shared>,
}

struct Shared {
    desk: Mutex<Desk>,
    asked: Condvar,
}

#[derive(Default)]
struct Desk {
    question: Option<(Generator, Vec<ShapeRequest>)>,
    /// The shapes of the latest question that was answered.
    answer: Option<Vec<Sketch>>,
    is_closed: bool,
}

impl Proposer {
    /// `wake` is called whenever there is an answer.
    pub(super) fn spawn(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared { desk: Mutex::default(), asked: Condvar::new() });
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("proposing".to_owned()).spawn(move || {
            while let Some((generator, requests)) = of_thread.next() {
                let threads = thread::available_parallelism().map_or(1, usize::from);
                let shapes = generator.draw_shapes(&requests, ShapeSettings::default(), threads);
                of_thread.desk().answer = Some(shapes);
                wake();
            }
        })?;
        Ok(Self { shared })
    }

    /// Asks for shapes, in place of whatever waited.
    pub(super) fn ask(&self, generator: Generator, requests: Vec<ShapeRequest>) {
        self.shared.desk().question = Some((generator, requests));
        self.shared.asked.notify_all();
    }

    /// The latest shapes, once.
    pub(super) fn poll(&self) -> Option<Vec<Sketch>> {
        self.shared.desk().answer.take()
    }
}

impl Drop for Proposer {
    fn drop(&mut self) {
        self.shared.desk().is_closed = true;
        self.shared.asked.notify_all();
    }
}

impl Shared {
    /// Nothing that could panic runs under the lock.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a question; `None` when the window is gone.
    fn next(&self) -> Option<(Generator, Vec<ShapeRequest>)> {
        let waits = |desk: &mut Desk| desk.question.is_none() && !desk.is_closed;
        let waited = self.asked.wait_while(self.desk(), waits);
        let mut desk = waited.unwrap_or_else(PoisonError::into_inner);
        if desk.is_closed { None } else { desk.question.take() }
    }
}
