//! Measures breeding over pairs of different categories, and draws children at five strengths.
//!
//! `cargo run --release --no-default-features --example breeding -- 200 screenshots/breeding.png`
//!
//! Parents are drawn by the built-in checkpoint, one of each cell in turns, and crossed through a
//! half of the canvas. The rows "advice" are what breeding was before: B's pixels as advice, in
//! A's category.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::{collections::BTreeSet, error::Error};

use shoal::{
    generate::{Cross, Generator, SpriteRequest, grid_requests},
    sprite::{Hint, HintPlane, Labels, Mask, PIXELS, Sampling, Side, Sprite, TRANSPARENT, noise},
};

/// The strengths that are measured and drawn.
const STRENGTHS: [f32; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Seed of the parents' grids and of the children.
const SEED: u64 = 7;
const SIDES: [Side; 4] = [Side::Left, Side::Right, Side::Top, Side::Bottom];
/// Rows of the picture.
const SHOWN: usize = 8;
/// Width of a pixel in the picture, and of the gap between sprites.
const SCALE: usize = 3;
const GAP: usize = 6;

/// Two sprites of different categories, and the half of the canvas that is drawn anew.
struct Pair {
    a: (Labels, Sprite),
    b: (Labels, Sprite),
    mask: Mask,
}

/// How B gets into a child.
#[derive(Clone, Copy)]
enum Manner {
    /// As [`Cross`] does it.
    Fitted,
    /// As advice alone, in A's category.
    Advice,
}

/// Sums over the children of one row.
#[derive(Default)]
struct Sums {
    n_children: usize,
    /// Colours of B inside the mask that A does not have, and those of them in the child.
    own_colours: usize,
    own_present: usize,
    with_some: usize,
    masked: usize,
    agreeing: usize,
    /// Of B's opaque pixels.
    opaque: usize,
    opaque_agreeing: usize,
    /// Unequal neighbours across the mask's border.
    seams: usize,
    seams_of_parents: usize,
    /// The same across the border of all that is drawn.
    inner: usize,
    inner_of_parents: usize,
    critic: f64,
    passed: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let n_pairs: usize = arguments.next().map_or(Ok(200), |text| text.parse())?;
    let generator = Generator::embedded();
    let pairs = pairs(&generator, n_pairs);
    let mut columns = Vec::new();
    println!(
        "strength  way     own colours  children with  mask is B's  (opaque)  seams  inner  critic  passed"
    );
    for manner in [Manner::Advice, Manner::Fitted] {
        for &strength in manner.strengths() {
            let requests: Vec<SpriteRequest> =
                pairs.iter().map(|pair| request(pair, strength, manner)).collect();
            let children = generator.generate_batch(&requests);
            print_row(&generator, &pairs, &children, strength, manner);
            if matches!(manner, Manner::Fitted) {
                columns.push(children);
            }
        }
    }
    let Some(path) = arguments.next() else { return Ok(()) };
    write_picture(&path, &generator, &pairs, &columns)
}

/// Pairs of all categories with all others, zone by zone.
fn pairs(generator: &Generator, n_pairs: usize) -> Vec<Pair> {
    let world = generator.world();
    let n_categories = world.categories.len();
    let n_cells = world.cells().count();
    let n_grids = (2 * n_pairs).div_ceil(n_cells);
    let requests: Vec<SpriteRequest> = (0..n_grids as u64)
        .flat_map(|grid| grid_requests(world, SEED + grid, Sampling::default()))
        .collect();
    let sprites = generator.generate_batch(&requests);
    let drawn: Vec<(Labels, Sprite)> =
        requests.iter().map(|request| request.brief.labels).zip(sprites).collect();
    (0..n_pairs)
        .map(|index| {
            // The second is of the same grid, and one to five categories further.
            let (grid, cell) = (2 * index / n_cells, 2 * index % n_cells + index % 2);
            let step = 1 + index % (n_categories - 1);
            let cell = cell % n_cells;
            let (zone, category) = (cell / n_categories, cell % n_categories);
            let other = zone * n_categories + (category + step) % n_categories;
            Pair {
                a: drawn[grid * n_cells + cell].clone(),
                b: drawn[grid * n_cells + other].clone(),
                mask: Mask::half(SIDES[index / 2 % SIDES.len()]),
            }
        })
        .collect()
}

fn request(pair: &Pair, strength: f32, manner: Manner) -> SpriteRequest {
    let cross = Cross {
        a: pair.a.1.clone(),
        b: Some(pair.b.1.clone()),
        mask: pair.mask,
        strength,
        keeps_outline: false,
        prompt: match manner {
            Manner::Fitted => Cross::labels(pair.a.0, Some(pair.b.0), strength),
            Manner::Advice => pair.a.0,
        },
        sampling: Sampling::default(),
    };
    let request = cross.request(SEED, 0);
    match manner {
        Manner::Fitted => request,
        Manner::Advice => request.with_hints(advice(pair, strength)),
    }
}

/// A outside the mask, and a share of B's pixels inside it as advice.
fn advice(pair: &Pair, strength: f32) -> HintPlane {
    let mut hints = HintPlane::keeping(&pair.a.1, &pair.mask.inverted());
    for pixel in (0..PIXELS).filter(|&pixel| pair.mask.contains_index(pixel)) {
        if noise::unit(SEED, pixel as u64) < f64::from(strength) {
            hints.set(pixel, Hint::Colour(pair.b.1.pixels()[pixel]), false);
        }
    }
    hints
}

fn print_row(
    generator: &Generator,
    pairs: &[Pair],
    children: &[Sprite],
    strength: f32,
    manner: Manner,
) {
    let mut sums = Sums::default();
    for (pair, child) in pairs.iter().zip(children) {
        sums.add(pair, child);
        // Of no category: whether it is a creature at all.
        let score = generator.criticise(Labels::default(), child).unwrap_or_default();
        sums.critic += f64::from(score);
        sums.passed += usize::from(generator.critic_threshold().is_none_or(|least| least <= score));
        let hints = request(pair, strength, manner).brief.hints.unwrap_or(HintPlane::BLANK);
        let drawn = Mask::from_fn(|x, y| !hints.locked()[(y * 32 + x) as usize]);
        sums.inner += seams(child, &drawn);
        sums.inner_of_parents += seams(&pair.a.1, &drawn) + seams(&pair.b.1, &drawn);
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{:>7.0}%  {}  {:>9.1} %  {:>11.1} %  {:>9.1} %  {:>6.1} %  {:>5.2}  {:>5.2}  {:>6.2}  {:>4.1} %",
        strength * 100.0,
        match manner {
            Manner::Fitted => "fitted",
            Manner::Advice => "advice",
        },
        percent(sums.own_present, sums.own_colours),
        percent(sums.with_some, sums.n_children),
        percent(sums.agreeing, sums.masked),
        percent(sums.opaque_agreeing, sums.opaque),
        sums.seams as f64 / sums.seams_of_parents.max(1) as f64 * 2.0,
        sums.inner as f64 / sums.inner_of_parents.max(1) as f64 * 2.0,
        sums.critic / sums.n_children.max(1) as f64,
        percent(sums.passed, sums.n_children),
    );
}

impl Manner {
    /// The strengths that are measured; at 0 both are the same.
    fn strengths(self) -> &'static [f32] {
        match self {
            Self::Fitted => &STRENGTHS,
            Self::Advice => &[0.5, 1.0],
        }
    }
}

