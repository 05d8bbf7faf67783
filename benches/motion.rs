//! How fast a still sprite becomes a clip: `cargo bench --bench motion`. Six frames may take half
//! a millisecond on one core; `clip_36` is that for each cell of the grid.

use std::sync::LazyLock;

use divan::Bencher;
use shoal::{
    generate::{Generator, grid_requests},
    motion::{Animator, BodyPlan, Clip, Motion},
    sprite::{Palette, Sampling, Sprite},
};

/// One sprite of each cell, as the shipped model draws them, and how its creature is built.
static GRID: LazyLock<Vec<(Sprite, BodyPlan)>> = LazyLock::new(|| {
    let generator = Generator::embedded();
    let requests = grid_requests(generator.world(), 7, Sampling::default());
    let sprites = generator.generate_batch(&requests);
    let plan = |(request, sprite): (&shoal::generate::SpriteRequest, Sprite)| {
        let plan = generator.body_plan(request.brief.labels, &sprite);
        (sprite, plan)
    };
    requests.iter().zip(sprites).map(plan).collect()
});

fn main() {
    divan::main();
}

/// Clips of the whole grid, one after the other: divide by 36.
#[divan::bench(args = [6, 16])]
fn clip_36(bencher: Bencher<'_, '_>, frames: u8) {
    let palette = Palette::ocean();
    let motion = Motion { frames, ..Motion::default() };
    bencher.bench_local(|| {
        let clip = |(sprite, plan): &(Sprite, BodyPlan)| {
            Animator::new(sprite, &palette, *plan).clip(&motion).ok()
        };
        GRID.iter().filter_map(clip).collect::<Vec<Clip>>()
    });
}
