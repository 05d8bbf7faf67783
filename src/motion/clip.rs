//! What a clip is, and what can be asked of one.

use crate::sprite::Sprite;

/// Pictures that follow each other, each for its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// The pictures; there is at least one.
    pub frames: Vec<Sprite>,
    /// How long each is shown, in milliseconds: as many as pictures.
    pub durations: Vec<u16>,
    /// What it is called among the clips of a creature: "swim".
    pub tag: String,
    /// Whether the last picture leads back to the first.
    pub loops: bool,
}

impl Clip {
    /// How long it takes to play once, in milliseconds.
    #[must_use]
    pub fn milliseconds(&self) -> u32 {
        self.durations.iter().map(|&duration| u32::from(duration)).sum()
    }

    /// The number of the picture that is shown some time after the first; a clip that does not
    /// loop stays on its last.
    #[must_use]
    pub fn frame_at(&self, milliseconds: u64) -> usize {
        let whole = u64::from(self.milliseconds()).max(1);
        let mut left = if self.loops { milliseconds % whole } else { milliseconds };
        for (index, &duration) in self.durations.iter().enumerate() {
            if left < u64::from(duration) {
                return index;
            }
            left -= u64::from(duration);
        }
        self.frames.len().saturating_sub(1)
    }
}

/// What a creature does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Action {
    /// Gets along as its body does: swims, walks, creeps, pulses, sways.
    #[default]
    Move,
    /// Waits.
    Idle,
    /// Turns to the other side; the last frame is the mirror picture.
    Turn,
    /// Takes a blow.
    Hurt,
    /// Dies.
    Die,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Move, Self::Idle, Self::Turn, Self::Hurt, Self::Die];

    /// What it is called in recipes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Idle => "idle",
            Self::Turn => "turn",
            Self::Hurt => "hurt",
            Self::Die => "die",
        }
    }

    /// The action of that name; every way of getting along is [`Self::Move`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "swim" | "walk" | "creep" | "pulse" | "jet" | "sway" | "shimmer" => Some(Self::Move),
            name => Self::ALL.into_iter().find(|action| action.name() == name),
        }
    }

    /// Whether it goes on for ever.
    #[must_use]
    pub fn loops(self) -> bool {
        matches!(self, Self::Move | Self::Idle)
    }
}

/// A clip to be made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    /// What is done.
    pub action: Action,
    /// How many frames, [`Self::FEWEST`] to [`Self::MOST`].
    pub frames: u8,
    /// How long each is shown: [`Self::SHORTEST`] to [`Self::LONGEST`].
    pub milliseconds: u16,
    /// How far it moves: 1 is what the body plan thinks right; 0.25 to [`Self::STRONGEST`].
    pub strength: f32,
    /// Decides what differs between creatures of one build.
    pub seed: u64,
}

impl Default for Motion {
    fn default() -> Self {
        Self { action: Action::Move, frames: 6, milliseconds: 100, strength: 1.0, seed: 0 }
    }
}

impl Motion {
    /// The fewest frames that move.
    pub const FEWEST: u8 = 2;
    /// The most frames of a clip.
    pub const MOST: u8 = 16;
    /// The shortest time of a frame in milliseconds.
    pub const SHORTEST: u16 = 10;
    /// The longest time of a frame in milliseconds.
    pub const LONGEST: u16 = 10_000;
    /// The weakest motion.
    pub const WEAKEST: f32 = 0.25;
    /// The strongest motion.
    pub const STRONGEST: f32 = 2.0;

    /// Refuses what cannot be made.
    pub fn check(&self) -> Result<(), MotionError> {
        if !(Self::FEWEST..=Self::MOST).contains(&self.frames) {
            return Err(MotionError::Frames(self.frames));
        }
        if !(Self::SHORTEST..=Self::LONGEST).contains(&self.milliseconds) {
            return Err(MotionError::Duration(self.milliseconds));
        }
        if !(Self::WEAKEST..=Self::STRONGEST).contains(&self.strength) {
            return Err(MotionError::Strength(self.strength));
        }
        Ok(())
    }
}

/// Why no clip could be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MotionError {
    /// There is nothing to move.
    #[error("the sprite is empty; there is nothing to move")]
    Empty,
    /// Too few or too many frames.
    #[error("a clip has {} to {} frames, not {}", Motion::FEWEST, Motion::MOST, .0)]
    Frames(u8),
    /// Too short or too long a time.
    #[error("a frame is shown for {} to {} milliseconds, not {}", Motion::SHORTEST, Motion::LONGEST, .0)]
    Duration(u16),
    /// Too weak or too strong.
    #[error("the strength of a motion is {} to {}, not {}", Motion::WEAKEST, Motion::STRONGEST, .0)]
    Strength(f32),
}
