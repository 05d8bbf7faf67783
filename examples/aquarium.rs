//! An aquarium of creatures that the model draws while they swim.
//!
//! `cargo run --release --example aquarium`: click to feed, move the pointer to carry a lamp, H
//! hides the text. Everything is put on one small canvas of the palette's 64 colours, which the
//! window shows enlarged; so a picture of it needs no window:
//!
//! - `--picture FILE.png` writes one instead of opening a window, `--seconds N` later (20),
//!   `--size 480x270` pixels of the canvas, `--scale 3` times as large.
//! - `--sprites FOLDER` stocks it with PNGs of Shoal instead of new ones: the studio's collection,
//!   say.
//! - `--timings` prints the slowest frame of the first `--seconds`, and closes.
//! - `--seed N` has other creatures swim.

#[path = "aquarium/creature.rs"]
mod creature;
#[path = "aquarium/paint.rs"]
mod paint;
#[path = "aquarium/sea.rs"]
mod sea;
#[path = "aquarium/small.rs"]
mod small;
#[path = "aquarium/source.rs"]
mod source;
#[path = "aquarium/tank.rs"]
mod tank;
#[path = "aquarium/window.rs"]
mod window;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};

use source::Source;
use tank::{FULL, Tank};

/// Moments a second of a picture's past.
const STEPS_A_SECOND: usize = 60;

/// What was asked for on the command line.
pub(crate) struct Options {
    picture: Option<PathBuf>,
    sprites: Option<PathBuf>,
    seconds: f32,
    size: (i32, i32),
    scale: usize,
    seed: u64,
    is_timed: bool,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut options = Self {
            picture: None,
            sprites: None,
            seconds: 20.0,
            size: (480, 270),
            scale: 3,
            seed: 7,
            is_timed: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--picture" => options.picture = Some(value()?.into()),
                "--sprites" => options.sprites = Some(value()?.into()),
                "--seconds" => options.seconds = value()?.parse::<f32>()?.clamp(0.0, 600.0),
                "--scale" => options.scale = value()?.parse::<usize>()?.clamp(1, 16),
                "--seed" => options.seed = value()?.parse()?,
                "--size" => {
                    let size = value()?;
                    let (width, height) = size.split_once('x').context("sizes are like 480x270")?;
                    let (width, height) = (width.parse::<i32>()?, height.parse::<i32>()?);
                    options.size = (width.clamp(160, 1920), height.clamp(120, 1080));
                }
                "--timings" => options.is_timed = true,
                other => {
                    bail!("there is no option {other}; the head of examples/aquarium.rs has all")
                }
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let run = || {
        let options = Options::parse(std::env::args().skip(1))?;
        let source = Source::open(options.sprites.as_deref(), options.seed)?;
        match &options.picture {
            Some(_) => picture(&options, source),
            None => window::run(&options, source),
        }
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            window::print(&format!("aquarium: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Lets time pass without a window and writes what is to be seen then.
fn picture(options: &Options, mut source: Source) -> anyhow::Result<()> {
    let (width, height) = options.size;
    let mut tank = Tank::new(width, height, source.palette());
    let n_steps = (options.seconds * STEPS_A_SECOND as f32) as usize;
    for step in 0..n_steps {
        // A full tank in half of the time.
        if tank.creatures.len() < FULL && step % (n_steps / 2 / FULL).max(1) == 0 {
            let (sprite, cell) = source.wait()?;
            tank.arrive(sprite, cell, source.world());
        }
        tank.step(1.0 / STEPS_A_SECOND as f32);
    }
    let (scale, canvas) = (options.scale, tank.draw());
    let rgba = canvas.to_rgba(source.palette(), scale);
    let (width, height) = (canvas.width as u32 * scale as u32, canvas.height as u32 * scale as u32);
    let path = options.picture.as_deref().context("a picture needs a file")?;
    image::RgbaImage::from_raw(width, height, rgba)
        .context("the canvas has another size than it says")?
        .save(path)
        .with_context(|| format!("the picture cannot be written to {}", path.display()))
}
