//! `shoal grid`: a sprite for every pair of values of two axes, on one sheet.

use std::path::Path;

use super::{
    Usage,
    args::{DrawingArgs, GridArgs},
    draw::Artist,
    finish::Finish,
    inputs::Inputs,
    open_generator,
    target::{check_png, write_sheet},
};
use crate::{
    files::png::GridNames,
    generate::{GridAxes, GridAxis},
    sprite::Schema,
};

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
