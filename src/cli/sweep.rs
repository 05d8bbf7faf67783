//! `shoal sweep`: the same noise at many temperatures.

use std::path::Path;

use super::{
    draw::Artist,
    finish::Finish,
    inputs::Inputs,
    more_args::{Axes, SweepArgs},
    open_generator, output,
    target::check_png,
};
use crate::{
    files::png,
    generate::{Sweep, SweepRows, even_steps, shape_steps},
    sprite::Sampling,
};

pub(super) fn run(
    args: &SweepArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let generator = open_generator(model, args.engine.precision(None))?;
    let prompt = args.cell.prompt(generator.world())?;
    check_png(&args.sheet.out)?;
    inputs.add_all(args.colours.file());
    inputs.check(&args.sheet.out)?;
    let mut finish = Finish::new(&generator, &args.colours, args.shade.light())?;
    let sweep = Sweep {
        prompt,
        seed: args.seed,
        variant: args.variant,
        sampling: Sampling {
            attempts: args.attempts,
            colours: args.only.set(generator.palette())?,
            ..Sampling::default()
        },
        temperatures: even_steps(args.from, args.to, args.steps),
        rows: match args.axes {
            Axes::Seeds => SweepRows::Variants(args.seeds),
            Axes::Shape => SweepRows::Shapes(shape_steps(args.from, args.to, args.seeds)),
        },
    };
    let requests = sweep.requests();
    let mut artist = Artist::new(&generator, args.engine.threads(), requests.len());
    let mut sprites = Vec::with_capacity(requests.len());
    // Each sprite takes memory while it is drawn.
    for batch in requests.chunks(super::draw::MAX_BATCH) {
        sprites.extend(artist.draw(batch));
    }
    let sprites = finish.finish_all(sprites);
    let columns = sweep.temperatures.len();
    png::write_grid(&args.sheet.out, &sprites, columns, finish.palette(), args.sheet.scale)?;
    output::say(&args.sheet.out.display().to_string())
}
