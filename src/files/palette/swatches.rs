//! Whatever list of colours a file holds.

use crate::sprite::{Palette, Rgb, TRANSPARENT};

use super::{MAX_COLOURS, Overflow};

/// A colour of a palette file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swatch {
    /// The colour.
    pub rgb: Rgb,
    /// Its opacity: 0 see-through, 255 not at all.
    pub alpha: u8,
    /// What the file calls it; may be empty.
    pub label: String,
    /// Whether it stands in the palette of a picture of which no pixel has it.
    pub is_unused: bool,
}

/// The colours of a palette file, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Swatches {
    /// What the palette is called; may be empty.
    pub name: String,
    /// Up to 256 colours.
    pub colours: Vec<Swatch>,
    /// How what can be read in two ways was read; each is what is said after the file's name.
    pub remarks: Vec<String>,
}

/// Why something is no palette. Told as what follows "cannot use it as a palette".
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SwatchesError {
    /// No format that we know.
    #[error(
        "there are no colours in it that can be understood; known are .gpl, .hex, .pal, \
         .txt (Paint.NET), .act, .ase, .aco, .kpl, .swatches, .pyxpal, the JSON of Lospec and \
         Pixelorama, and pictures"
    )]
    Unknown,
    /// A format that we know of and do not read.
    #[error("it is {what}; {remedy}")]
    Foreign {
        /// What it is.
        what: &'static str,
        /// What would do.
        remedy: &'static str,
    },
    /// A line that should hold a colour does not.
    #[error("line {line} of this {kind} palette holds no colour: expected {expected}")]
    BadLine {
        /// Which format.
        kind: &'static str,
        /// Which line, counted from 1.
        line: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// A picture or binary file that ends early or contradicts itself.
    #[error("it is damaged ({0}); copy or export it again")]
    Damaged(String),
    /// A picture that cannot be read.
    #[error("{0}")]
    Picture(String),
    /// A picture of more colours than any palette.
    #[error(
        "it has more than {MAX_COLOURS} colours; a palette here has 63 and a transparent one: have it \
         reduced: \"shoal palette FILE --reduce --out SMALLER.gpl\""
    )]
    NotReduced,
    /// An address on the web, where we do not go.
    #[error(
        "it is the address of a palette, and nothing is fetched from the web; download the \
         palette \"{0}\" as .hex or .gpl and open that file"
    )]
    Address(String),
    /// Nothing to choose from.
    #[error("it holds no colours; save at least one")]
    Empty,
    /// More colours than a palette of ours has room for.
    #[error(
        "it holds {0} colours; a palette here has 63 and a transparent one: leave the others out, \
         or have it reduced: \"shoal palette FILE --reduce --out SMALLER.gpl\""
    )]
    TooMany(usize),
}

impl Swatch {
    /// An opaque colour without a name.
    #[must_use]
    pub fn opaque(rgb: [u8; 3]) -> Self {
        Self { rgb: Rgb(rgb), alpha: 255, label: String::new(), is_unused: false }
    }
}

impl Swatches {
    /// The colours of a palette of ours, the transparent one first. Labels tell the ramps.
    #[must_use]
    pub fn of_palette(palette: &Palette) -> Self {
        let mut colours: Vec<Swatch> =
            palette.colours().iter().map(|rgb| Swatch::opaque(rgb.0)).collect();
        for ramp in palette.ramps() {
            for (shade, &index) in ramp.indices.iter().enumerate() {
                colours[usize::from(index)].label = format!("{} {}", ramp.name, shade + 1);
            }
        }
        colours[usize::from(TRANSPARENT)] =
            Swatch { alpha: 0, label: "transparent".to_owned(), ..colours[0].clone() };
        Self { name: palette.name().to_owned(), colours, ..Self::default() }
    }

    /// Which entry is transparent: the first that cannot be seen at all, as in Aseprite.
    #[must_use]
    pub fn transparent(&self) -> Option<usize> {
        self.colours.iter().position(|swatch| swatch.alpha == 0)
    }

    /// The palette of ours that these colours make, as [`Self::fit`] has it; too many of them are
    /// refused.
    pub fn to_palette(&self) -> Result<Palette, SwatchesError> {
        Ok(self.fit(Overflow::Refuse)?.palette)
    }

    /// Whether labels name the ramps, as "kelp 1", "kelp 2" do.
    #[must_use]
    pub fn names_ramps(&self) -> bool {
        let is_shade = |swatch: &Swatch| {
            let number = swatch.label.trim().rsplit_once(' ').map(|(_, number)| number);
            number.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()) && !it.is_empty())
        };
        self.colours.iter().any(is_shade)
    }

    /// What every reader owes: at least one colour, and not too many.
    pub(super) fn checked(self) -> Result<Self, SwatchesError> {
        match self.colours.len() {
            0 => Err(SwatchesError::Empty),
            1..=MAX_COLOURS => Ok(self),
            _ => Err(SwatchesError::NotReduced),
        }
    }
}
