//! Makes the 64 entries of a palette of ours from whatever list of colours a file holds.

use super::{Swatch, Swatches, SwatchesError};
use crate::sprite::{ENTRIES, Palette, Rgb, oklab::Oklab};

/// Colours of a palette, without the transparent one.
pub(super) const ROOM: usize = ENTRIES - 1;

/// What fills the place of the transparent entry in palettes that cannot tell it: black and
/// magenta are what programs write there.
const KEYS: [Rgb; 2] = [Rgb([0; 3]), Rgb([255, 0, 255])];

/// What becomes of more colours than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// They are an error.
    Refuse,
    /// The two that are most alike become one, until there is room.
    Reduce,
}

/// A palette of ours, and what had to give for that.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedPalette {
    /// The palette.
    pub palette: Palette,
    /// What the artist should know; each is what is said after the file's name.
    pub remarks: Vec<String>,
}

impl Swatches {
    /// The 64 entries of a palette of ours: transparent first, then the colours in their
    /// order. Room that is left repeats the last colour, which nothing will choose.
    ///
    /// Ramps are those that labels name; where there are none, those that the colours seem to
    /// form.
    ///
    /// Where there are too many, those go first that are not missed: fillers at the end, entries
    /// that no pixel of the picture has, further transparent entries, twins. A file of exactly 64
    /// colours that says nothing of transparency is taken to have its transparent one first, as palettes
    /// of ours have, if that is black or magenta.
    pub fn fit(&self, overflow: Overflow) -> Result<FittedPalette, SwatchesError> {
        let mut remarks = self.remarks.clone();
        let mut colours = self.colours.clone();
        // Palettes of ours have 64 entries, whose indices count; Aseprite and .act fill up to 256.
        let is_ours = colours.len() == ENTRIES;
        // Of a picture it is known which entries its pixels have.
        let is_known = colours.iter().any(|swatch| swatch.is_unused);
        let is_filler = |swatch: &Swatch| swatch.is_unused || !is_known;
        while let [.., before, last] = &colours[..]
            && !is_ours
            && colours.len() > ROOM
            && before.rgb == last.rgb
            && is_filler(last)
        {
            colours.pop();
        }
        let mut first = Swatch { alpha: 0, ..Swatch::opaque([0; 3]) };
        let unseen = colours.iter().position(|swatch| swatch.alpha == 0);
        if let Some(index) = unseen {
            first = colours.remove(index);
        }
        let is_keyed =
            is_ours && unseen.is_none() && KEYS.contains(&colours[0].rgb) && is_filler(&colours[0]);
        if is_keyed {
            first = colours.remove(0);
            let Rgb([r, g, b]) = first.rgb;
            remarks.push(format!(
                "64 colours, all of them opaque: the first, #{r:02x}{g:02x}{b:02x}, was taken \
                 for the transparent one"
            ));
        }
        leave_out_needless(&mut colours, &mut remarks);
        if colours.len() > ROOM {
            if overflow == Overflow::Refuse {
                return Err(SwatchesError::TooMany(colours.len()));
            }
            remarks.push(format!(
                "{} colours; those most alike became one, so that {ROOM} are left",
                colours.len()
            ));
            merge_nearest(&mut colours);
        }
        let n_glass =
            colours.iter().filter(|swatch| swatch.alpha < 255 && swatch.alpha > 0).count();
        if n_glass > 0 {
            let noun = if n_glass == 1 { "colour" } else { "colours" };
            remarks.push(format!("{n_glass} half-transparent {noun} taken as opaque"));
        }
        Ok(FittedPalette { palette: lay_out(&self.name, &first, colours)?, remarks })
    }
}

/// The 64 entries, and the ramps.
fn lay_out(name: &str, first: &Swatch, mut colours: Vec<Swatch>) -> Result<Palette, SwatchesError> {
    let last = colours.last().cloned().ok_or(SwatchesError::Empty)?;
    let unused = Swatch { label: String::new(), ..last };
    for swatch in &mut colours {
        // The text of a palette has a word for what is not seen.
        swatch.alpha = 255;
    }
    colours.insert(0, Swatch { alpha: 0, label: "transparent".to_owned(), ..first.clone() });
    colours.resize(ENTRIES, Swatch { alpha: 255, ..unused });
    let whole = Swatches { name: name.to_owned(), colours, ..Swatches::default() };
    super::gpl::encode(&whole).parse().map_err(|_| SwatchesError::Unknown)
}

/// Makes room by what is not missed, one kind after the other, and only as far as needed.
fn leave_out_needless(colours: &mut Vec<Swatch>, remarks: &mut Vec<String>) {
    let before = colours.len();
    if before > ROOM && colours.iter().any(|swatch| !swatch.is_unused) {
        colours.retain(|swatch| !swatch.is_unused);
    }
    let n_unused = before - colours.len();
    if n_unused > 0 {
        let noun = if n_unused == 1 { "entry" } else { "entries" };
        remarks.push(format!("{n_unused} {noun} that no pixel uses left out"));
    }
    if colours.len() > ROOM {
        colours.retain(|swatch| swatch.alpha != 0);
    }
    if colours.len() > ROOM {
        let before = colours.len();
        let mut seen = std::collections::HashSet::new();
        colours.retain(|swatch| seen.insert(swatch.rgb));
        let n_twins = before - colours.len();
        if n_twins > 0 {
            let verb = if n_twins == 1 { "colour occurs" } else { "colours occur" };
            remarks.push(format!("{n_twins} {verb} twice and stayed once"));
        }
    }
}

/// Takes together the two colours whose union moves least, until there is room. Each is a colour
/// of the list: of two the one stays that stands for more.
fn merge_nearest(colours: &mut Vec<Swatch>) {
    let mut known: Vec<(Oklab, f32)> =
        colours.iter().map(|swatch| (Oklab::from(swatch.rgb), 1.0)).collect();
    while colours.len() > ROOM {
        let mut best = (f32::INFINITY, 0, 1);
        for (i, (lab, weight)) in known.iter().enumerate() {
            for (j, (other, more)) in known.iter().enumerate().skip(i + 1) {
                let cost = lab.distance_squared(*other) * weight * more / (weight + more);
                if cost < best.0 {
                    best = (cost, i, j);
                }
            }
        }
        let (_, i, j) = best;
        let goes = if known[j].1 > known[i].1 { i } else { j };
        let stays = i + j - goes;
        known[stays].1 += known[goes].1;
        known.remove(goes);
        colours.remove(goes);
    }
}
