//! `shoal palette`: prints palettes and converts them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    Usage,
    inputs::Inputs,
    open_generator,
    output::{self, quoted},
    target::check_file,
};
use crate::{
    files::{
        FileError,
        palette::{
            FittedPalette, Overflow, PaletteFormat, Swatches, SwatchesError, encode, read_palette,
            read_swatches,
        },
        write_atomically,
    },
    generate::Precision,
    sprite::{ENTRIES, Ramp, oklab::Oklab},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal palette                                     the model's palette and its ramps
  shoal palette pico-8.gpl                          print any palette
  shoal palette --out ocean.gpl                     the model's palette as a file
  shoal palette pico-8.hex --out pico-8.act

Read: .gpl, .hex, .pal (JASC), .act, .png, .gif, .aseprite, and the JSON or list of colours that \
Lospec shows. Written, by the end of the name: .gpl, .hex, .pal, .act, .png, .json.";

#[derive(Debug, Args)]
pub(super) struct PaletteArgs {
    /// Palette, or picture with one; without it the palette of the model
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// File to write; the end of its name says in which format
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Of more than 63 colours, take those most alike together until there is room
    #[arg(long, requires = "file")]
    pub(super) reduce: bool,
}

pub(super) fn run(
    args: &PaletteArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let format = args.out.as_deref().map(format_of).transpose()?;
    let swatches = match &args.file {
        Some(file) => read(file, args.reduce)?,
        None => Swatches::of_palette(open_generator(model, Precision::default())?.palette()),
    };
    match (&args.out, format) {
        (Some(out), Some(format)) => {
            check_file(out)?;
            inputs.add_all(&args.file);
            if let Some(index) = format.lost_entry(&swatches) {
                output::complain(&format!(
                    "{}: entry {index} is transparent, for which .{} files have no word; it is an \
                     opaque colour there and keeps its place",
                    quoted(out),
                    format.extension()
                ));
            }
            // Most formats have no place to say who wrote them: the same bytes may come again.
            let bytes = encode(&swatches, format);
            if !std::fs::read(out).is_ok_and(|old| old == bytes) {
                inputs.check(out)?;
            }
            write_atomically(out, &bytes)?;
            output::say(&out.display().to_string())
        }
        _ => print(&swatches),
    }
}

/// The colours of a file, and what there is to say of them.
fn read(file: &Path, is_reduced: bool) -> anyhow::Result<Swatches> {
    let read = read_swatches(file);
    let is_too_large = match &read {
        Ok(read) => matches!(read.fit(Overflow::Refuse), Err(SwatchesError::TooMany(_))),
        Err(FileError::Palette { error, .. }) => **error == SwatchesError::NotReduced,
        Err(_) => false,
    };
    let (swatches, remarks) = if is_reduced && is_too_large {
        let fitted = read_palette(file, Overflow::Reduce)?;
        (Swatches::of_palette(&fitted.palette), fitted.remarks)
    } else {
        let read = read?;
        let remarks = read.remarks.clone();
        (read, remarks)
    };
    for remark in remarks {
        output::complain(&format!("{}: {remark}", quoted(file)));
    }
    Ok(swatches)
}

fn format_of(out: &Path) -> Result<PaletteFormat, Usage> {
    PaletteFormat::of_path(out).ok_or_else(|| {
        let known: Vec<String> =
            PaletteFormat::ALL.iter().map(|format| format!(".{}", format.extension())).collect();
        let known = known.join(", ");
        Usage(format!("the name after --out must end in one of {known}"))
    })
}

fn print(swatches: &Swatches) -> anyhow::Result<()> {
    let count = swatches.colours.len();
    let noun = if count == 1 { "colour" } else { "colours" };
    output::say(&output::printable(&format!("{}: {count} {noun}", swatches.name)))?;
    for (index, swatch) in swatches.colours.iter().enumerate() {
        let [r, g, b] = swatch.rgb.0;
        let lab = Oklab::from(swatch.rgb);
        // The hue of a grey is noise.
        let hue = if lab.chroma() < 0.01 {
            "  -".to_owned()
        } else {
            format!("{:3.0}", lab.hue_degrees())
        };
        let alpha = match swatch.alpha {
            255 => "",
            0 => "  transparent",
            _ => "  translucent",
        };
        let label = if swatch.alpha == 0 { "" } else { &swatch.label };
        let line = format!(
            "{index:3}  #{r:02x}{g:02x}{b:02x}  lightness {:4.2}  chroma {:4.2}  hue {hue}{alpha}  \
             {label}",
            lab.l,
            lab.chroma(),
        );
        output::say(output::printable(&line).trim_end())?;
    }
    print_ramps(swatches)
}

fn print_ramps(swatches: &Swatches) -> anyhow::Result<()> {
    let palette = match swatches.fit(Overflow::Refuse) {
        Ok(FittedPalette { palette, remarks }) => {
            // Those of the file were printed when it was read.
            for remark in &remarks[swatches.remarks.len()..] {
                output::say(&output::printable(&format!("as a palette for sprites: {remark}")))?;
            }
            palette
        }
        Err(error) => {
            let why = format!("as a palette for sprites: {error}");
            return output::say(&output::printable(&why));
        }
    };
    let room = ENTRIES - 1;
    if palette.ramps().is_empty() {
        let how = "no two of its colours form a ramp, so light changes none of them";
        return output::say(&format!("fits the {room} colours of a sprite; {how}"));
    }
    if swatches.names_ramps() {
        output::say("ramps, dark to light:")?;
    } else {
        let how = "call colours \"name 1\", \"name 2\" in a .gpl to choose them";
        output::say(&format!("ramps, dark to light, guessed from the colours; {how}:"))?;
    }
    for Ramp { name, indices } in palette.ramps() {
        let indices: Vec<String> = indices.iter().map(ToString::to_string).collect();
        output::say(&output::printable(&format!("  {name}: {}", indices.join(" "))))?;
    }
    Ok(())
}
