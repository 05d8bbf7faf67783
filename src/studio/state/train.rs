//! The training panel: which sprites to learn from, the lines for the terminal, and what is
//! seen of the run.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Import, ImportChoices, State};
use crate::studio::{
    command::TrainCommand,
    training::{
        Importer, Made, Preparer, RunPaths, RunState, Runner, Seen, TrainingSprite, Watcher,
        trainer_program,
    },
};

/// How long a run may take, in minutes.
pub(in crate::studio) const MINUTES: std::ops::RangeInclusive<u32> = 1..=600;
/// A run that wrote something within so many seconds goes on.
const RECENT: f64 = 30.0;
/// How long a model's name may be, in letters.
const LONGEST_NAME: usize = 40;

/// Where the sprites to learn from are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum TrainingSource {
    /// Kept: those that are selected, or else all of them.
    #[default]
    Kept,
    /// In a folder of pictures.
    Folder,
}

/// What is remembered of the panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::studio) struct TrainSettings {
    /// What the new model is called.
    pub(in crate::studio) name: String,
    /// Where the sprites are.
    #[serde(rename = "pupils")]
    pub(in crate::studio) source: TrainingSource,
    /// The folder of pictures, as typed.
    pub(in crate::studio) folder: String,
    /// Further folders and files.
    pub(in crate::studio) more: Vec<PathBuf>,
    /// How pictures are brought in.
    pub(in crate::studio) import: ImportChoices,
    /// Minutes of training.
    pub(in crate::studio) minutes: u32,
}

impl Default for TrainSettings {
    fn default() -> Self {
        Self {
            name: "My sprites".to_owned(),
            source: TrainingSource::default(),
            folder: String::new(),
            more: Vec::new(),
            import: ImportChoices::default(),
            minutes: 15,
        }
    }
}

impl TrainSettings {
    /// Has another folder or file brought in too, unless it is already.
    pub(in crate::studio) fn add(&mut self, path: PathBuf) {
        let is_first = Path::new(self.folder.trim()) == path;
        if !is_first && !self.more.contains(&path) {
            self.more.push(path);
        }
    }

    /// The same with every number pulled into its range.
    pub(in crate::studio) fn clamped(mut self) -> Self {
        self.minutes = self.minutes.clamp(*MINUTES.start(), *MINUTES.end());
        self.name = self.name.chars().take(LONGEST_NAME).collect();
        self
    }
}

/// Where the trainer is, as far as it was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::studio) enum TrainerProgram {
    /// Nowhere was looked yet.
    #[default]
    Unknown,
    /// It is not on this machine.
    Missing,
    /// This program.
    Found(PathBuf),
}

/// The training panel's state.
#[derive(Default)]
pub(in crate::studio) struct Train {
    /// What is remembered.
    pub(in crate::studio) settings: TrainSettings,
    /// Where models are made; without one nothing can be prepared.
    pub(in crate::studio) home: Option<PathBuf>,
    /// Writes kept sprites into folders.
    pub(in crate::studio) preparer: Preparer,
    /// Brings pictures in.
    pub(in crate::studio) importer: Option<Importer>,
    /// The import dialog while it is open.
    pub(in crate::studio) import: Option<Import>,
    /// Starts and stops the trainer.
    pub(in crate::studio) runner: Runner,
    /// Where the trainer is.
    pub(in crate::studio) trainer: TrainerProgram,
    /// Follows the run.
    pub(in crate::studio) watcher: Option<Watcher>,
    /// The run that this window started last.
    pub(in crate::studio) own_run: Option<PathBuf>,
    /// What is seen of the run.
    pub(in crate::studio) seen: Seen,
}

impl State {
    /// Whether a command of this panel would do anything now.
    pub(super) fn allows_train(&self, command: TrainCommand) -> bool {
        let run_paths = self.run_paths();
        match command {
            TrainCommand::Prepare => {
                run_paths.is_some()
                    && self.train.settings.source == TrainingSource::Kept
                    && self.training_ids().into_iter().any(|id| self.has_art(id))
            }
            TrainCommand::ChooseFolder | TrainCommand::ChooseFile => {
                self.train.settings.source == TrainingSource::Folder
            }
            TrainCommand::Import => run_paths.is_some_and(|run_paths| run_paths.art.exists()),
            // Once the sprites are in, the line that trains needs no pictures.
            TrainCommand::CopyLines => {
                self.has_sprites_in() || run_paths.is_some_and(|run_paths| run_paths.art.exists())
            }
            TrainCommand::Start => self.training_obstacle().is_none(),
            TrainCommand::Stop => {
                run_paths.is_some_and(|run_paths| self.train.runner.trains(&run_paths))
            }
            TrainCommand::ChoosePalette | TrainCommand::ChooseManifest => {
                self.train.import.is_some()
            }
            TrainCommand::AddFolder | TrainCommand::AddFile => {
                self.train.import.is_some() && self.train.settings.source == TrainingSource::Folder
            }
            TrainCommand::BringIn => self.can_bring_in(),
            TrainCommand::OpenResult | TrainCommand::OpenLonger => self.made(command).is_some(),
        }
    }

