//! Measures a model of an artist's own art against sprites that it never saw.
//!
//! The judge learns from the sprites that the model learned from, since there are no others; how
//! far it is to be trusted stands beside every figure: what it says of the held-out sprites.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use anyhow::{Context as _, Result};
use rand::{RngExt as _, seq::SliceRandom as _};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use serde::Serialize;
use shoal::{
    dataset::Example,
    files::{create_folder, png::write_grid, write_atomically},
    generate::{Generator, ShapeFirst, SpriteRequest},
    model::{Checkpoint, ClassifierConfig, Critic},
    sprite::{Labels, PIXELS, Palette, Schema, Sprite, slug},
};

use super::{
    EvaluateArgs,
    bar::Bar,
    drawing::{Artist, progress_bar, threads_or_all},
    failures::{is_empty, is_static},
    figures::share,
    judge::{Judge, Verdict, train_on},
    manifold::Manifold,
};
use crate::{
    classifier::{OwnSprites, sprites_of},
    train::{Known, NEAR},
};

/// Sprites drawn of each value of an axis, at most.
const PER_VALUE: u32 = 8;

/// Pairs of a sample and the nearest learned sprite on their picture.
const ON_PICTURE: usize = 24;

/// Samples in the blind look, and as many real sprites.
const BLIND: usize = 60;

/// What the judge says of sprites, beside what they should be.
#[derive(Clone, Debug, Serialize)]
struct OwnRights {
    sprites: usize,
    category: f64,
    worst_category: f64,
    zone: f64,
}

/// One axis beside zone and category.
#[derive(Clone, Debug, Serialize)]
struct AxisFigures {
    axis: String,
    /// Sprites drawn with a value of it as the prompt.
    sprites: usize,
    /// Share in which the judge finds the value.
    found: f64,
    /// The same of held-out sprites that have one.
    held_out: f64,
}

/// Everything that is measured.
#[derive(Clone, Debug, Serialize)]
struct OwnReport {
    model: String,
    checkpoint: String,
    samples: usize,
    held_out: usize,
    /// What the judge says of the samples, and of the held-out sprites.
    right: OwnRights,
    judge: OwnRights,
    axes: Vec<AxisFigures>,
    empty: f64,
    #[serde(rename = "static")]
    noise: f64,
    /// The same of held-out sprites, as they were drawn by hand.
    held_out_static: f64,
    /// Share that differs from a learned sprite in less than a tenth of the pixels.
    near_copies: f64,
    nearest_median: f64,
    held_out_nearest_median: f64,
    /// Samples, and as many learned sprites, against held-out ones in the judge's features.
    manifold: Manifold,
    learned_manifold: Manifold,
    bars: Vec<Bar>,
}

/// Measures, writes report and pictures, and returns the table.
pub(super) fn evaluate(
    args: &EvaluateArgs,
    model: &Path,
    folder: &Path,
    config: fn(usize) -> ClassifierConfig,
) -> Result<String> {
    args.check()?;
    let checkpoint =
        Checkpoint::open(model).with_context(|| format!("cannot open {}", model.display()))?;
    let own = OwnSprites::open(folder, &checkpoint)?;
    create_folder(&args.out)?;
    let config =
        ClassifierConfig { features: 128, ..config(Critic::verdicts_of(&checkpoint.world)) };
    let judge = train_judge(config, &checkpoint.world, &own, u64::from(args.judge_sprites))?;
    let generator = Generator::with_precision(&checkpoint, args.precision.unwrap_or_default());
    let schema = &checkpoint.world;
    let n_samples = args.samples_per_cell as usize * schema.cells().count();
    let artist = Artist {
        generator: &generator,
        threads: threads_or_all(args.threads),
        bar: progress_bar("drawing sprites", n_samples as u64),
    };
    let sampling = args.sampling(args.temperature);
    let samples: Vec<Example> = artist
        .draw_cells(n_samples, args.seed, sampling)
        .into_iter()
        .map(|it| Example { sprite: it.sprite, prompt: Labels::cell(it.zone, it.category) })
        .collect();
    let axes = (2..schema.axes().count())
        .map(|axis| measure_axis(args, &artist, &judge, &own, axis))
        .collect::<Result<Vec<_>>>()?;
    artist.bar.finish_and_clear();
    let mut report = measure(args, &checkpoint, &judge, &own, &samples)?;
    report.model = model.display().to_string();
    report.axes = axes;
    write_pictures(args, schema, &checkpoint.palette, &own, &samples)?;
    let json = serde_json::to_string_pretty(&report)?;
    write_atomically(&args.out.join("report.json"), json.as_bytes())?;
    Ok(report.table())
}

