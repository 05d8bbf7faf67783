//! One list a file of what was left out or changed on its way in or out.
//!
//! Readers and writers add to [`Remarks`]; window, command line and the report of an import show
//! the same sentences. It knows nothing of formats.

use std::{fmt, mem};

/// Names that a remark lists before it counts the rest.
const MAX_NAMES: usize = 3;

/// Letters of a name from a file that a remark shows.
const MAX_LETTERS: usize = 40;

/// Files that are named one by one when they share a kind of remark.
const MAX_FILES: usize = 3;

/// Something of a file that was left out or became something else. Shown, it is the rest of a
/// sentence that the file's name begins: "2 of 3 frames left out".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// Colours that the palette does not have.
    ColoursMoved(usize),
    /// Pixels that are neither opaque nor transparent, which a sprite cannot show.
    HalfTransparent {
        /// Those that became opaque.
        opaque: usize,
        /// Those that became transparent.
        vanished: usize,
    },
    /// Sprites of which nothing is left, because all of their pixels were half-transparent.
    Emptied(usize),
    /// Frames that were not read or written.
    FramesLeftOut {
        /// How many.
        n: usize,
        /// Of how many.
        of: usize,
    },
    /// Pages of a sheet, by the names of their files.
    PagesNotRead {
        /// Their names.
        names: Vec<String>,
        /// Of how many.
        of: usize,
    },
    /// Tags that the written format has no place for.
    TagsDropped(Vec<String>),
    /// Layers that the artist switched off.
    LayersHidden(Vec<String>),
    /// Layers that are there to draw after.
    ReferencesLeftOut(Vec<String>),
    /// Named rectangles.
    SlicesDropped(Vec<String>),
    /// Texts and colours that the artist attached to layers, cels, tags or frames.
    UserDataDropped(usize),
    /// Pixels whose index the palette does not have; they became transparent.
    BeyondPalette(usize),
    /// Pixels of frames that lie beyond the canvas.
    CutOff(usize),
    /// Frames whose duration is none; they got one that players use.
    NoDuration {
        /// How many.
        n: usize,
        /// What they got.
        milliseconds: u16,
    },
    /// Durations that players take for none; they got one that players use.
    TooShort {
        /// How many.
        n: usize,
        /// How long they last together in the file, in milliseconds.
        wanted: u64,
        /// What each got.
        milliseconds: u16,
    },
    /// Durations that the written format cannot tell exactly.
    DurationsRounded {
        /// How many.
        n: usize,
        /// How long all frames together were to last, in milliseconds.
        wanted: u64,
        /// How long they last as written.
        written: u64,
    },
    /// Durations that are shorter than players show, in a format that such players read.
    DurationsRaised {
        /// How many.
        n: usize,
        /// The shortest that is written.
        least: u16,
        /// How long all frames together were to last, in milliseconds.
        wanted: u64,
        /// How long they last as written.
        written: u64,
    },
    /// Recipes that tell of other pixels than those beside them.
    RecipesStale(usize),
    /// Recipes that cannot be understood.
    RecipesUnreadable {
        /// How many.
        n: usize,
        /// Why the first cannot.
        reason: String,
    },
    /// Anything else, as the rest of a sentence that the file's name begins.
    Note(String),
}

impl Remark {
    /// What to say of a frame that got another duration, because its own is none to players.
    #[cfg(feature = "formats")]
    pub(super) fn too_short(own: u16, milliseconds: u16) -> Self {
        match own {
            0 => Self::NoDuration { n: 1, milliseconds },
            own => Self::TooShort { n: 1, wanted: own.into(), milliseconds },
        }
    }

    /// What to say of tags that name no frame.
    #[cfg(feature = "formats")]
    pub(super) fn tags_without_frames(names: &[String]) -> Self {
        let (noun, verb) = if names.len() == 1 { ("tag", "was") } else { ("tags", "were") };
        let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let names = names.join(", ");
        Self::Note(format!("has no frames for the {noun} {names}, which {verb} left out"))
    }

