//! The `corpus` subcommand: contact sheets to look at, tensors to learn from.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, ensure};
use safetensors::tensor::{Dtype, TensorView};
use shoal::sprite::{Light, PIXELS, SIDE};

use super::{
    Category, Split, Zone, draw, roll_with,
    table::Table,
    traits::{Axis, Traits},
    wanted::{self, Wish},
};
use crate::{check_ending, say};

/// Draws the training corpus: a contact sheet, a tensor file, or both.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  shoal-trainer corpus --sheet corpus.png
  shoal-trainer corpus --axes
  shoal-trainer corpus --by body --columns pattern --with category=grazer --sheet grazers.png
  shoal-trainer corpus --with body=crab --with pattern=spots --sheet crabs.png

docs/CORPUS.md explains axes and values.")]
pub(crate) struct CorpusArgs {
    /// Writes a contact sheet: zones are rows and categories columns, unless --by says otherwise.
    #[arg(long, value_name = "FILE.png")]
    pub(crate) sheet: Option<PathBuf>,
    /// The axis whose values are the rows of the sheet.
    #[arg(long, alias = "rows", value_name = "AXIS", value_parser = wanted::axis_named)]
    pub(crate) by: Option<Axis>,
    /// The axis whose values are the columns of the sheet.
    #[arg(long, value_name = "AXIS", value_parser = wanted::axis_named)]
    pub(crate) columns: Option<Axis>,
    /// Draws only what has this value, as in body=crab; can be given once for each axis.
    #[arg(long, value_name = "AXIS=VALUE", value_parser = wanted::wish)]
    pub(crate) with: Vec<Wish>,
    /// Lists every axis with its values, and what each body plan can have.
    #[arg(long)]
    pub(crate) axes: bool,
    /// Variants side by side in a cell of the sheet.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    pub(crate) per_cell: u32,
    /// Times a pixel is enlarged on the sheet.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=16))]
    pub(crate) scale: u32,
    /// Shows only the category of this number on the sheet; --with category=coral says it by name.
    #[arg(long, value_name = "INDEX", value_parser = clap::value_parser!(u8).range(0..6))]
    pub(crate) only: Option<u8>,
    /// Lights the sprites of the sheet: noon, left, moon, lantern or flat.
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    pub(crate) shade: Option<Light>,
    /// Writes pixels u8 `[N,32,32]`, zone u8 `[N]`, category u8 `[N]` and traits u8 `[N,axes]`.
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

/// Runs the subcommand.
pub(crate) fn run(args: &CorpusArgs) -> anyhow::Result<()> {
    ensure!(
        args.sheet.is_some() || args.out.is_some() || args.axes,
        "nothing to do: give --sheet, --out or --axes"
    );
    for (option, file, ending) in
        [("--sheet", &args.sheet, "png"), ("--out", &args.out, "safetensors")]
    {
        if let Some(file) = file {
            check_ending(option, file, ending)?;
        }
    }
    let wishes = wishes(args);
    wanted::check(&wishes, args.split).map_err(|problem| anyhow!(problem))?;
    if args.axes {
        std::io::stdout().write_all(wanted::listing().as_bytes())?;
    }
    if let Some(file) = &args.sheet {
        write_sheet(args, wishes.clone(), file)?;
        say(file)?;
    }
    if let Some(file) = &args.out {
        write_tensors(args, &wishes, file)?;
        say(file)?;
    }
    Ok(())
}

/// What is asked for, `--only` included.
fn wishes(args: &CorpusArgs) -> Vec<Wish> {
    let only = args.only.map(|index| (Axis::Category, usize::from(index)));
    args.with.iter().copied().chain(only).collect()
}

fn write_sheet(args: &CorpusArgs, wishes: Vec<Wish>, file: &Path) -> anyhow::Result<()> {
    let rows = args.by.unwrap_or(if args.columns == Some(Axis::Zone) {
        Axis::Category
    } else {
        Axis::Zone
    });
    let usual =
        if args.by.is_some_and(|axis| axis != Axis::Zone) { Axis::Zone } else { Axis::Category };
    let columns = args.columns.unwrap_or(usual);
    ensure!(rows != columns, "rows and columns of the sheet are both by {}", rows.name());
    let table = Table {
        rows,
        columns,
        wishes,
        split: args.split,
        first: args.seed,
        per_cell: args.per_cell,
        scale: args.scale as usize,
        light: args.shade.unwrap_or(Light::FLAT),
    };
    let (image, (width, height)) = table.draw().map_err(|problem| anyhow!(problem))?;
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

/// The traits of sprite number `index` of a split, some of them given.
fn traits_with(split: Split, index: u64, wishes: &[Wish]) -> Traits {
    let cell = (index % 36 * 25 % 36) as usize;
    let zone = wishes.iter().find(|(axis, _)| *axis == Axis::Zone).map(|wish| wish.1);
    let zone = Zone::ALL[zone.unwrap_or(cell / 6)];
    let category = wanted::category_of(wishes).unwrap_or(Category::ALL[cell % 6]);
    roll_with(zone, category, split.seed(index), wishes)
}

fn write_tensors(args: &CorpusArgs, wishes: &[Wish], file: &Path) -> anyhow::Result<()> {
    ensure!(args.count > 0, "nothing to write: --count is 0");
    let count = usize::try_from(args.count).context("--count is too large")?;
    let mut pixels = Vec::with_capacity(count.saturating_mul(PIXELS));
    let (mut zones, mut categories, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut index = args.seed;
    while zones.len() < count {
        let traits = traits_with(args.split, index, wishes);
        index += 1;
        // A category that cannot be what is asked for is passed over.
        if wanted::problem(&traits, args.split).is_some() {
            continue;
        }
        pixels.extend_from_slice(draw(&traits, traits.pose()).pixels());
        zones.push(traits.zone.index());
        categories.push(traits.category().index());
        values.extend(Axis::ALL.map(|axis| traits.value(axis) as u8));
    }
    let tensors = [
        ("category", TensorView::new(Dtype::U8, vec![count], &categories)?),
        ("pixels", TensorView::new(Dtype::U8, vec![count, SIDE, SIDE], &pixels)?),
        ("traits", TensorView::new(Dtype::U8, vec![count, Axis::ALL.len()], &values)?),
        ("zone", TensorView::new(Dtype::U8, vec![count], &zones)?),
    ];
    let names = Axis::ALL.map(|axis| (axis.name().to_owned(), axis.values().join(" ")));
    let metadata = std::iter::once(("axes".to_owned(), Axis::ALL.map(Axis::name).join(" ")));
    let metadata = metadata.chain(names).collect();
    replace(file, |temporary| {
        safetensors::serialize_to_file(tensors, Some(metadata), temporary)?;
        Ok(())
    })
}

/// Writes beside the file and renames, so that a reader never sees half a file.
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
