//! Arguments that several commands have.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
    value_parser,
};

use super::{Usage, finish::ColourArgs, light::ShadeArgs, only_colours::OnlyColoursArgs};
use crate::{
    files::{Frame, Origin, png::MAX_SCALE},
    generate::Precision,
    sprite::{MIN_SHAPE_TEMPERATURE, Palette, Sampling},
};

/// How sprites become files of their own.
#[derive(Debug, Args)]
pub(super) struct ScaleArgs {
    /// Screen pixels a sprite pixel
    #[arg(
        long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=i64::from(MAX_SCALE))
    )]
    scale: u32,
    /// Write pixels alone: no recipe, by which a sprite is drawn again, and no note that a model
    /// drew it
    #[arg(long)]
    no_metadata: bool,
}

/// One picture of many sprites, enlarged to be looked at.
#[derive(Debug, Args)]
pub(super) struct ContactSheetArgs {
    /// PNG to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Screen pixels a sprite pixel
    #[arg(
        long, value_name = "N", default_value_t = 4, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=i64::from(MAX_SCALE))
    )]
    pub(super) scale: u32,
}

/// What every command that draws one kind of sprite takes.
#[derive(Debug, Args)]
pub(super) struct DrawingArgs {
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because their headings hold for everything after them.
    #[command(flatten)]
    pub(super) sampling: SamplingArgs,
    #[command(flatten)]
    pub(super) shade: ShadeArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sampling")]
pub(super) struct SamplingArgs {
    /// How daring: 0 takes the likeliest colours, above 1 gets wild; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 0.9, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    temperature: f32,
    /// Temperature of the outline alone; 0.5 to 4 [default: follows --temperature]
    #[arg(
        long, value_name = "T", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, MIN_SHAPE_TEMPERATURE, 4.0)
    )]
    shape_temperature: Option<f32>,
    /// Temperature of the colours alone; 0 to 4 [default: --temperature]
    #[arg(
        long, alias = "color-temperature", value_name = "T", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    colour_temperature: Option<f32>,
    /// Choose among the N likeliest colours only; 0, the default, is off
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(0..=63)
    )]
    top_k: Option<u8>,
    /// Choose among the likeliest colours that together have this probability; 0.01 to 1, the
    /// default, which is off
    #[arg(
        long, value_name = "P", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.01, 1.0)
    )]
    top_p: Option<f32>,
    /// Leave out colours less likely than this share of the likeliest; 0, which is off, to 1
    /// [default: 0.02]
    #[arg(
        long, value_name = "P", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 1.0)
    )]
    min_p: Option<f32>,
    /// Insist on zone and category; 1 is what the model does by itself, in half the time; 0 to 4
    /// [default: 1.5]
    #[arg(
        long, value_name = "G", allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, Sampling::MAX_GUIDANCE)
    )]
    guidance: Option<f32>,
    /// Attempts at a sprite that the model's critic refuses; 1 is off; 1 to 16 [default: 4]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(1..=i64::from(Sampling::MAX_ATTEMPTS))
    )]
    attempts: Option<u8>,
    #[command(flatten)]
    only: OnlyColoursArgs,
}

#[derive(Debug, Args)]
pub(super) struct EngineArgs {
    /// Processor threads to use; changes no pixel [default: all]
    #[arg(
        long, value_name = "N", allow_negative_numbers = true,
        value_parser = value_parser!(u16).range(1..=1024)
    )]
    threads: Option<u16>,
    /// Numbers to compute in: f32 is exact and takes longer; a recipe brings its own
    /// [default: int8]
    #[arg(
        long, value_name = "NUMBERS",
        value_parser = PossibleValuesParser::new(Precision::ALL.map(Precision::name))
            .map(|name| Precision::named(&name).unwrap_or_default())
    )]
    precision: Option<Precision>,
}

impl SamplingArgs {
    /// The single dial first, then whatever was set by hand.
    pub(super) fn sampling(&self, palette: &Palette) -> Result<Sampling, Usage> {
        let dial = Sampling::at_temperature(self.temperature);
        Ok(Sampling {
            shape_temperature: self.shape_temperature.unwrap_or(dial.shape_temperature),
            colour_temperature: self.colour_temperature.unwrap_or(dial.colour_temperature),
            top_k: self.top_k.unwrap_or(dial.top_k),
            top_p: self.top_p.unwrap_or(dial.top_p),
            min_p: self.min_p.unwrap_or(dial.min_p),
            guidance: self.guidance.unwrap_or(dial.guidance),
            attempts: self.attempts.unwrap_or(dial.attempts),
            colours: self.only.set(palette)?,
        })
    }
}

impl ScaleArgs {
    pub(super) fn times(&self) -> u32 {
        self.scale
    }

    /// The recipe that goes into a file, unless pixels alone do.
    pub(super) fn kept<R>(&self, recipe: Option<R>) -> Option<R> {
        recipe.filter(|_| !self.no_metadata)
    }

    /// Takes the recipes off frames where pixels alone go into a file.
    pub(super) fn strip(&self, frames: &mut [Frame]) {
        if self.no_metadata {
            for frame in frames {
                frame.origin = Origin::Unknown;
            }
        }
    }
}

impl EngineArgs {
    pub(super) fn threads(&self) -> usize {
        self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            usize::from,
        )
    }

    /// What was asked for, or else `usual`.
    pub(super) fn precision(&self, usual: Option<Precision>) -> Precision {
        self.precision.or(usual).unwrap_or_default()
    }
}

/// Reads a number of a range; NaN is in none.
pub(super) fn number(text: &str, lowest: f32, highest: f32) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|value| (lowest..=highest).contains(value))
        .ok_or_else(|| format!("a number from {lowest} to {highest} is needed"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        sampling: SamplingArgs,
    }

    fn sampling_of(words: &[&str]) -> Sampling {
        let line = std::iter::once(&"shoal").chain(words);
        Line::try_parse_from(line).unwrap().sampling.sampling(&Palette::ocean()).unwrap()
    }

    #[test]
    fn settings_by_hand_win_over_the_dial() {
        assert_eq!(sampling_of(&[]), Sampling::default());
        assert_eq!(sampling_of(&["--temperature", "1.2"]), Sampling::at_temperature(1.2));
        let words = ["--temperature", "0", "--shape-temperature", "1.5", "--top-k", "3"];
        let expected =
            Sampling { shape_temperature: 1.5, top_k: 3, ..Sampling::at_temperature(0.0) };
        assert_eq!(sampling_of(&words), expected);
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for text in ["-0.1", "4.1", "NaN", "inf", "warm", ""] {
            assert!(number(text, 0.0, 4.0).is_err(), "{text}");
        }
        assert_eq!(number("4", 0.0, 4.0), Ok(4.0));
    }
}
