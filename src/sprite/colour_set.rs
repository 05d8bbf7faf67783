//! A set of a palette's colours.

use serde::{Deserialize, Serialize};

use super::{ENTRIES, TRANSPARENT};

/// Palette indices from 1 to 63; the transparent one is no colour. In recipes a list of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<u8>", into = "Vec<u8>")]
pub struct ColourSet {
    /// Bit `i` is index `i`.
    bits: u64,
}

impl ColourSet {
    /// No colour.
    pub const NONE: Self = Self { bits: 0 };

    /// Every colour.
    pub const ALL: Self = Self { bits: !(1 << TRANSPARENT) };

    /// Whether the index is in the set.
    #[must_use]
    pub fn contains(self, index: u8) -> bool {
        usize::from(index) < ENTRIES && self.bits >> index & 1 == 1
    }

    /// Puts a colour in or takes it out. What is no colour of a palette is left alone.
    pub fn set(&mut self, index: u8, present: bool) {
        if usize::from(index) < ENTRIES && index != TRANSPARENT {
            let bit = 1 << index;
            if present {
                self.bits |= bit;
            } else {
                self.bits &= !bit;
            }
        }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::ALL
    }

    /// How many colours are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.bits.count_ones() as usize
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// The indices, from the lowest on.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..ENTRIES as u8).filter(move |&index| self.contains(index))
    }
}

/// What is no colour of a palette is passed over.
impl FromIterator<u8> for ColourSet {
    fn from_iter<I: IntoIterator<Item = u8>>(indices: I) -> Self {
        let mut set = Self::NONE;
        for index in indices {
            set.set(index, true);
        }
        set
    }
}

impl From<Vec<u8>> for ColourSet {
    fn from(indices: Vec<u8>) -> Self {
        indices.into_iter().collect()
    }
}

impl From<ColourSet> for Vec<u8> {
    fn from(set: ColourSet) -> Self {
        set.iter().collect()
    }
}

impl Default for ColourSet {
    fn default() -> Self {
        Self::ALL
    }
}

impl std::fmt::Debug for ColourSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_colours_and_nothing_else() {
        let set: ColourSet = [3, 63, 0, 64, 200, 3].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<u8>>(), [3, 63]);
        assert!(set.contains(63) && !set.contains(0) && !set.contains(64));
        assert_eq!((set.len(), ColourSet::ALL.len()), (2, 63));
        assert_eq!(serde_json::to_string(&set).unwrap(), "[3,63]");
        assert_eq!(serde_json::from_str::<ColourSet>("[63,3,0]").unwrap(), set);
        let mut all = ColourSet::ALL;
        all.set(5, false);
        assert!(!all.is_all() && !all.contains(5));
        all.set(5, true);
        assert!(all.is_all() && ColourSet::NONE.is_empty());
    }
}