fn train_judge(
    config: ClassifierConfig,
    schema: &Schema,
    own: &OwnSprites,
    n_sprites: u64,
) -> Result<Judge> {
    let n_sprites = own.at_most(n_sprites);
    let bar = progress_bar("training the judge", n_sprites);
    // Other variations of the sprites than a critic sees.
    let sample = |index| own.sample(index + (1 << 40));
    let network = train_on((config, schema), n_sprites, &bar, sample)?;
    bar.finish_and_clear();
    Ok(Judge::of_schema(network, schema))
}

fn features(verdicts: Vec<Verdict>) -> Vec<Vec<f32>> {
    verdicts.into_iter().map(|verdict| verdict.features).collect()
}

/// Asks for each value of an axis by its name alone, and has the judge look.
fn measure_axis(
    args: &EvaluateArgs,
    artist: &Artist<'_>,
    judge: &Judge,
    own: &OwnSprites,
    axis: usize,
) -> Result<AxisFigures> {
    let schema = artist.generator.world();
    let sampling = args.sampling(args.temperature);
    let of_value = |labels: Labels| {
        let count = args.samples_per_cell.min(PER_VALUE);
        (0..count).map(move |variant| {
            SpriteRequest::new(labels, args.seed, variant, sampling)
                .with_shape_first(ShapeFirst::Auto)
        })
    };
    let asked = schema.each_value(axis, Labels::default().bound(schema.id()));
    let requests: Vec<SpriteRequest> = asked.into_iter().flat_map(of_value).collect();
    let drawn = requests.iter().zip(artist.draw(&requests));
    let drawn: Vec<Example> =
        drawn.map(|(request, sprite)| Example { sprite, prompt: request.brief.labels }).collect();
    let found = |examples: &[Example]| -> Result<f64> {
        let known: Vec<Example> =
            examples.iter().filter(|it| it.prompt.get(axis).is_some()).cloned().collect();
        let verdicts = judge.look(&sprites_of(&known))?;
        let is_right = |(verdict, example): &(&Verdict, &Example)| {
            Some(verdict.traits[axis - 2]) == example.prompt.get(axis)
        };
        Ok(share(verdicts.iter().zip(&known).filter(is_right).count(), known.len()))
    };
    Ok(AxisFigures {
        axis: schema.axes().nth(axis).map_or_else(String::new, |axis| axis.name.to_owned()),
        sprites: drawn.len(),
        found: found(&drawn)?,
        held_out: found(&own.held_out)?,
    })
}

impl OwnRights {
    fn of(examples: &[Example], verdicts: &[Verdict]) -> Self {
        let mut categories: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
        let mut zones = (0, 0);
        for (example, verdict) in examples.iter().zip(verdicts) {
            if let Some(category) = example.prompt.category {
                let (right, all) = categories.entry(category).or_default();
                *right += usize::from(verdict.category == category);
                *all += 1;
            }
            if let Some(zone) = example.prompt.zone {
                zones.0 += usize::from(verdict.zone == zone);
                zones.1 += 1;
            }
        }
        let sum = categories.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        let worst = categories.values().map(|&(right, all)| share(right, all));
        Self {
            sprites: examples.len(),
            category: share(sum.0, sum.1),
            worst_category: worst.fold(1.0, f64::min),
            zone: share(zones.0, zones.1),
        }
    }
}

