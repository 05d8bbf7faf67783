//! Remarks as sentences, which the name of their file begins.

use std::fmt;

use super::{Remark, count, named, quoted};

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FramesLeftOut { n, of } => write!(f, "{n} of {} left out", count(*of, "frame")),
            Self::FirstOf { noun, of } => {
                write!(
                    f,
                    "{noun} 1 of {of} read; save the others as files of their own to read them"
                )
            }
            Self::PagesNotRead { names, of } => {
                let it = if names.len() == 1 { "it" } else { "them" };
                write!(
                    f,
                    "{} of {of} not read; put {it} beside the JSON under the name that is there",
                    named("page", names)
                )
            }
            Self::LinksBroken(n) => write!(
                f,
                "{} left out: the frame that {} has no picture there, or comes later",
                count(*n, "linked cel"),
                if *n == 1 { "it names" } else { "each names" }
            ),
            Self::LayersHidden(names) => write!(f, "{} left out", named("hidden layer", names)),
            Self::ReferencesLeftOut(names) => {
                write!(f, "{} left out", named("reference layer", names))
            }
            Self::SlicesDropped(names) => write!(f, "{} left out", named("slice", names)),
            Self::UserDataDropped(n) => {
                write!(f, "user data of {} left out", count(*n, "part"))
            }
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
            Self::TagsDropped(_)
            | Self::TagsWithoutFrames(_)
            | Self::TagsShortened(_)
            | Self::TagsRenamed(_)
            | Self::Plays(_) => self.fmt_tags(f),
            Self::NoDuration { .. }
            | Self::TooShort { .. }
            | Self::DurationsRounded { .. }
            | Self::DurationsRaised { .. } => self.fmt_duration(f),
            Self::ColoursMoved(_)
            | Self::HalfTransparent { .. }
            | Self::Emptied(_)
            | Self::OtherPictureSize { .. }
            | Self::PixelRatio { .. }
            | Self::BeyondPalette(_)
            | Self::CutOff(_) => self.fmt_pixels(f),
        }
    }
}

impl Remark {
    /// What there is to say of tags and of how often they play.
    fn fmt_tags(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TagsDropped(names) => write!(f, "{} dropped", named("tag", names)),
            Self::TagsWithoutFrames(names) => {
                let verb = if names.len() == 1 { "was" } else { "were" };
                let names = named("tag", names);
                write!(f, "has no frames for the {names}, which {verb} left out")
            }
            Self::TagsShortened(names) => {
                let (verb, end) = if names.len() == 1 { ("goes", "ends") } else { ("go", "end") };
                let names = named("tag", names);
                write!(f, "{names} {verb} on behind the last frame and {end} there now")
            }
            Self::TagsRenamed(names) => {
                let (verb, was) = if names.len() == 1 { ("has", "was") } else { ("have", "were") };
                let names = named("tag", names);
                write!(f, "{names} {was} called as another tag is and {verb} a number now")
            }
            Self::Plays(1) => f.write_str("plays once; that is left out, here it plays for ever"),
            Self::Plays(n) => {
                write!(f, "plays {n} times; that is left out, here it plays for ever")
            }
            _ => Ok(()),
        }
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

    /// What there is to say of pixels and colours.
    fn fmt_pixels(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
            Self::OtherPictureSize { image, said: (width, height), found: (wide, tall) } => {
                let image = quoted(image);
                write!(
                    f,
                    "says that {image} has {width}x{height} pixels, and it has {wide}x{tall}"
                )?;
                if let Some(times) = enlargement((*width, *height), (*wide, *tall)) {
                    write!(f, ", {times}")?;
                }
                f.write_str("; frames were cut from it as it is: export both again together")
            }
            Self::PixelRatio { width, height } => write!(
                f,
                "has pixels of {width}:{height}, which were taken for square ones; in its own \
                 program it looks {}",
                if width > height { "wider" } else { "taller" }
            ),
            Self::BeyondPalette(n) => write!(
                f,
                "{} a colour beyond the end of its palette and became transparent; lengthen the \
                 palette to keep them",
                if *n == 1 { "1 pixel has".to_owned() } else { format!("{n} pixels have") }
            ),
            Self::CutOff(n) => write!(f, "{} beyond the canvas cut off", count(*n, "pixel")),
            _ => Ok(()),
        }
    }
}

/// How much larger or smaller a picture is than was said, where both sides agree.
fn enlargement(said: (u32, u32), found: (u32, u32)) -> Option<String> {
    let times = |(width, height): (u32, u32), (wide, tall): (u32, u32)| {
        let is_whole = width > 0 && wide.is_multiple_of(width) && wide > width;
        let times = wide.checked_div(width)?;
        (is_whole && height.checked_mul(times) == Some(tall)).then_some(times)
    };
    let larger = times(said, found).map(|n| format!("{n} times as large"));
    larger.or_else(|| times(found, said).map(|n| format!("1/{n} as large")))
}
