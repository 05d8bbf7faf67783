//! `shoal sweep`: the same noise at many temperatures.

use std::path::Path;

use clap::{Args, ValueEnum, value_parser};

use super::{
    Usage,
    draw::Artist,
    finish::{ColourArgs, Finish},
    inputs::Inputs,
    light::ShadeArgs,
    only_colours::OnlyColoursArgs,
    open_generator,
    options::{ContactSheetArgs, EngineArgs, number},
    prompt::PromptArgs,
    shape_first::ShapeFirstArgs,
    target::{check_png, write_sheet},
};
use crate::{
    files::png::GridNames,
    generate::{Sweep, SweepRows, even_steps, shape_steps},
    sprite::{Labels, Sampling, Schema},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  shoal sweep --zone vent --category coral --out sweep.png
  shoal sweep --category reef-fish --from 0.2 --to 1.5 --steps 7 --seeds 4 --seed 3 --out sweep.png
  shoal sweep --category reef-fish --axes shape --steps 5 --names --out shape.png
  shoal sweep --category reef-fish --over pattern --scale 2 --out patterns.png

Columns are temperatures. Row K is variant K of the seed, or, with `--axes shape`, a temperature of \
the outline, and columns are temperatures of the colours. Noise is the same along a row, so only \
the temperature changes.";

/// What the rows of a sweep are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Axes {
    /// Variants of the seed
    Seeds,
    /// Temperatures of the outline
    Shape,
}

/// Whether rows and columns have their names on the sheet.
#[derive(Debug, Args)]
pub(super) struct LabelArgs {
    /// Write the names of rows and columns on the sheet [default with --over]
    #[arg(long)]
    names: bool,
    /// Leave them out
    #[arg(long, conflicts_with = "names")]
    no_names: bool,
}

#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    pub(super) cell: PromptArgs,
    /// The temperature of the first column; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 0.2, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    pub(super) from: f32,
    /// The temperature of the last column; 0 to 4
    #[arg(
        long, value_name = "T", default_value_t = 1.5, allow_negative_numbers = true,
        value_parser = |text: &str| number(text, 0.0, 4.0)
    )]
    pub(super) to: f32,
    /// How many columns; 1 to 32
    #[arg(
        long, value_name = "N", default_value_t = 7, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=32)
    )]
    pub(super) steps: u32,
    /// How many rows; 1 to 32
    #[arg(
        long, value_name = "N", default_value_t = 4, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=32)
    )]
    pub(super) seeds: u32,
    /// What the rows are
    #[arg(long, value_enum, default_value_t = Axes::Seeds)]
    pub(super) axes: Axes,
    /// Rows are the values of this axis of the model, such as "pattern"; they are written beside
    /// them, unless --no-names is given
    #[arg(long, value_name = "AXIS", conflicts_with_all = ["axes", "seeds"])]
    pub(super) over: Option<String>,
    #[command(flatten)]
    pub(super) shape_first: ShapeFirstArgs,
    #[command(flatten)]
    pub(super) labels: LabelArgs,
    /// Attempts at a sprite that the model's critic refuses; a later one has other noise than the
    /// rest of its row; 1 to 16
    #[arg(
        long, value_name = "N", default_value_t = 1, allow_negative_numbers = true,
        value_parser = value_parser!(u8).range(1..=i64::from(Sampling::MAX_ATTEMPTS))
    )]
    pub(super) attempts: u8,
    /// Which noise the sprites grow from
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) seed: u64,
    /// The variant of the seed in the first row
    #[arg(long, value_name = "K", default_value_t = 0, allow_negative_numbers = true)]
    pub(super) variant: u32,
    #[command(flatten)]
    pub(super) only: OnlyColoursArgs,
    #[command(flatten)]
    pub(super) sheet: ContactSheetArgs,
    #[command(flatten)]
    pub(super) colours: ColourArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    // Last, because its heading holds for everything after it.
    #[command(flatten)]
    pub(super) shade: ShadeArgs,
}

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
    let are_shown = args.labels.names || args.over.is_some() && !args.labels.no_names;
    write_sheet(&args.sheet, &sprites, &names, are_shown, finish.palette())
}

/// What the rows are.
fn rows(args: &SweepArgs, world: &Schema, prompt: Labels) -> Result<SweepRows, Usage> {
    if let Some(axis) = &args.over {
        let found = world.axis_place(axis).map_err(|error| Usage(format!("--over: {error}")))?;
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
