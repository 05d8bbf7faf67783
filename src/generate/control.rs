//! What other threads say to a run: to stop, or to rest while something more urgent is drawn.

use std::sync::{
    Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// Stops and pauses one run.
#[derive(Debug, Default)]
pub(super) struct Control {
    is_stopped: AtomicBool,
    is_paused: Mutex<bool>,
    resumed: Condvar,
}

/// Resumes a paused run when it is dropped, so that a panic leaves no thread waiting.
struct Pause<'a>(&'a Control);

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        *self.0.paused() = false;
        self.0.resumed.notify_all();
    }
}

impl Control {
    /// Stops the run: every thread ends within some pixels.
    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the run is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Does some work while every helper of the run rests. The run's calling thread does it.
    pub(super) fn while_paused<T>(&self, work: impl FnOnce() -> T) -> T {
        *self.paused() = true;
        let _resume = Pause(self);
        work()
    }

    /// Waits as long as the run is paused; every thread calls it between two passes.
    pub(super) fn rest_while_paused(&self) {
        let paused = self.paused();
        drop(self.resumed.wait_while(paused, |is_paused| *is_paused));
    }

    fn paused(&self) -> MutexGuard<'_, bool> {
        self.is_paused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