    /// The model that a command opens, if the run on show has made it.
    pub(in crate::studio) fn made(&self, command: TrainCommand) -> Option<&Made> {
        match (&self.train.seen.state, command) {
            (RunState::Done { best, .. }, TrainCommand::OpenResult) => Some(best),
            (RunState::Done { longer, .. }, TrainCommand::OpenLonger) => longer.as_ref(),
            _ => None,
        }
    }

    /// Why the training cannot be started now, for people.
    pub(in crate::studio) fn training_obstacle(&self) -> Option<&'static str> {
        let Some(run_paths) = self.run_paths() else {
            return Some("The model needs a name, and sprites to learn from");
        };
        if self.train.runner.trains(&run_paths) {
            return Some("It is being trained");
        }
        if self.train.runner.is_running() {
            return Some("Another model is being trained");
        }
        if !matches!(self.train.trainer, TrainerProgram::Found(_)) {
            return Some("The trainer is not here");
        }
        match self.train.seen.state {
            RunState::None => Some("Bring the sprites in first"),
            RunState::Training { silent, .. }
                if silent < RECENT && !self.is_own_run(&run_paths) =>
            {
                Some("It is being trained by another window or a terminal")
            }
            RunState::Done { .. } => Some("It is done; another name begins another model"),
            _ => None,
        }
    }

    /// Whether this window started the run of these paths last.
    fn is_own_run(&self, run_paths: &RunPaths) -> bool {
        self.train.own_run.as_ref() == Some(&run_paths.run)
    }

    /// Starts the trainer, or goes on.
    pub(in crate::studio) fn start_training(&mut self) {
        let (Some(run_paths), TrainerProgram::Found(trainer)) =
            (self.run_paths(), self.train.trainer.clone())
        else {
            return;
        };
        let minutes = self.train.settings.minutes;
        self.train.own_run = Some(run_paths.run.clone());
        if let Err(error) = self.train.runner.start(&trainer, &run_paths, minutes) {
            self.toasts.error(format!("{} was not started: {error}", trainer.display()));
        }
    }

    /// Where everything of the model on show lies; `None` while it has no name or no sprites.
    pub(in crate::studio) fn run_paths(&self) -> Option<RunPaths> {
        let (home, settings) = (self.train.home.as_ref()?, &self.train.settings);
        let folder = settings.folder.trim();
        match settings.source {
            _ if settings.name.trim().is_empty() => None,
            TrainingSource::Kept => Some(RunPaths::new(home, &settings.name, None)),
            TrainingSource::Folder if folder.is_empty() => None,
            TrainingSource::Folder => {
                let run_paths = RunPaths::new(home, &settings.name, Some(Path::new(folder)));
                Some(RunPaths { more: settings.more.clone(), ..run_paths })
            }
        }
    }

    /// The lines to type into a terminal: once the sprites are in, only the one that trains.
    pub(in crate::studio) fn training_lines(&self) -> Option<Vec<String>> {
        let TrainSettings { import, minutes, .. } = &self.train.settings;
        let lines = self.run_paths()?.lines(&trainer_program(), import, *minutes);
        Some(lines[usize::from(self.has_sprites_in())..].to_vec())
    }

    /// Whether the sprites of the model on show were brought in.
    pub(in crate::studio) fn has_sprites_in(&self) -> bool {
        self.train.seen.state != RunState::None
    }

    /// The kept sprites to learn from. A sprite's first tag names its category; without tags it
    /// is of that which it was drawn for.
    pub(in crate::studio) fn training_sprites(&self) -> Vec<TrainingSprite> {
        let training_sprite = |id: u64| {
            let item = self.collection.item(id)?;
            let [_, category] = &item.cell;
            let drawn = Some(category).filter(|category| !category.is_empty());
            let category = item.standing.tags.first().or(drawn);
            Some(TrainingSprite {
                name: item.standing.name.clone(),
                category: category.map_or_else(|| "Other".to_owned(), Clone::clone),
                art: item.art.clone()?,
            })
        };
        self.training_ids().into_iter().filter_map(training_sprite).collect()
    }

    /// The selected kept sprites, or else all.
    fn training_ids(&self) -> Vec<u64> {
        let selected = self.collection.selection();
        if selected.is_empty() { self.collection.kept() } else { selected }
    }

    /// Whether a kept sprite was read already.
    fn has_art(&self, id: u64) -> bool {
        self.collection.item(id).is_some_and(|item| item.art.is_some())
    }

    /// The categories of the sprites to learn from, each once, with how many there are of each.
    pub(in crate::studio) fn lesson_categories(&self) -> Vec<(String, usize)> {
        let mut found: Vec<(String, usize)> = Vec::new();
        for TrainingSprite { category, .. } in self.training_sprites() {
            match found.iter_mut().find(|(known, _)| *known == category) {
                Some((_, count)) => *count += 1,
                None => found.push((category, 1)),
            }
        }
        found
    }
}
