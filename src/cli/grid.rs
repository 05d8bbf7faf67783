//! `shoal grid`: a sprite for every pair of values of two axes, on one sheet.

use std::path::Path;

use clap::Args;

use super::{
    Usage,
    draw::Artist,
    finish::Finish,
    inputs::Inputs,
    open_generator,
    options::{ContactSheetArgs, DrawingArgs},
    shape_first::ShapeFirstArgs,
    target::{check_png, write_sheet},
};
use crate::{
    files::png::GridNames,
    generate::{GridAxes, GridAxis},
    sprite::Schema,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal grid --seed 7 --temperature 1.1 --scale 2 --out grid.png
  shoal grid --seed 7 --shade moon --out moonlit.png
  shoal grid --rows zone --columns body --prompt grazer --names --scale 2 --out grazers.png

Rows are zones and columns categories, unless --rows and --columns say otherwise. Cell i, row by \
row, is variant i of the seed.";

#[derive(Debug, Args)]
pub(super) struct GridArgs {
    /// Axis of the rows, such as "body"; `shoal info` lists the axes of the model
    #[arg(long, value_name = "AXIS", default_value = "zone")]
    pub(super) rows: String,
    /// Axis of the columns, such as "main"
    #[arg(long, value_name = "AXIS", default_value = "category")]
    pub(super) columns: String,
    /// What every sprite should be, in words, such as "small grazer"; body plans of other
    /// categories are left out, and where the words fix an axis, six variants take its place
    #[arg(long, value_name = "WORDS")]
    pub(super) prompt: Option<String>,
    /// Write the names of rows and columns on the sheet
    #[arg(long)]
    pub(super) names: bool,
    /// Which noise the sprites grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) shape_first: ShapeFirstArgs,
    #[command(flatten)]
    pub(super) sheet: ContactSheetArgs,
    // Last, because its headings hold for everything after it.
    #[command(flatten)]
    pub(super) drawing: DrawingArgs,
}

pub(super) fn run(
    args: &GridArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let generator = open_generator(model, args.drawing.engine.precision(None))?;
    check_png(&args.sheet.out)?;
    inputs.add_all(args.drawing.colours.file());
    inputs.check(&args.sheet.out)?;
    let DrawingArgs { colours, shade, .. } = &args.drawing;
    let mut finish = Finish::new(&generator, colours, shade.light())?;
    let world = generator.world();
    let axes = axes(args, world)?;
    let sampling = args.drawing.sampling.sampling(generator.palette())?;
    let requests = args.shape_first.apply(axes.requests(world, args.seed, sampling));
    let mut artist = Artist::new(&generator, args.drawing.engine.threads(), requests.len());
    let sprites = artist.draw_all(&requests);
    let names = GridNames { rows: axes.row_names(world), columns: axes.column_names(world) };
    let sprites = finish.finish_all(sprites);
    write_sheet(&args.sheet, &sprites, &names, args.names, finish.palette())
}

fn axes(args: &GridArgs, world: &Schema) -> Result<GridAxes, Usage> {
    let place = |option: &str, axis: &str| {
        world.axis_place(axis).map_err(|error| Usage(format!("--{option}: {error}")))
    };
    let (rows, columns) = (place("rows", &args.rows)?, place("columns", &args.columns)?);
    if rows == columns {
        let why = format!("--rows and --columns are both {}; a grid needs two axes", args.rows);
        return Err(Usage(why));
    }
    let line = args.prompt.as_deref().unwrap_or_default();
    let labels = world.read_words(line).map_err(|error| Usage(error.to_string()))?;
    let (rows, columns) = (GridAxis::Axis(rows), GridAxis::Axis(columns));
    Ok(GridAxes { rows, columns, labels })
}
