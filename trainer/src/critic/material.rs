//! What a critic learns from: real sprites, of the corpus or an artist's own, and drawings.

use std::path::Path;

use anyhow::{Context as _, Result};
use rand::RngExt as _;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use shoal::{
    dataset::Example,
    generate::{Generator, ShapeFirst, SpriteRequest},
    model::Checkpoint,
    sprite::{HintPlane, Labels, Sampling, Schema},
};

use super::{BATCH, CriticArgs};
use crate::{
    classifier::OwnSprites,
    corpus::{self, Sample, Split},
    evaluate::{
        breeding::{self, MaskKind},
        drawing::{Artist, progress_bar, threads_or_all},
        figures::{CELLS, draw_corpus},
        open_for_corpus,
    },
};

/// Seeds of the drawings that it learns from and of those that it is measured on: far from the
/// small numbers that people and evaluations use.
const SEEDS: [u64; 2] = [7_000_000_000, 9_000_000_000];

/// Real sprites that are learned from start here in the training range, beyond what training
/// usually reaches, and those that it is measured on.
const REAL: [u64; 2] = [36 << 33, 36 << 34];

/// Share of the drawings that are completions.
const COMPLETED: f64 = 0.4;

/// What a critic learns from, and what it is measured on.
pub(super) struct Material {
    /// Drawings that it learns from.
    pub(super) drawn: Vec<Example>,
    /// Drawings that it is measured on.
    pub(super) drawn_measured: Vec<Example>,
    /// Real sprites that it learns from.
    pub(super) real: RealSprites,
    /// Real sprites that it is measured on.
    pub(super) real_measured: Vec<Example>,
    /// Real sprites in its schooling.
    pub(super) n_sprites: u64,
}

/// Where real sprites come from.
pub(super) enum RealSprites {
    /// The training range of the corpus; endless.
    Corpus,
    /// An artist's sprites, varied.
    Own(OwnSprites),
}

impl RealSprites {
    /// The real sprite number `index` of the schooling.
    pub(super) fn sample(&self, index: u64) -> Example {
        match self {
            Self::Corpus => of_corpus(REAL[0] + index),
            Self::Own(own) => own.sample(index),
        }
    }
}

/// Opens the checkpoint that is to get a critic, without the one that it has.
pub(super) fn open(args: &CriticArgs) -> Result<Checkpoint> {
    let checkpoint = match (&args.data_dir, &args.model) {
        (Some(_), Some(path)) => {
            Checkpoint::open(path).with_context(|| format!("cannot open {}", path.display()))?
        }
        (Some(_), None) => Checkpoint::embedded(),
        (None, model) => open_for_corpus(model.as_deref())?,
    };
    Ok(checkpoint.with_critic(None)?)
}

/// The schema whose traits a critic of this checkpoint learns.
pub(super) fn schema_of(args: &CriticArgs, checkpoint: &Checkpoint) -> Schema {
    if args.data_dir.is_some() {
        return checkpoint.world.clone();
    }
    let schema = corpus::schema();
    let values = |schema: &Schema| -> Vec<(String, Vec<String>)> {
        schema.traits.iter().map(|axis| (axis.name.clone(), axis.values.clone())).collect()
    };
    if values(&schema) == values(&checkpoint.world) { schema } else { Schema::ocean() }
}

/// Has the model draw at the usual settings, once each.
pub(super) fn gather(args: &CriticArgs, checkpoint: &Checkpoint) -> Result<Material> {
    match &args.data_dir {
        Some(folder) => of_own(args, checkpoint, folder),
        None => Ok(of_the_corpus(args, checkpoint)),
    }
}

