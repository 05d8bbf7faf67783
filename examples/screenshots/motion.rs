//! Pictures of sprites in motion: `motion.png`, each creature at rest and in six phases, and
//! `swim.gif`, all of them at once.

use std::{fs::File, path::Path};

use shoal::{
    files::png,
    generate::{Generator, grid_requests},
    motion::{Animator, BodyPlan, Motion},
    sprite::{Palette, SIDE, Sampling, Sprite, TRANSPARENT},
};

/// How many of each body plan are shown at most.
const OF_EACH: usize = 2;

/// How many creatures are shown.
const CREATURES: usize = 24;

/// How many grids are drawn in search of them.
const GRIDS: u64 = 6;

/// Creatures side by side in the GIF, pixels between them, and screen pixels a pixel.
const COLUMNS: usize = 8;
const GAP: usize = 4;
const SCALE: usize = 2;

/// The ground of the GIF, which README pages of either colour show alike.
const GROUND: [u8; 3] = [18, 26, 35];

/// A sprite and its loop of six frames.
type Creature = (Sprite, Vec<Sprite>);

/// Draws both pictures into a folder.
pub(crate) fn draw(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let generator = Generator::embedded();
    let creatures = creatures(&generator)?;
    let half = creatures.len().div_ceil(2);
    let mut cells = Vec::new();
    for row in 0..half {
        for block in [0, half] {
            let Some((rest, frames)) = creatures.get(row + block) else { continue };
            cells.push(rest.clone());
            cells.extend(frames.iter().cloned());
        }
    }
    png::write_grid(&folder.join("motion.png"), &cells, 14, generator.palette(), 2)?;
    write_gif(&folder.join("swim.gif"), &creatures, generator.palette())
}

/// One of each body plan as the model draws them, and a second of those that come first.
fn creatures(generator: &Generator) -> Result<Vec<Creature>, Box<dyn std::error::Error>> {
    let motion = Motion::default();
    let mut found: Vec<(usize, BodyPlan, Sprite)> = Vec::new();
    for seed in 7..7 + GRIDS {
        let requests = grid_requests(generator.world(), seed, Sampling::default());
        let sprites = generator.generate_batch(&requests);
        for (request, sprite) in requests.iter().zip(sprites) {
            let plan = generator.body_plan(request.brief.labels, &sprite);
            let n_alike = found.iter().filter(|(_, other, _)| *other == plan).count();
            if n_alike < OF_EACH {
                found.push((n_alike, plan, sprite));
            }
        }
    }
    let place = |plan: &BodyPlan| BodyPlan::ALL.iter().position(|other| other == plan);
    found.sort_by_key(|(nth, plan, _)| (*nth, place(plan)));
    found.truncate(CREATURES);
    found.sort_by_key(|(nth, plan, _)| (place(plan), *nth));
    let palette = generator.palette();
    let loops = found.into_iter().map(|(_, plan, sprite)| {
        let clip = Animator::new(&sprite, palette, plan).clip(&motion)?;
        let n = clip.frames.len();
        // Of a clip with fewer frames some are shown longer.
        let frames = (0..6).map(|at| clip.frames[at * n / 6].clone()).collect();
        Ok((sprite, frames))
    });
    loops.collect()
}

/// Every creature in its place, each at a moment of its own.
fn write_gif(
    path: &Path,
    creatures: &[Creature],
    palette: &Palette,
) -> Result<(), Box<dyn std::error::Error>> {
    let rows = creatures.len().div_ceil(COLUMNS);
    let extent = |cells: usize| (cells * (SIDE + GAP) + GAP) * SCALE;
    let (width, height) = (extent(COLUMNS), extent(rows));
    let mut colours: Vec<u8> = palette.colours().iter().flat_map(|colour| colour.0).collect();
    colours[..3].copy_from_slice(&GROUND);
    let file = File::create(path)?;
    let mut encoder = gif::Encoder::new(file, width as u16, height as u16, &colours)?;
    encoder.set_repeat(gif::Repeat::Infinite)?;
    for moment in 0..6 {
        let mut pixels = vec![TRANSPARENT; width * height];
        for (index, (_, frames)) in creatures.iter().enumerate() {
            let (column, row) = (index % COLUMNS, index / COLUMNS);
            let sprite = &frames[(moment + index) % 6];
            let corner = (GAP + column * (SIDE + GAP), GAP + row * (SIDE + GAP));
            for y in 0..SIDE * SCALE {
                for x in 0..SIDE * SCALE {
                    let colour = sprite.pixels()[y / SCALE * SIDE + x / SCALE];
                    pixels[(corner.1 * SCALE + y) * width + corner.0 * SCALE + x] = colour;
                }
            }
        }
        let mut frame = gif::Frame::from_indexed_pixels(width as u16, height as u16, pixels, None);
        frame.delay = 12;
        encoder.write_frame(&frame)?;
    }
    Ok(())
}
