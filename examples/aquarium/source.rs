//! Where new creatures come from: the model, or a folder of sprites.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail};
use shoal::{
    files::png,
    generate::{Effort, Generator, Prompts, SpriteStream, StreamSettings},
    sprite::{Palette, Prompt, Sprite, World},
};

use crate::tank;

/// A slow machine draws a sprite in less than this.
const PATIENCE: Duration = Duration::from_mins(1);

/// Gives sprites, one at a time.
pub(crate) struct Source {
    palette: Palette,
    world: World,
    kind: Kind,
}

enum Kind {
    Stream(SpriteStream),
    Folder { sprites: Vec<(Sprite, Prompt)>, next: usize },
}

impl Source {
    pub(crate) fn open(folder: Option<&Path>, seed: u64) -> anyhow::Result<Self> {
        if let Some(folder) = folder {
            return Self::from_folder(folder);
        }
        let generator = Generator::embedded();
        let mut settings = StreamSettings::new(seed);
        settings.prompts = Prompts::by(tank::cell);
        settings.effort = Effort::share(0.6);
        let kind = Kind::Stream(generator.stream(settings)?);
        let (palette, world) = (generator.palette().clone(), generator.world().clone());
        Ok(Self { palette, world, kind })
    }

    fn from_folder(folder: &Path) -> anyhow::Result<Self> {
        let (palette, world) = (Palette::ocean(), World::ocean());
        let mut sprites = Vec::new();
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("the folder {} cannot be read", folder.display()))?;
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            // What is no sprite of ours with a recipe has no zone to live in.
            if let Ok(read) = png::read_sprite(&path)
                && let Some(recipe) = read.recipe
                && let Ok(cell) = world.prompt(&recipe.zone, &recipe.category)
            {
                sprites.push((read.sprite, cell));
            }
        }
        if sprites.is_empty() {
            bail!("no sprite with a recipe is in {}", folder.display());
        }
        Ok(Self { palette, world, kind: Kind::Folder { sprites, next: 0 } })
    }

    pub(crate) fn palette(&self) -> &Palette {
        &self.palette
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// The next sprite, if it is there; never waits.
    pub(crate) fn poll(&mut self) -> Option<(Sprite, Prompt)> {
        match &mut self.kind {
            Kind::Stream(stream) => {
                stream.try_next().map(|new| (new.sprite, new.request.brief.labels))
            }
            Kind::Folder { sprites, next } => {
                *next += 1;
                sprites.get((*next - 1) % sprites.len()).cloned()
            }
        }
    }

    /// The next sprite, waited for.
    pub(crate) fn wait(&mut self) -> anyhow::Result<(Sprite, Prompt)> {
        if let Kind::Stream(stream) = &self.kind {
            let new = stream.next_timeout(PATIENCE).context("no sprite was drawn in a minute")?;
            return Ok((new.sprite, new.request.brief.labels));
        }
        self.poll().context("the folder is empty")
    }

    /// Sprites that wait to be taken.
    pub(crate) fn n_ready(&self) -> usize {
        match &self.kind {
            Kind::Stream(stream) => stream.n_ready(),
            Kind::Folder { sprites, .. } => sprites.len(),
        }
    }
}