fn of_the_corpus(args: &CriticArgs, checkpoint: &Checkpoint) -> Material {
    let generator = Generator::new(checkpoint);
    let [n_all, n_measured] = n_drawings(args, CELLS);
    let bar = progress_bar("drawing sprites", (n_all + n_measured) as u64);
    let artist = Artist { generator: &generator, threads: threads_or_all(args.threads), bar };
    let sampling = Sampling { attempts: 1, ..Sampling::default() };
    let draw = |n: usize, seed: u64, first: u64| -> Vec<Example> {
        let mut samples = artist.draw_cells(n - 3 * completed(n), seed, sampling);
        let held = draw_corpus(Split::Train, first, completed(n).div_ceil(CELLS));
        let done = breeding::complete(&artist, &held, completed(n), seed, sampling);
        samples.extend(done.iter().map(breeding::Completion::as_sample));
        samples.into_iter().map(of_sample).collect()
    };
    let drawn = draw(n_all, SEEDS[0], REAL[0]);
    let drawn_measured = draw(n_measured, SEEDS[1], REAL[1]);
    artist.bar.finish_and_clear();
    let indices = REAL[1]..REAL[1] + drawn_measured.len() as u64;
    Material {
        real: RealSprites::Corpus,
        real_measured: indices.into_par_iter().map(of_corpus).collect(),
        n_sprites: u64::from(args.sprites),
        drawn,
        drawn_measured,
    }
}

fn of_own(args: &CriticArgs, checkpoint: &Checkpoint, folder: &Path) -> Result<Material> {
    let own = OwnSprites::open(folder, checkpoint)?;
    let generator = Generator::new(checkpoint);
    let n_cells = checkpoint.world.cells().count();
    let [n_all, n_measured] = n_drawings(args, n_cells);
    let bar = progress_bar("drawing sprites", (n_all + n_measured) as u64);
    let artist = Artist { generator: &generator, threads: threads_or_all(args.threads), bar };
    let drawn = draw_own(&artist, &own.learned, n_all, SEEDS[0]);
    let drawn_measured = draw_own(&artist, &own.held_out, n_measured, SEEDS[1]);
    artist.bar.finish_and_clear();
    Ok(Material {
        n_sprites: own.at_most(u64::from(args.sprites)).max(BATCH),
        real_measured: own.held_out.clone(),
        real: RealSprites::Own(own),
        drawn,
        drawn_measured,
    })
}

/// Drawings asked for by what an artist's sprites are, and completions of those sprites.
fn draw_own(artist: &Artist<'_>, examples: &[Example], count: usize, seed: u64) -> Vec<Example> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let sampling = Sampling { attempts: 1, ..Sampling::default() };
    let n_completed = 3 * completed(count);
    let request = |index: usize| {
        let Example { sprite, prompt } = &examples[rng.random_range(0..examples.len())];
        // A cell of the grid is the prompt that artists give most.
        let is_cell = rng.random_bool(0.5);
        let labels = if is_cell { Labels::of(prompt.zone, prompt.category) } else { *prompt };
        let request = SpriteRequest::new(labels, seed, index as u32, sampling)
            .with_shape_first(ShapeFirst::Auto);
        if index >= n_completed {
            return request;
        }
        let mask = MaskKind::ALL[index % 3].mask(sprite, &mut rng);
        request.with_hints(HintPlane::keeping(sprite, &mask.inverted()))
    };
    let requests: Vec<SpriteRequest> = (0..count).map(request).collect();
    let sprites = artist.draw(&requests);
    let drawn = requests.iter().zip(sprites);
    drawn.map(|(request, sprite)| Example { sprite, prompt: request.brief.labels }).collect()
}

/// Drawings to learn from, and to measure on.
fn n_drawings(args: &CriticArgs, n_cells: usize) -> [usize; 2] {
    let per_cell = args.drawings_per_cell as usize;
    [per_cell * n_cells, per_cell.div_ceil(4).min(16) * n_cells]
}

/// Completions of each kind of mask among so many drawings.
fn completed(n_drawings: usize) -> usize {
    (n_drawings as f64 * COMPLETED / 3.0) as usize
}

fn of_corpus(index: u64) -> Example {
    let (Sample { sprite, .. }, prompt) = corpus::labelled_sample(Split::Train, index);
    Example { sprite, prompt }
}

pub(super) fn of_sample(Sample { sprite, zone, category }: Sample) -> Example {
    Example { sprite, prompt: Labels::cell(zone, category) }
}
