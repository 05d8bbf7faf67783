//! Sprites that are drawn in the background, ahead of the moment when a game wants them.
//!
//! A stream keeps a queue filled, in order, and rests when it is full. It spends no more memory
//! and no more of the processor than it is given, and it ends within one pass of the network.

mod crew;
mod settings;
#[cfg(test)]
mod tests;

use std::{sync::Arc, thread::JoinHandle, time::Duration};

pub use settings::{Effort, Prompts, Room, StreamError, StreamSettings};

use super::{Generator, SpriteRequest};
use crate::{motion::Clip, sprite::Sprite};
use crew::Crew;

/// A sprite of a stream, with all that it takes to make it again.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamSprite {
    /// Which sprite of the stream it is, from 0.
    pub index: u64,
    /// What was asked for. [`Generator::generate`] makes the same sprite of it.
    pub request: SpriteRequest,
    /// The flat sprite.
    pub sprite: Sprite,
    /// The sprite in motion, where the settings ask for that.
    pub clip: Option<Clip>,
}

/// Draws sprites on threads of its own and keeps them until they are asked for.
///
/// Sprite `k` of a stream depends on its seed, its prompts and `k` alone, whatever the number of
/// threads, the time, and how the queue was emptied. Dropping the stream stops the threads within
/// one pass of the network and does not wait for that; [`Self::close`] does.
///
/// ```no_run
/// use shoal::generate::{Effort, Generator, SpriteStream, StreamSettings};
///
/// let generator = Generator::embedded();
/// let mut settings = StreamSettings::new(7);
/// settings.prompts = generator.world().cells().collect::<Vec<_>>().into();
/// settings.effort = Effort::share(0.25);
/// let stream = generator.stream(settings)?;
/// // Once a frame:
/// if let Some(arrival) = stream.try_next() {
///     let rgba = arrival.sprite.to_rgba(generator.palette());
///     assert_eq!(rgba.len(), 32 * 32 * 4);
/// }
/// # Ok::<(), shoal::generate::StreamError>(())
/// ```
#[derive(Debug)]
pub struct SpriteStream {
    crew: Arc<Crew>,
    threads: Vec<JoinHandle<()>>,
}

impl SpriteStream {
    pub(super) fn open(
        generator: &Generator,
        settings: StreamSettings,
    ) -> Result<Self, StreamError> {
        let n_sprites = settings.check(generator)?;
        let n_threads = settings.effort.threads;
        let crew = Arc::new(Crew::new(generator.clone(), settings, n_sprites));
        let mut stream = Self { crew, threads: Vec::new() };
        for thread in 0..n_threads {
            // If one cannot be started, dropping the stream stops those before it.
            stream.threads.push(Crew::start(&stream.crew, thread).map_err(StreamError::Thread)?);
        }
        Ok(stream)
    }

    /// The next sprite, if it is there. Never waits for anything: where a thread is storing a
    /// sprite at this very moment, there is none either, and the next call has it.
    #[must_use]
    pub fn try_next(&self) -> Option<StreamSprite> {
        self.crew.try_take()
    }

    /// The next sprite, waited for no longer than this.
    #[must_use]
    pub fn next_timeout(&self, timeout: Duration) -> Option<StreamSprite> {
        self.crew.take_within(timeout)
    }

    /// How many sprites can be taken now.
    #[must_use]
    pub fn n_ready(&self) -> usize {
        self.crew.n_ready()
    }

    /// Why no more sprites will come, if so: the closure that gives the prompts has panicked.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.crew.failure()
    }

    /// Stops the threads and waits until they are gone, which takes one pass of the network: for
    /// those who are about to unload this library.
    pub fn close(mut self) {
        self.crew.stop();
        for thread in self.threads.drain(..) {
            // A thread that panicked has told so, and is gone too.
            let _ = thread.join();
        }
    }
}

impl Drop for SpriteStream {
    fn drop(&mut self) {
        self.crew.stop();
    }
}
