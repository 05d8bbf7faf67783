//! What a stream draws, and what it may spend; nonsense is refused before a thread starts.

use std::{fmt, io, sync::Arc};

use super::StreamSprite;
use crate::{
    generate::{Generator, critic::Critic, run::Limits},
    motion::{Motion, MotionError},
    sprite::{Prompt, Sampling, Sprite},
};

/// Less of a core than this is nothing: a sprite would take minutes.
const MIN_SHARE: f32 = 0.001;

/// More threads than any machine has cores are a mistake.
const MAX_THREADS: usize = 1024;

/// What a stream draws, and what it may spend on that.
#[derive(Clone, Debug)]
pub struct StreamSettings {
    /// Seed of the noise: sprite `k` is variant `k` of it.
    pub seed: u64,
    /// What to draw.
    pub prompts: Prompts,
    /// Settings of the sampler.
    pub sampling: Sampling,
    /// The motion that each sprite is to be delivered in; `None` delivers it at rest alone.
    pub motion: Option<Motion>,
    /// How much is drawn ahead.
    pub room: Room,
    /// How much of the processor is used.
    pub effort: Effort,
}

impl StreamSettings {
    /// Anything the model knows, sixteen sprites ahead, on half a core.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            prompts: Prompts::Rotation(vec![Prompt::default()]),
            sampling: Sampling::default(),
            motion: None,
            room: Room::Sprites(16),
            effort: Effort::share(0.5),
        }
    }

    /// How many sprites there is room for, or why these settings are nonsense.
    pub(super) fn check(&self, generator: &Generator) -> Result<usize, StreamError> {
        let Effort { threads, share } = self.effort;
        if threads == 0 || threads > MAX_THREADS {
            return Err(StreamError::BadThreads(threads));
        }
        if !(MIN_SHARE..=1.0).contains(&share) {
            return Err(StreamError::BadShare(share));
        }
        if let Prompts::Rotation(prompts) = &self.prompts {
            if prompts.is_empty() {
                return Err(StreamError::NoPrompts);
            }
            let world = generator.world();
            if let Some(&prompt) = prompts.iter().find(|prompt| !world.knows(**prompt)) {
                let (n_zones, n_categories) = (world.zones.len(), world.categories.len());
                return Err(StreamError::UnknownCell { prompt, n_zones, n_categories });
            }
        }
        self.motion.as_ref().map_or(Ok(()), Motion::check)?;
        let a_sprite = size_of::<StreamSprite>() + self.n_bytes_of_clip();
        match self.room {
            Room::Sprites(0) => Err(StreamError::NoRoom),
            Room::Sprites(n_sprites) => Ok(n_sprites),
            Room::Bytes(given) => {
                let sampling = self.sampling.validated();
                let n_states = 1 + usize::from(generator.network().takes_two_passes(&sampling));
                let critic = generator.network().critic.as_ref().map_or(0, Critic::n_bytes);
                let a_thread =
                    generator.decoder(n_states, Limits::MEASURED.draft_limits).n_bytes() + critic;
                let drawing = a_thread * threads;
                let needed = drawing + a_sprite;
                if given < needed {
                    return Err(StreamError::TooFewBytes { given, needed });
                }
                Ok((given - drawing) / a_sprite)
            }
        }
    }

    /// What the frames of a clip take beside its sprite.
    fn n_bytes_of_clip(&self) -> usize {
        let a_frame = size_of::<Sprite>() + size_of::<u16>();
        self.motion.map_or(0, |motion| usize::from(motion.frames) * a_frame)
    }
}

/// Which cell of the grid each sprite of a stream is drawn from.
#[derive(Clone)]
pub enum Prompts {
    /// These, one after the other, again and again.
    Rotation(Vec<Prompt>),
    /// Whatever the function says for sprite `k`. It is called on the stream's threads, in no
    /// certain order; for a stream that can be repeated it must depend on `k` alone. Labels that
    /// the model does not know are read as "any".
    By(Arc<dyn Fn(u64) -> Prompt + Send + Sync>),
}

impl Prompts {
    /// Prompts by a function of the sprite's number.
    #[must_use]
    pub fn by(prompt: impl Fn(u64) -> Prompt + Send + Sync + 'static) -> Self {
        Self::By(Arc::new(prompt))
    }

    pub(super) fn of(&self, index: u64) -> Prompt {
        match self {
            Self::Rotation(prompts) => prompts[(index % prompts.len() as u64) as usize],
            Self::By(prompt) => prompt(index),
        }
    }
}

impl From<Prompt> for Prompts {
    fn from(prompt: Prompt) -> Self {
        Self::Rotation(vec![prompt])
    }
}

impl From<Vec<Prompt>> for Prompts {
    fn from(prompts: Vec<Prompt>) -> Self {
        Self::Rotation(prompts)
    }
}

impl fmt::Debug for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rotation(prompts) => f.debug_tuple("Rotation").field(prompts).finish(),
            Self::By(_) => f.write_str("By(..)"),
        }
    }
}

/// How much a stream draws ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// This many sprites, drawn or being drawn.
    Sprites(usize),
    /// As many as fit into this many bytes, beside what drawing takes: about 10 MiB a thread with
    /// the shipped model, half of that without guidance. The model's weights, which all streams share, are not counted.
    Bytes(usize),
}

/// How much of the processor a stream uses while its queue is not full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Threads, each of which draws one sprite at a time.
    pub threads: usize,
    /// For which share of the time each thread works; it pauses for the rest, every few
    /// milliseconds. 0.001 to 1.
    pub share: f32,
}

impl Effort {
    /// One thread that works for a share of the time.
    #[must_use]
    pub fn share(share: f32) -> Self {
        Self { threads: 1, share }
    }

    /// Some threads that work without a pause.
    #[must_use]
    pub fn threads(threads: usize) -> Self {
        Self { threads, share: 1.0 }
    }
}

/// Why there can be no such stream.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// A queue for no sprite.
    #[error("a stream needs room for at least one sprite")]
    NoRoom,
    /// Less memory than drawing one sprite takes.
    #[error("a stream with that many threads needs {needed} bytes; it was given {given}")]
    TooFewBytes {
        /// The budget.
        given: usize,
        /// The least that would do.
        needed: usize,
    },
    /// No thread, or absurdly many.
    #[error("a stream needs 1 to {MAX_THREADS} threads; it was given {0}")]
    BadThreads(usize),
    /// No share of the time, more than all of it, or no number.
    #[error("a stream's threads work for {MIN_SHARE} to 1 of the time; {0} was asked for")]
    BadShare(f32),
    /// A rotation of nothing.
    #[error("a stream needs at least one prompt")]
    NoPrompts,
    /// Labels of another world, or a value that the model has no name for.
    #[error(
        "the model does not know {prompt:?}: it has {n_zones} zones and {n_categories} categories, \
         counted from 0"
    )]
    UnknownCell {
        /// The cell.
        prompt: Prompt,
        /// Zones of the model.
        n_zones: usize,
        /// Categories of the model.
        n_categories: usize,
    },
    /// A motion that cannot be made.
    #[error("{0}")]
    Motion(#[from] MotionError),
    /// The system has no thread left.
    #[error("a thread for the stream could not be started: {0}")]
    Thread(io::Error),
}