    /// What to say of frames of a sheet that have no pixels.
    #[cfg(feature = "formats")]
    pub(super) fn frames_without_pixels(names: &[String]) -> Self {
        let verb =
            if names.len() == 1 { "has no pixels and was" } else { "have no pixels and were" };
        Self::Note(format!("{} {verb} left out", named("frame", names)))
    }

    /// Adds another of the same kind to this one; gives it back where it is of another kind.
    fn merge(&mut self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::ColoursMoved(n), Self::ColoursMoved(more)) => *n = more.max(*n),
            (
                Self::HalfTransparent { opaque, vanished },
                Self::HalfTransparent { opaque: more, vanished: gone },
            ) => {
                *opaque += more;
                *vanished += gone;
            }
            (Self::FramesLeftOut { n, of }, Self::FramesLeftOut { n: more, of: all }) => {
                *n += more;
                *of += all;
            }
            (Self::PagesNotRead { names, of }, Self::PagesNotRead { names: more, of: all }) => {
                names.extend(more);
                *of = all.max(*of);
            }
            (Self::TagsDropped(names), Self::TagsDropped(more))
            | (Self::LayersHidden(names), Self::LayersHidden(more))
            | (Self::ReferencesLeftOut(names), Self::ReferencesLeftOut(more))
            | (Self::SlicesDropped(names), Self::SlicesDropped(more)) => names.extend(more),
            (Self::UserDataDropped(n), Self::UserDataDropped(more))
            | (Self::Emptied(n), Self::Emptied(more))
            | (Self::BeyondPalette(n), Self::BeyondPalette(more))
            | (Self::CutOff(n), Self::CutOff(more))
            | (Self::NoDuration { n, .. }, Self::NoDuration { n: more, .. })
            | (Self::RecipesStale(n), Self::RecipesStale(more))
            | (Self::RecipesUnreadable { n, .. }, Self::RecipesUnreadable { n: more, .. }) => {
                *n += more;
            }
            (Self::TooShort { n, wanted, .. }, Self::TooShort { n: more, wanted: longer, .. }) => {
                *n += more;
                *wanted += longer;
            }
            (
                Self::DurationsRounded { n, wanted, written }
                | Self::DurationsRaised { n, wanted, written, .. },
                Self::DurationsRounded { n: more, wanted: longer, written: also }
                | Self::DurationsRaised { n: more, wanted: longer, written: also, .. },
            ) => {
                *n += more;
                *wanted += longer;
                *written += also;
            }
            (Self::Note(text), Self::Note(more)) if *text == more => {}
            (_, other) => return Some(other),
        }
        None
    }

    /// Whether there is nothing to say.
    fn is_empty(&self) -> bool {
        match self {
            Self::HalfTransparent { opaque, vanished } => opaque + vanished == 0,
            Self::PagesNotRead { names, .. }
            | Self::TagsDropped(names)
            | Self::LayersHidden(names)
            | Self::ReferencesLeftOut(names)
            | Self::SlicesDropped(names) => names.is_empty(),
            Self::ColoursMoved(n)
            | Self::Emptied(n)
            | Self::FramesLeftOut { n, .. }
            | Self::UserDataDropped(n)
            | Self::BeyondPalette(n)
            | Self::CutOff(n)
            | Self::NoDuration { n, .. }
            | Self::TooShort { n, .. }
            | Self::DurationsRounded { n, .. }
            | Self::DurationsRaised { n, .. }
            | Self::RecipesStale(n)
            | Self::RecipesUnreadable { n, .. } => *n == 0,
            Self::Note(text) => text.is_empty(),
        }
    }

    /// What several files have in common that each have such a remark.
    fn of_many(&self) -> String {
        let text = match self {
            Self::ColoursMoved(_) => "colours that are not in the palette became the nearest there",
            Self::HalfTransparent { .. } => "half-transparent pixels became opaque or vanished",
            Self::Emptied(_) => "sprites are empty now, because all of them was half-transparent",
            Self::FramesLeftOut { .. } => "frames left out",
            Self::PagesNotRead { .. } => "pages of sheets not read",
            Self::TagsDropped(_) => "tags dropped",
            Self::LayersHidden(_) => "hidden layers left out",
            Self::ReferencesLeftOut(_) => "reference layers left out",
            Self::SlicesDropped(_) => "slices left out",
            Self::UserDataDropped(_) => "user data left out",
            Self::BeyondPalette(_) => {
                "pixels whose colour is not in the file's palette became transparent"
            }
            Self::CutOff(_) => "pixels beyond the canvas cut off",
            Self::NoDuration { .. } => "frames without a duration got one",
            Self::TooShort { .. } => {
                "frames of 10 ms or less got the time for which players show them"
            }
            Self::DurationsRounded { .. } => "durations rounded",
            Self::DurationsRaised { .. } => "durations raised to the least that players keep to",
            Self::RecipesStale(_) => "pixels were changed after the recipe was written; they win",
            Self::RecipesUnreadable { .. } => "recipes cannot be understood; the pixels are kept",
            Self::Note(text) => text,
        };
        text.to_owned()
    }

    /// Shows what became of durations.
    fn fmt_duration(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDuration { n, milliseconds } => {
                write!(f, "{} without a duration got {milliseconds} ms", count(*n, "frame"))
            }
            Self::TooShort { n: 1, wanted, milliseconds } => {
                write!(f, "1 frame of {wanted} ms got {milliseconds} ms, as players show it")
            }
            Self::TooShort { n, wanted, milliseconds } => write!(
                f,
                "{n} frames of 10 ms or less got {milliseconds} ms, as players show them: {wanted} ms \
                 together became {}",
                *n as u64 * u64::from(*milliseconds)
            ),
            Self::DurationsRounded { n, wanted, written } => write!(
                f,
                "{} rounded to hundredths of a second; wanted {wanted} ms in all, written {written} ms",
                count(*n, "duration")
            ),
            Self::DurationsRaised { n, least, wanted, written } => write!(
                f,
                "{} shorter than the {least} ms that players keep to; wanted {wanted} ms in all, \
                 written {written} ms",
                if *n == 1 { "1 frame is".to_owned() } else { format!("{n} frames are") }
            ),
            _ => Ok(()),
        }
    }

    /// Whether both would be one line where many files are listed.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Note(text), Self::Note(other)) => text == other,
            _ => mem::discriminant(self) == mem::discriminant(other),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColoursMoved(1) => {
                f.write_str("1 colour is not in the palette and became the nearest there")
            }
            Self::ColoursMoved(n) => {
                write!(f, "{n} colours are not in the palette and became the nearest there")
            }
            Self::HalfTransparent { opaque: 0, vanished } => {
                write!(f, "{} vanished", count(*vanished, "half-transparent pixel"))
            }
            Self::HalfTransparent { opaque, vanished: 0 } => {
                write!(f, "{} became opaque", count(*opaque, "half-transparent pixel"))
            }
            Self::HalfTransparent { opaque, vanished } => {
                let pixels = count(*opaque, "half-transparent pixel");
                write!(f, "{pixels} became opaque, {vanished} vanished")
            }
            Self::Emptied(n) => write!(
                f,
                "{} empty now: all pixels were half-transparent; raise the opacity",
                if *n == 1 { "the sprite is".to_owned() } else { format!("{n} sprites are") }
            ),
            Self::FramesLeftOut { n, of } => write!(f, "{n} of {} left out", count(*of, "frame")),
            Self::PagesNotRead { names, of } => {
                write!(f, "{} of {of} not read", named("page", names))
            }
            Self::TagsDropped(names) => write!(f, "{} dropped", named("tag", names)),
            Self::LayersHidden(names) => write!(f, "{} left out", named("hidden layer", names)),
            Self::ReferencesLeftOut(names) => {
                write!(f, "{} left out", named("reference layer", names))
            }
            Self::SlicesDropped(names) => write!(f, "{} left out", named("slice", names)),
            Self::UserDataDropped(n) => {
                write!(f, "user data of {} left out", count(*n, "part"))
            }
            Self::BeyondPalette(n) => write!(
                f,
                "{} a colour beyond the end of its palette and became transparent; lengthen the \
                 palette to keep them",
                if *n == 1 { "1 pixel has".to_owned() } else { format!("{n} pixels have") }
            ),
            Self::CutOff(n) => write!(f, "{} beyond the canvas cut off", count(*n, "pixel")),
            Self::NoDuration { .. }
            | Self::TooShort { .. }
            | Self::DurationsRounded { .. }
            | Self::DurationsRaised { .. } => self.fmt_duration(f),
            Self::RecipesStale(1) => {
                f.write_str("the pixels were changed after the recipe was written; the pixels win")
            }
            Self::RecipesStale(n) => {
                write!(
                    f,
                    "the pixels of {n} sprites were changed after their recipes were written; the pixels win"
                )
            }
            Self::RecipesUnreadable { n: 1, reason } => {
                write!(f, "its recipe cannot be understood ({reason}); the pixels are kept")
            }
            Self::RecipesUnreadable { n, reason } => {
                write!(f, "{n} recipes cannot be understood ({reason}); the pixels are kept")
            }
            Self::Note(text) => f.write_str(text),
        }
    }
}