impl Sums {
    fn add(&mut self, Pair { a: (_, a), b: (_, b), mask }: &Pair, child: &Sprite) {
        let masked: Vec<usize> = (0..PIXELS).filter(|&pixel| mask.contains_index(pixel)).collect();
        let colours = |sprite: &Sprite, pixels: &[usize]| -> BTreeSet<u8> {
            pixels.iter().map(|&pixel| sprite.pixels()[pixel]).collect()
        };
        let all: Vec<usize> = (0..PIXELS).collect();
        let of_a = colours(a, &all);
        let own: BTreeSet<u8> =
            colours(b, &masked).difference(&of_a).copied().filter(|&c| c != TRANSPARENT).collect();
        let present = colours(child, &masked).intersection(&own).count();
        self.own_colours += own.len();
        self.own_present += present;
        self.with_some += usize::from(0 < present || own.is_empty());
        self.n_children += 1;
        self.masked += masked.len();
        for pixel in masked {
            let (wanted, is) = (b.pixels()[pixel], child.pixels()[pixel]);
            self.agreeing += usize::from(wanted == is);
            if wanted != TRANSPARENT {
                self.opaque += 1;
                self.opaque_agreeing += usize::from(wanted == is);
            }
        }
        self.seams += seams(child, mask);
        self.seams_of_parents += seams(a, mask) + seams(b, mask);
    }
}

/// Neighbours of unequal colours of which the mask holds one and not the other.
fn seams(sprite: &Sprite, mask: &Mask) -> usize {
    let places = (0..32).flat_map(|y| (0..32).map(move |x| (x, y)));
    places
        .flat_map(|(x, y)| [((x, y), (x + 1, y)), ((x, y), (x, y + 1))])
        .filter(|(_, (x, y))| *x < 32 && *y < 32)
        .filter(|(a, b)| mask.contains(a.0, a.1) != mask.contains(b.0, b.1))
        .filter(|(a, b)| sprite.at(a.0, a.1) != sprite.at(b.0, b.1))
        .count()
}

/// A row a pair: A, the children from weak to strong, B.
fn write_picture(
    path: &str,
    generator: &Generator,
    pairs: &[Pair],
    columns: &[Vec<Sprite>],
) -> Result<(), Box<dyn Error>> {
    let step = 32 * SCALE + GAP;
    let rows: Vec<usize> =
        (0..SHOWN.min(pairs.len())).map(|row| row * pairs.len() / SHOWN.min(pairs.len())).collect();
    let (width, height) = ((columns.len() + 2) * step + GAP, rows.len() * step + GAP);
    let mut pixels = [38, 44, 54, 255].repeat(width * height);
    for (row, &index) in rows.iter().enumerate() {
        let of_row = std::iter::once(&pairs[index].a.1)
            .chain(columns.iter().map(|column| &column[index]))
            .chain([&pairs[index].b.1]);
        for (column, sprite) in of_row.enumerate() {
            let (left, top) = (GAP + column * step, GAP + row * step);
            for at in 0..(32 * SCALE) * (32 * SCALE) {
                let (x, y) = (at % (32 * SCALE), at / (32 * SCALE));
                let colour = sprite.at((x / SCALE) as i32, (y / SCALE) as i32);
                if colour != TRANSPARENT {
                    let place = 4 * ((top + y) * width + left + x);
                    pixels[place..place + 3]
                        .copy_from_slice(&generator.palette().colours()[usize::from(colour)].0);
                }
            }
        }
    }
    let file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}