fn measure(
    args: &EvaluateArgs,
    checkpoint: &Checkpoint,
    judge: &Judge,
    own: &OwnSprites,
    samples: &[Example],
) -> Result<OwnReport> {
    let verdicts = judge.look(&sprites_of(samples))?;
    let of_held_out = judge.look(&sprites_of(&own.held_out))?;
    // As many learned sprites as held-out ones stand in for the samples: what could be reached.
    let mut rng = ChaCha8Rng::seed_from_u64(args.seed);
    let pick = |from: &[Example], rng: &mut ChaCha8Rng| -> Vec<Sprite> {
        (0..samples.len()).map(|_| from[rng.random_range(0..from.len())].sprite.clone()).collect()
    };
    let of_learned = judge.look(&pick(&own.learned, &mut rng))?;
    let right = OwnRights::of(samples, &verdicts);
    let judged = OwnRights::of(&own.held_out, &of_held_out);
    let reference = features(of_held_out);
    let known = Known::new(&sprites_of(&own.learned));
    let nearest = |examples: &[Example]| -> Vec<f64> {
        let nearest = examples.par_iter().filter_map(|it| known.nearest(&it.sprite));
        let mut shares: Vec<f64> = nearest.map(|(share, _)| share).collect();
        shares.sort_unstable_by(f64::total_cmp);
        shares
    };
    let (near, near_held_out) = (nearest(samples), nearest(&own.held_out));
    let median = |shares: &[f64]| shares.get(shares.len() / 2).copied().unwrap_or(1.0);
    let count = |examples: &[Example], failed: fn(&Sprite) -> bool| {
        share(examples.iter().filter(|it| failed(&it.sprite)).count(), examples.len())
    };
    let manifold = Manifold::between(&reference, &features(verdicts));
    let learned_manifold = Manifold::between(&reference, &features(of_learned));
    let report = OwnReport {
        model: String::new(),
        checkpoint: checkpoint.hash().to_owned(),
        samples: samples.len(),
        held_out: own.held_out.len(),
        right,
        judge: judged,
        axes: Vec::new(),
        empty: count(samples, is_empty),
        noise: count(samples, is_static),
        held_out_static: count(&own.held_out, is_static),
        near_copies: share(near.iter().filter(|&&it| it < NEAR).count(), near.len()),
        nearest_median: median(&near),
        held_out_nearest_median: median(&near_held_out),
        manifold,
        learned_manifold,
        bars: Vec::new(),
    };
    Ok(report.with_bars())
}

impl OwnReport {
    fn with_bars(mut self) -> Self {
        let (right, judge) = (&self.right, &self.judge);
        self.bars = vec![
            Bar::at_least("right category", right.category, Some(judge.category), 0.9),
            Bar::at_least(
                "right category, worst",
                right.worst_category,
                Some(judge.worst_category),
                0.75,
            ),
            Bar::at_least("right zone", right.zone, Some(judge.zone), 0.9),
            Bar::at_most("empty", self.empty, None, 0.0),
            Bar::at_most("static", self.noise, Some(self.held_out_static), 0.005),
            Bar::at_most("near-copies of a learned sprite", self.near_copies, None, 0.05),
            Bar::at_least(
                "precision",
                self.manifold.precision,
                Some(self.learned_manifold.precision),
                0.8,
            ),
            Bar::at_least(
                "coverage",
                self.manifold.coverage,
                Some(self.learned_manifold.coverage),
                0.6,
            ),
        ];
        self
    }

    fn table(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_table(&mut text);
        text
    }

