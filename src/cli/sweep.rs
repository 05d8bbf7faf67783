//! `shoal sweep`: the same noise at many temperatures.

use std::path::Path;

use super::{
    Usage,
    draw::Artist,
    finish::Finish,
    inputs::Inputs,
    more_args::{Axes, SweepArgs},
    open_generator,
    target::{check_png, write_sheet},
};
use crate::{
    files::png::GridNames,
    generate::{Sweep, SweepRows, even_steps, shape_steps},
    sprite::{Labels, Sampling, Schema},
};

pub(super) fn run(
    args: &SweepArgs,
    model: Option<&Path>,
    inputs: &mut Inputs,
) -> anyhow::Result<()> {
    let generator = open_generator(model, args.engine.precision(None))?;
    let prompt = args.cell.labels(generator.world())?;
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
        rows: rows(args, generator.world(), prompt)?,
    };
    let requests = args.shape_first.apply(sweep.requests());
    let mut artist = Artist::new(&generator, args.engine.threads(), requests.len());
    let sprites = artist.draw_all(&requests);
    let sprites = finish.finish_all(sprites);
    let names = GridNames {
        rows: row_names(&sweep, generator.world()),
        columns: sweep.temperatures.iter().map(|temperature| format!("{temperature:.2}")).collect(),
    };
    write_sheet(&args.sheet, &sprites, &names, args.names, finish.palette())
}

/// What the rows are.
fn rows(args: &SweepArgs, world: &Schema, prompt: Labels) -> Result<SweepRows, Usage> {
    if let Some(axis) = &args.over {
        let found = world.axis_place(axis).map_err(|error| Usage(format!("--over {error}")))?;
        return Ok(SweepRows::Prompts(world.each_value(found, prompt)));
    }
    Ok(match args.axes {
        Axes::Seeds => SweepRows::Variants(args.seeds),
        Axes::Shape => SweepRows::Shapes(shape_steps(args.from, args.to, args.seeds)),
    })
}

fn row_names(sweep: &Sweep, world: &Schema) -> Vec<String> {
    match &sweep.rows {
        SweepRows::Variants(count) => {
            (0..*count).map(|row| sweep.variant.wrapping_add(row).to_string()).collect()
        }
        SweepRows::Shapes(shapes) => shapes.iter().map(|shape| format!("{shape:.2}")).collect(),
        SweepRows::Prompts(prompts) => {
            prompts.iter().map(|labels| world.difference(sweep.prompt, *labels)).collect()
        }
    }
}
