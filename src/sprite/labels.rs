//! What a sprite is asked to be, or is: one optional value an axis of a world.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

/// One optional value for each axis of a world; an absent value is "any".
///
/// Values are numbers, which mean nothing without the names that a
/// [`Schema`](super::Schema) gives them. So labels that a schema makes are bound to its world, and
/// engines of other worlds refuse them ([`Schema::translated`](super::Schema::translated) brings
/// them there by name). Those that a program puts together from numbers are bound to none, and
/// mean whatever the model that gets them calls these numbers.
///
/// Labels are equal when their values are; which world they are bound to is not compared.
#[derive(Clone, Copy, Default)]
pub struct Labels {
    /// Value on the first axis.
    pub zone: Option<u8>,
    /// Value on the second axis.
    pub category: Option<u8>,
    /// Values on the other axes, plus one; 0 is absent.
    traits: [u8; Self::MAX_TRAITS],
    world: Option<WorldId>,
}

/// Another name of [`Labels`].
pub type Prompt = Labels;

/// Names a world by its axes and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorldId(u64);

impl WorldId {
    /// From the beginning of a hexadecimal hash.
    pub(super) fn of_hash(hash: &str) -> Self {
        Self(hash.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default())
    }
}

impl Labels {
    /// The most axes beside zone and category.
    pub const MAX_TRAITS: usize = 14;
    /// The most axes.
    pub const MAX_AXES: usize = 2 + Self::MAX_TRAITS;

    /// One cell of the grid.
    #[must_use]
    pub fn cell(zone: u8, category: u8) -> Self {
        Self::of(Some(zone), Some(category))
    }

    /// A zone, a category, both or neither.
    #[must_use]
    pub fn of(zone: Option<u8>, category: Option<u8>) -> Self {
        Self { zone, category, ..Self::default() }
    }

    /// The value on an axis, counted from 0: zone, category, and then the traits.
    #[must_use]
    pub fn get(&self, axis: usize) -> Option<u8> {
        match axis {
            0 => self.zone,
            1 => self.category,
            _ => self.traits.get(axis - 2).and_then(|value| value.checked_sub(1)),
        }
    }

    /// The same with another value on an axis. A value that no axis can have, or an axis that no
    /// world can have, changes nothing.
    #[must_use]
    pub fn with(mut self, axis: usize, value: Option<u8>) -> Self {
        match axis {
            0 => self.zone = value,
            1 => self.category = value,
            _ => {
                let stored = value.map_or(Some(0), |value| value.checked_add(1));
                if let (Some(place), Some(stored)) = (self.traits.get_mut(axis - 2), stored) {
                    *place = stored;
                }
            }
        }
        self
    }

    /// Whether anything is asked for.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// The world that the values are of, if they are bound to one.
    #[must_use]
    pub fn world(&self) -> Option<WorldId> {
        self.world
    }

    /// The same values, bound to a world.
    #[must_use]
    pub fn bound(self, world: WorldId) -> Self {
        Self { world: Some(world), ..self }
    }

    /// What is compared.
    fn values(&self) -> (Option<u8>, Option<u8>, [u8; Self::MAX_TRAITS]) {
        (self.zone, self.category, self.traits)
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |value: Option<u8>| value.map_or("any".to_owned(), |value| value.to_string());
        write!(f, "zone {}, category {}", name(self.zone), name(self.category))?;
        for axis in 2..Self::MAX_AXES {
            if let Some(value) = self.get(axis) {
                write!(f, ", axis {axis}: {value}")?;
            }
        }
        Ok(())
    }
}

impl PartialEq for Labels {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl Eq for Labels {}

impl Hash for Labels {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_axis_holds_a_value_or_none() {
        let mut labels = Labels::default();
        assert!(labels.is_any());
        for axis in 0..Labels::MAX_AXES {
            labels = labels.with(axis, Some(axis as u8));
        }
        for axis in 0..Labels::MAX_AXES {
            assert_eq!(labels.get(axis), Some(axis as u8));
            assert_eq!(labels.with(axis, None).get(axis), None);
        }
        assert_eq!(labels.get(Labels::MAX_AXES), None);
        assert_eq!(labels.with(Labels::MAX_AXES, Some(1)), labels);
        assert_eq!(Labels::of(Some(2), None), Labels::default().with(0, Some(2)));
    }
}
