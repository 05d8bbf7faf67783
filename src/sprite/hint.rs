//! Hints: what is given or advised of the pixels of a sprite before the model draws.

use super::{ENTRIES, Mask, PIXELS, Sprite, TRANSPARENT};

/// What is known about one pixel before the model draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Hint {
    /// Nothing.
    #[default]
    Unknown,
    /// It has a colour; which one is open. A canvas of these is a silhouette.
    Opaque,
    /// It is this palette index, which may be the transparent one.
    Colour(u8),
}

/// One [`Hint`] a pixel, each either locked (the sampler obeys) or advisory (the model weighs it).
///
/// Breeding, inpainting, "keep this silhouette" and colour seeds are all hint planes.
#[derive(Clone, PartialEq, Eq)]
pub struct HintPlane {
    /// [`Self::UNKNOWN`], [`Self::OPAQUE`] or a palette index.
    pub(super) codes: [u8; PIXELS],
    pub(super) locked: [bool; PIXELS],
    /// Where the sampler must choose a colour, whatever is advised.
    pub(super) opaque: Mask,
}

impl HintPlane {
    /// Number of different hint codes: 64 colours, unknown and opaque.
    pub const CODES: usize = ENTRIES + 2;
    /// The code of [`Hint::Unknown`].
    pub const UNKNOWN: u8 = ENTRIES as u8;
    /// The code of [`Hint::Opaque`].
    pub const OPAQUE: u8 = ENTRIES as u8 + 1;
    /// Nothing known anywhere.
    pub const BLANK: Self =
        Self { codes: [Self::UNKNOWN; PIXELS], locked: [false; PIXELS], opaque: Mask::NONE };

    /// Locks every pixel that `keep` names to what `sprite` has there.
    #[must_use]
    pub fn keeping(sprite: &Sprite, keep: &Mask) -> Self {
        let mut plane = Self::BLANK;
        for (index, &colour) in sprite.pixels().iter().enumerate() {
            if keep.contains_index(index) {
                plane.set(index, Hint::Colour(colour), true);
            }
        }
        plane
    }

    /// Locks the outline of `sprite`: what is transparent stays so, what is not gets a new colour.
    #[must_use]
    pub fn silhouette(sprite: &Sprite) -> Self {
        let mut plane = Self::BLANK;
        for (index, &colour) in sprite.pixels().iter().enumerate() {
            let hint = if colour == TRANSPARENT { Hint::Colour(TRANSPARENT) } else { Hint::Opaque };
            plane.set(index, hint, true);
        }
        plane
    }

    /// Says something about the pixel with raster index `index`.
    ///
    /// # Panics
    /// If the index is 1024 or more, or a colour is no palette index.
    pub fn set(&mut self, index: usize, hint: Hint, locked: bool) {
        self.codes[index] = match hint {
            Hint::Unknown => Self::UNKNOWN,
            Hint::Opaque => Self::OPAQUE,
            Hint::Colour(colour) => {
                assert!(usize::from(colour) < ENTRIES, "{colour} is no palette index");
                colour
            }
        };
        self.locked[index] = locked && hint != Hint::Unknown;
        self.opaque.set_index(index, locked && hint == Hint::Opaque);
    }

    /// Advises a colour for the pixel with raster index `index`, which becomes opaque even where
    /// another colour is chosen. Advice to be transparent is none here: the pixel is known to be
    /// opaque, and nothing else.
    ///
    /// # Panics
    /// If the index is 1024 or more, or the colour is no palette index.
    pub fn advise_opaque(&mut self, index: usize, colour: u8) {
        if colour == TRANSPARENT {
            self.set(index, Hint::Opaque, true);
        } else {
            self.set(index, Hint::Colour(colour), false);
            self.opaque.set_index(index, true);
        }
    }

    /// Whether the pixel with raster index `index` must get a colour.
    #[must_use]
    pub fn must_be_opaque(&self, index: usize) -> bool {
        self.opaque.contains_index(index)
    }

    /// The colour that a pixel is locked to, transparent included.
    ///
    /// # Panics
    /// If the index is 1024 or more.
    #[must_use]
    pub fn given(&self, index: usize) -> Option<u8> {
        let code = self.codes[index];
        (self.locked[index] && code < Self::UNKNOWN).then_some(code)
    }

