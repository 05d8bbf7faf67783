//! `shoal grid`: every zone and category on one sheet.

use std::path::Path;

use super::{
    args::{DrawingArgs, GridArgs},
    draw::Artist,
    finish::Finish,
    inputs::Inputs,
    open_generator, output,
    target::check_png,
};
use crate::{files::png, generate::grid_requests};

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
    let sampling = args.drawing.sampling.sampling(generator.palette())?;
    let requests = grid_requests(world, args.seed, sampling);
    let mut artist = Artist::new(&generator, args.drawing.engine.threads(), requests.len());
    let sprites = finish.finish_all(artist.draw(&requests));
    let columns = world.categories.len();
    png::write_grid(&args.sheet.out, &sprites, columns, finish.palette(), args.sheet.scale)?;
    output::say(&args.sheet.out.display().to_string())
}
