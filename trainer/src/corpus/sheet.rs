//! The `corpus` subcommand: a contact sheet to look at, tensors to learn from.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, ensure};
use safetensors::tensor::{Dtype, TensorView};
use shoal::{
    shade::Shader,
    sprite::{Light, PIXELS, Palette, SIDE},
};

use super::{Category, Split, Zone, draw, sample};
use crate::{check_ending, say};

/// Draws the training corpus: a contact sheet, a tensor file, or both.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CorpusArgs {
    /// Writes a contact sheet of every zone (rows) and category (columns).
    #[arg(long, value_name = "FILE.png")]
    pub(crate) sheet: Option<PathBuf>,
    /// Variants side by side in a cell of the sheet.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    pub(crate) per_cell: u32,
    /// Times a pixel is enlarged on the sheet.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=16))]
    pub(crate) scale: u32,
    /// Shows only the category of this number on the sheet.
    #[arg(long, value_name = "INDEX", value_parser = clap::value_parser!(u8).range(0..6))]
    pub(crate) only: Option<u8>,
    /// Lights the sprites of the sheet: noon, left, moon, lantern or flat.
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    pub(crate) shade: Option<Light>,
    /// Writes pixels u8 [N,32,32], zone u8 [N] and category u8 [N].
    #[arg(long, value_name = "FILE.safetensors")]
    pub(crate) out: Option<PathBuf>,
    /// How many sprites to write.
    #[arg(long, value_name = "N", default_value_t = 3600)]
    pub(crate) count: u64,
    /// Index of the first sprite in its split.
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Which sprites: no two splits share a seed.
    #[arg(long, value_enum, default_value_t = Split::Train)]
    pub(crate) split: Split,
}

fn preset(name: &str) -> Result<Light, String> {
    Light::preset(name).ok_or_else(|| {
        let names = Light::PRESETS.map(|(name, _)| name).join(", ");
        format!("no light of ours; choose one of {names}")
    })
}

/// Colour between the cells.
const GAP: [u8; 3] = [14, 15, 18];
/// Background of a cell: dark and neutral, as the studio's canvas.
const CELL: [u8; 3] = [30, 32, 38];

/// Runs the subcommand.
pub(crate) fn run(args: &CorpusArgs) -> anyhow::Result<()> {
    ensure!(args.sheet.is_some() || args.out.is_some(), "nothing to do: give --sheet or --out");
    for (option, file, ending) in
        [("--sheet", &args.sheet, "png"), ("--out", &args.out, "safetensors")]
    {
        if let Some(file) = file {
            check_ending(option, file, ending)?;
        }
    }
    if let Some(file) = &args.sheet {
        write_sheet(args, file)?;
        say(file)?;
    }
    if let Some(file) = &args.out {
        write_tensors(args, file)?;
        say(file)?;
    }
    Ok(())
}

fn write_sheet(args: &CorpusArgs, file: &Path) -> anyhow::Result<()> {
    let categories: Vec<Category> = match args.only {
        Some(index) => vec![Category::ALL[usize::from(index)]],
        None => Category::ALL.to_vec(),
    };
    let (variants, scale) = (args.per_cell as usize, args.scale as usize);
    let (tile, gap) = (SIDE * scale, 2 * scale);
    let cell = (tile * variants + gap, tile + gap);
    let (width, height) = (cell.0 * categories.len() + gap, cell.1 * Zone::ALL.len() + gap);
    let palette = Palette::ocean();
    let mut shader = Shader::new(&palette);
    let mut image = GAP.repeat(width * height);
    for (row, &zone) in Zone::ALL.iter().enumerate() {
        for (column, &category) in categories.iter().enumerate() {
            for variant in 0..variants {
                let flat = draw(zone, category, args.split.seed(args.seed + variant as u64));
                let sprite = shader.shade(&flat, &args.shade.unwrap_or(Light::FLAT));
                let (left, top) = (column * cell.0 + gap + variant * tile, row * cell.1 + gap);
                for y in 0..tile {
                    for x in 0..tile {
                        let index = sprite.at((x / scale) as i32, (y / scale) as i32);
                        let [r, g, b, alpha] = palette.rgba(index);
                        let colour = if alpha == 0 { CELL } else { [r, g, b] };
                        let at = ((top + y) * width + left + x) * 3;
                        image[at..at + 3].copy_from_slice(&colour);
                    }
                }
            }
        }
    }
    replace(file, |temporary| {
        let writer = BufWriter::new(File::create(temporary)?);
        let mut encoder = png::Encoder::new(writer, width as u32, height as u32);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&image)?;
        writer.finish()?;
        Ok(())
    })
}

fn write_tensors(args: &CorpusArgs, file: &Path) -> anyhow::Result<()> {
    ensure!(args.count > 0, "nothing to write: --count is 0");
    let count = usize::try_from(args.count).context("--count is too large")?;
    let mut pixels = Vec::with_capacity(count.saturating_mul(PIXELS));
    let (mut zones, mut categories) = (Vec::new(), Vec::new());
    for index in 0..args.count {
        let sample = sample(args.split, args.seed + index);
        pixels.extend_from_slice(sample.sprite.pixels());
        zones.push(sample.zone);
        categories.push(sample.category);
    }
    let tensors = [
        ("category", TensorView::new(Dtype::U8, vec![count], &categories)?),
        ("pixels", TensorView::new(Dtype::U8, vec![count, SIDE, SIDE], &pixels)?),
        ("zone", TensorView::new(Dtype::U8, vec![count], &zones)?),
    ];
    replace(file, |temporary| {
        safetensors::serialize_to_file(tensors, None, temporary)?;
        Ok(())
    })
}

/// Writes beside the file and renames, so that nobody ever reads half a file.
fn replace(file: &Path, write: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut temporary = file.as_os_str().to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = PathBuf::from(temporary);
    let written = write(&temporary)
        .and_then(|()| std::fs::rename(&temporary, file).map_err(anyhow::Error::from));
    if written.is_err() {
        // What matters to the user is why writing failed, not that tidying did as well.
        let _ = std::fs::remove_file(&temporary);
    }
    written.map_err(|error| anyhow!("cannot write {}: {error:#}", file.display()))
}
