//! One list a file of what was left out or changed on its way in or out.
//!
//! Readers and writers add to [`Remarks`]; window, command line and the report of an import show
//! the same sentences. It knows nothing of formats.

mod sentence;

use std::mem;

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
    /// A file of several pictures, of which the first alone is read.
    FirstOf {
        /// What each is: "page".
        noun: &'static str,
        /// How many there are.
        of: usize,
    },
    /// Pages of a sheet whose files are not there, by the names of those.
    PagesNotRead {
        /// Their names.
        names: Vec<String>,
        /// Of how many.
        of: usize,
    },
    /// Tags that the written format has no place for, or whose frames were left out.
    TagsDropped(Vec<String>),
    /// Tags that name no frame of the file.
    TagsWithoutFrames(Vec<String>),
    /// Tags that went on behind the last frame and end there now.
    TagsShortened(Vec<String>),
    /// Tags that shared a name with another, by the names that they have now.
    TagsRenamed(Vec<String>),
    /// How often an animation plays, where that is not kept: here animations play for ever.
    Plays(u16),
    /// Cels that show another frame's picture, where that frame has none or comes later.
    LinksBroken(usize),
    /// A sheet whose picture is not as large as its JSON says.
    OtherPictureSize {
        /// The file of the picture.
        image: String,
        /// Width and height as the JSON has them.
        said: (u32, u32),
        /// Width and height of the picture.
        found: (u32, u32),
    },
    /// Pixels that the file wants shown wider or taller than they are.
    PixelRatio {
        /// Parts of the width.
        width: u8,
        /// Parts of the height.
        height: u8,
    },
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

    /// Whether it is about the colours of a file, rather than about its frames. `of_pixels` says
    /// whether the colours are those of the pixels of the first frame, or those of a table.
    #[cfg(feature = "formats")]
    pub(super) fn is_of_colours(&self, of_pixels: bool) -> bool {
        match self {
            Self::BeyondPalette(_) | Self::Note(_) => true,
            Self::FramesLeftOut { .. }
            | Self::FirstOf { .. }
            | Self::LayersHidden(_)
            | Self::ReferencesLeftOut(_)
            | Self::CutOff(_) => of_pixels,
            _ => false,
        }
    }

    /// What to say of frames of a sheet that have no pixels.
    #[cfg(feature = "formats")]
    pub(super) fn frames_without_pixels(names: &[String]) -> Self {
        let verb = match names.len() {
            0 => return Self::Note(String::new()),
            1 => "has no pixels and was",
            _ => "have no pixels and were",
        };
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
            | (Self::TagsWithoutFrames(names), Self::TagsWithoutFrames(more))
            | (Self::TagsShortened(names), Self::TagsShortened(more))
            | (Self::TagsRenamed(names), Self::TagsRenamed(more))
            | (Self::LayersHidden(names), Self::LayersHidden(more))
            | (Self::ReferencesLeftOut(names), Self::ReferencesLeftOut(more))
            | (Self::SlicesDropped(names), Self::SlicesDropped(more)) => names.extend(more),
            (Self::UserDataDropped(n), Self::UserDataDropped(more))
            | (Self::Emptied(n), Self::Emptied(more))
            | (Self::BeyondPalette(n), Self::BeyondPalette(more))
            | (Self::LinksBroken(n), Self::LinksBroken(more))
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
            (known, other) if *known == other => {}
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
            | Self::TagsWithoutFrames(names)
            | Self::TagsShortened(names)
            | Self::TagsRenamed(names)
            | Self::LayersHidden(names)
            | Self::ReferencesLeftOut(names)
            | Self::SlicesDropped(names) => names.is_empty(),
            Self::OtherPictureSize { said, found, .. } => said == found,
            Self::FirstOf { of, .. } => *of < 2,
            Self::PixelRatio { width, height } => width == height,
            Self::Plays(n) => *n == 0,
            Self::ColoursMoved(n)
            | Self::Emptied(n)
            | Self::FramesLeftOut { n, .. }
            | Self::UserDataDropped(n)
            | Self::BeyondPalette(n)
            | Self::LinksBroken(n)
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
            Self::FirstOf { .. } => "the first of several pictures read",
            Self::PagesNotRead { .. } => "pages of sheets not read, because they are not there",
            Self::TagsDropped(_) => "tags dropped",
            Self::TagsWithoutFrames(_) => "tags without frames left out",
            Self::TagsShortened(_) => "tags end at the last frame now",
            Self::TagsRenamed(_) => "tags of one name told apart by numbers",
            Self::Plays(_) => "how often an animation plays is left out; here it plays for ever",
            Self::LinksBroken(_) => "linked cels without a picture left out",
            Self::OtherPictureSize { .. } => {
                "pictures of sheets have another size than their JSON says; frames were cut from \
                 them as they are"
            }
            Self::PixelRatio { .. } => "pixels that are not square were taken for square ones",
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

    /// Whether both would be one line where many files are listed.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Note(text), Self::Note(other)) => text == other,
            _ => mem::discriminant(self) == mem::discriminant(other),
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