    /// What is known about a pixel, and whether it is locked.
    ///
    /// # Panics
    /// If the index is 1024 or more.
    #[must_use]
    pub fn at(&self, index: usize) -> (Hint, bool) {
        let hint = match self.codes[index] {
            Self::UNKNOWN => Hint::Unknown,
            Self::OPAQUE => Hint::Opaque,
            colour => Hint::Colour(colour),
        };
        (hint, self.locked[index])
    }

    /// The code of each pixel: a palette index, [`Self::UNKNOWN`] or [`Self::OPAQUE`].
    #[must_use]
    pub fn codes(&self) -> &[u8; PIXELS] {
        &self.codes
    }

    /// Which pixels are locked.
    #[must_use]
    pub fn locked(&self) -> &[bool; PIXELS] {
        &self.locked
    }

    /// Whether nothing is known anywhere, so that the model need not look.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.codes.iter().all(|&code| code == Self::UNKNOWN)
    }

    /// Run-length text: `count:code` separated by blanks; after the code a `!` in locked runs, a
    /// `+` where another colour than the advised one will do.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut runs = Vec::<(usize, u8, &str)>::new();
        for index in 0..PIXELS {
            let mark = match (self.locked[index], self.opaque.contains_index(index)) {
                (true, _) => "!",
                (false, true) => "+",
                (false, false) => "",
            };
            let code = self.codes[index];
            match runs.last_mut() {
                Some(run) if (run.1, run.2) == (code, mark) => run.0 += 1,
                _ => runs.push((1, code, mark)),
            }
        }
        let words: Vec<String> =
            runs.into_iter().map(|(count, code, mark)| format!("{count}:{code}{mark}")).collect();
        words.join(" ")
    }

    /// Reads what [`Self::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut plane = Self::BLANK;
        let mut index = 0_usize;
        for word in text.split_ascii_whitespace() {
            let (count, code) = word.split_once(':')?;
            let (code, mark) =
                code.split_at(code.find(|c: char| !c.is_ascii_digit()).unwrap_or(code.len()));
            let (locked, opaque) = match mark {
                "" => (false, false),
                "!" => (true, false),
                "+" => (false, true),
                _ => return None,
            };
            let code: u8 = code.parse().ok()?;
            let end = index.checked_add(count.parse::<usize>().ok()?)?;
            if end > PIXELS || usize::from(code) >= Self::CODES {
                return None;
            }
            plane.codes[index..end].fill(code);
            if opaque && (code == TRANSPARENT || code >= Self::UNKNOWN) {
                return None;
            }
            plane.locked[index..end].fill(locked && code != Self::UNKNOWN);
            for index in index..end {
                plane.opaque.set_index(index, opaque || locked && code == Self::OPAQUE);
            }
            index = end;
        }
        (index == PIXELS).then_some(plane)
    }
}

impl std::fmt::Debug for HintPlane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HintPlane({})", self.to_text())
    }
}

/// As the text of [`HintPlane::to_text`].
impl serde::Serialize for HintPlane {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> serde::Deserialize<'de> for HintPlane {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| serde::de::Error::custom("not a hint plane"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_round_trips(cells in prop::collection::vec((0..HintPlane::CODES as u8, any::<bool>()), PIXELS)) {
            let mut plane = HintPlane::BLANK;
            for (index, (code, locked)) in cells.into_iter().enumerate() {
                let hint = match code {
                    HintPlane::UNKNOWN => Hint::Unknown,
                    HintPlane::OPAQUE => Hint::Opaque,
                    colour => Hint::Colour(colour),
                };
                match hint {
                    Hint::Colour(colour) if index % 5 == 0 => plane.advise_opaque(index, colour),
                    _ => plane.set(index, hint, locked),
                }
            }
            prop_assert_eq!(HintPlane::from_text(&plane.to_text()), Some(plane));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "1024:99",
            "1023:64",
            "1025:64",
            "x",
            "99999999999999999999:1",
            "1024:0+",
            "1024:5?",
            "1024:64+",
            "1024:5!!",
        ] {
            assert!(HintPlane::from_text(text).is_none(), "{text}");
        }
        assert!(HintPlane::from_text("1024:64").is_some_and(|plane| plane.is_blank()));
    }
}