    fn write_table(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "{}: {} samples, against {} sprites that were held out",
            self.model, self.samples, self.held_out
        )?;
        for AxisFigures { axis, sprites, found, held_out } in &self.axes {
            writeln!(
                out,
                "{}: found in {:.1} % of {sprites} sprites that were asked for by it alone (the \
                 judge, of held-out sprites: {:.1} %)",
                slug(axis),
                found * 100.0,
                held_out * 100.0
            )?;
        }
        writeln!(
            out,
            "Nearest learned sprite: {:.1} % of the pixels differ in the median (held-out sprites \
             {:.1} %)",
            self.nearest_median * 100.0,
            self.held_out_nearest_median * 100.0
        )?;
        let heading = ("bar", "measured", "own");
        writeln!(out, "\n{:<44}{:>10}{:>10}   limit", heading.0, heading.1, heading.2)?;
        for bar in &self.bars {
            writeln!(out, "{}", bar.row())?;
        }
        let reached = self.bars.iter().filter(|bar| bar.reached).count();
        writeln!(out, "{reached} of {} bars reached", self.bars.len())
    }
}

/// `grid.png`, `neighbours.png`, and a blind look: `blind.png` mixes samples and real sprites, and
/// `blind-key.txt` says which is which.
fn write_pictures(
    args: &EvaluateArgs,
    schema: &Schema,
    palette: &Palette,
    own: &OwnSprites,
    samples: &[Example],
) -> Result<()> {
    let mut by_cell: BTreeMap<(Option<u8>, Option<u8>), Vec<Sprite>> = BTreeMap::new();
    for Example { sprite, prompt } in samples {
        by_cell.entry((prompt.zone, prompt.category)).or_default().push(sprite.clone());
    }
    let most = by_cell.values().map(Vec::len).max().unwrap_or(0).clamp(1, 4);
    for cell in by_cell.values_mut() {
        cell.resize(most, Sprite::EMPTY);
    }
    let grid: Vec<Sprite> = by_cell.into_values().flatten().collect();
    let columns = most * schema.categories.len().max(1);
    write_grid(&args.out.join("grid.png"), &grid, columns, palette, 3)?;

    let known = Known::new(&sprites_of(&own.learned));
    let mut near: Vec<(f64, &Sprite, usize)> = samples
        .iter()
        .filter_map(|it| known.nearest(&it.sprite).map(|(share, at)| (share, &it.sprite, at)))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let pairs = near.iter().take(ON_PICTURE);
    let pairs: Vec<Sprite> = pairs
        .flat_map(|&(_, sample, at)| [sample.clone(), own.learned[at].sprite.clone()])
        .collect();
    if !pairs.is_empty() {
        write_grid(&args.out.join("neighbours.png"), &pairs, 12, palette, 3)?;
    }

    let mut rng = ChaCha8Rng::seed_from_u64(args.seed);
    let real = own.held_out.iter().chain(&own.learned);
    let mut mixed: Vec<(&Sprite, bool)> =
        real.take(BLIND).map(|example| (&example.sprite, true)).collect();
    let n_real = mixed.len();
    let step = (samples.len() / n_real.max(1)).max(1);
    let drawn = samples.iter().step_by(step).take(n_real);
    mixed.extend(drawn.map(|example| (&example.sprite, false)));
    mixed.shuffle(&mut rng);
    let sprites: Vec<Sprite> = mixed.iter().map(|(sprite, _)| (*sprite).clone()).collect();
    write_grid(&args.out.join("blind.png"), &sprites, 12, palette, 3)?;
    let mut key = String::from("blind.png from the upper left, twelve in a row\n");
    for (number, (sprite, is_real)) in (1..).zip(&mixed) {
        let what = if *is_real { "by hand" } else { "drawn by the model" };
        let _ = writeln!(key, "{number}: {what}, {} of {PIXELS} pixels", sprite.opaque_count());
    }
    Ok(write_atomically(&args.out.join("blind-key.txt"), key.as_bytes())?)
}
