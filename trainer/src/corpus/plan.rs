//! Body plans: which function paints one and which values it can show.

use super::{
    Category, Dice,
    canvas::Canvas,
    look::Appearance,
    traits::{Body, Eyes, Pattern},
};

/// Patterns that a body can have, each with how often it has them.
pub(crate) type Patterns = &'static [(Pattern, u32)];

/// A body plan.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Its name.
    pub(crate) body: Body,
    /// Where it belongs.
    pub(crate) category: Category,
    /// Paints it.
    pub(crate) paint: fn(&mut Canvas, &Appearance, &mut Dice),
    /// The patterns that it can have.
    pub(crate) patterns: Patterns,
    /// The eyes that it can have.
    pub(crate) eyes: &'static [Eyes],
    /// Whether its length runs up and down, so that slender means narrow.
    pub(crate) upright: bool,
    /// Whether it stands on the ground.
    pub(crate) stands: bool,
}

impl Plan {
    /// A swimmer with every pattern and every size of eye.
    pub(crate) const fn new(
        body: Body,
        category: Category,
        paint: fn(&mut Canvas, &Appearance, &mut Dice),
        patterns: Patterns,
    ) -> Self {
        Self { body, category, paint, patterns, eyes: Eyes::ALL, upright: false, stands: false }
    }

    /// The plan with other eyes to choose from.
    pub(crate) const fn eyes(self, eyes: &'static [Eyes]) -> Self {
        Self { eyes, ..self }
    }

    /// The plan of what is taller than wide by nature.
    pub(crate) const fn upright(self) -> Self {
        Self { upright: true, ..self }
    }

    /// The plan of what grows on the ground.
    pub(crate) const fn standing(self) -> Self {
        Self { upright: true, stands: true, ..self }
    }

    /// Whether it can have a pattern.
    pub(crate) fn has_pattern(&self, pattern: Pattern) -> bool {
        self.patterns.iter().any(|&(possible, _)| possible == pattern)
    }
}