/// All that is to be said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks(Vec<Remark>);

impl Remarks {
    /// Adds one; those of a kind become one, and an empty one is not added.
    pub fn add(&mut self, remark: Remark) {
        if remark.is_empty() {
            return;
        }
        let mut remark = Some(remark);
        for known in &mut self.0 {
            remark = remark.and_then(|remark| known.merge(remark));
        }
        self.0.extend(remark);
    }

    /// Adds a sentence of its own, which the file's name begins.
    pub fn note(&mut self, text: impl Into<String>) {
        self.add(Remark::Note(text.into()));
    }

    /// Adds all of another list.
    pub fn extend(&mut self, others: Self) {
        for remark in others.0 {
            self.add(remark);
        }
    }

    /// In the order in which they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, Remark> {
        self.0.iter()
    }

    /// Whether nothing was left out or changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Leaves out those that the predicate refuses.
    pub fn retain(&mut self, keep: impl FnMut(&Remark) -> bool) {
        self.0.retain(keep);
    }
}

impl<'a> IntoIterator for &'a Remarks {
    type Item = &'a Remark;
    type IntoIter = std::slice::Iter<'a, Remark>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The remarks of many files as lines: up to three files with the same kind of remark have a line
/// each, more of them share one with three examples.
#[must_use]
pub fn lines(files: &[(String, Remarks)]) -> Vec<String> {
    let mut kinds: Vec<Vec<(&str, &Remark)>> = Vec::new();
    for (name, remarks) in files {
        for remark in remarks {
            match kinds.iter_mut().find(|kind| kind[0].1.is_like(remark)) {
                Some(kind) => kind.push((name, remark)),
                None => kinds.push(vec![(name, remark)]),
            }
        }
    }
    let mut lines = Vec::new();
    for kind in kinds {
        if kind.len() <= MAX_FILES {
            lines.extend(kind.iter().map(|(name, remark)| format!("\"{name}\": {remark}")));
        } else {
            let names: Vec<String> = kind.iter().map(|(name, _)| (*name).to_owned()).collect();
            lines.push(format!("{} ({})", kind[0].1.of_many(), named("file", &names)));
        }
    }
    lines
}

/// "1 frame", "3 frames".
fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A noun with the first names: `tag "swim"`, `5 tags "a", "b", "c" and 2 more`.
fn named(noun: &str, names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_NAMES).map(|name| quoted(name)).collect();
    let more = match names.len().saturating_sub(MAX_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let noun = match names.len() {
        1 => noun.to_owned(),
        n if n > MAX_NAMES => format!("{n} {noun}s"),
        _ => format!("{noun}s"),
    };
    format!("{noun} {}{more}", shown.join(", "))
}

/// A name from a file: on one line, without what a terminal might obey, and not endless.
pub(super) fn quoted(name: &str) -> String {
    let mut shown: String = name
        .chars()
        .take(MAX_LETTERS)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if name.chars().nth(MAX_LETTERS).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests;
