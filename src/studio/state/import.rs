//! The import dialog: what to bring in, how, and what would come of it.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use super::State;
use crate::{
    dataset::{
        BadPattern, CellSize, Credit, DropShadow, Facing, GridChoice, ImportSettings,
        PaletteChoice, Pattern, Placing, Progress, Simplification,
    },
    files::{animation::WhichFrames, shell_text, shell_word},
    studio::training::{ImportNews, Importer, Preview, Refusal},
};

/// Where the colours of a new model are from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum PaletteKind {
    /// Chosen from the pictures.
    #[default]
    FromArt,
    /// The built-in model's.
    BuiltIn,
    /// A palette file.
    File,
}

/// What says what the sprites are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum LabelKind {
    /// The folders that they lie in.
    #[default]
    Folders,
    /// Their paths, by a pattern.
    Paths,
    /// A manifest, a TOML file.
    Manifest,
}

/// Whose names labels are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::studio) enum LabelNames {
    /// The artist's own.
    #[default]
    Own,
    /// Those of the built-in model.
    BuiltIn,
}

/// How pictures are brought in, as it is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::studio) struct ImportChoices {
    /// What says what the sprites are.
    pub(in crate::studio) labels: LabelKind,
    /// The pattern of paths, as typed.
    pub(in crate::studio) pattern: String,
    /// The manifest, as typed.
    pub(in crate::studio) manifest: String,
    /// Whose names labels are.
    pub(in crate::studio) names: LabelNames,
    /// Where the colours are from.
    pub(in crate::studio) palette: PaletteKind,
    /// The palette file, as typed.
    pub(in crate::studio) palette_file: String,
    /// How sheets are cut.
    pub(in crate::studio) grid: GridChoice,
    /// Pixels around the cells of a sheet.
    pub(in crate::studio) margin: usize,
    /// Pixels between the cells of a sheet.
    pub(in crate::studio) gap: usize,
    /// Where sprites stand.
    pub(in crate::studio) placing: Placing,
    /// Whether small sprites are enlarged.
    pub(in crate::studio) enlarges: bool,
    /// Whether plain ground becomes see-through.
    pub(in crate::studio) removes_background: bool,
    /// Whether every frame of an animation is a sprite.
    pub(in crate::studio) takes_all_frames: bool,
    /// What is done about the way figures look.
    pub(in crate::studio) facing: Facing,
    /// What is taken from sprites before they get their colours.
    pub(in crate::studio) simplify: Simplification,
    /// Pixels in which two that are taken for one may differ.
    pub(in crate::studio) duplicates: usize,
    /// Whose the pictures are.
    pub(in crate::studio) credit: Credit,
}

impl Default for ImportChoices {
    fn default() -> Self {
        Self {
            labels: LabelKind::default(),
            pattern: "{category}_*".to_owned(),
            manifest: String::new(),
            names: LabelNames::default(),
            palette: PaletteKind::default(),
            palette_file: String::new(),
            grid: GridChoice::Auto,
            margin: 0,
            gap: 0,
            placing: Placing::Keep,
            enlarges: false,
            removes_background: false,
            takes_all_frames: false,
            facing: Facing::Keep,
            simplify: Simplification::default(),
            duplicates: ImportSettings::DUPLICATES,
            credit: Credit::default(),
        }
    }
}

impl ImportChoices {
    /// The cells of a sheet before the artist gave others.
    pub(in crate::studio) const CELL: CellSize = CellSize { width: 32, height: 32 };

    fn palette(&self) -> PaletteChoice {
        match self.palette {
            PaletteKind::FromArt => PaletteChoice::FromArt,
            PaletteKind::BuiltIn => PaletteChoice::BuiltIn,
            PaletteKind::File => PaletteChoice::File(self.palette_file.trim().into()),
        }
    }

    /// The pattern that paths are read by, if they are; an error says why it is none.
    fn pattern(&self) -> Result<Option<Pattern>, String> {
        let pattern = self.pattern.trim();
        match self.labels {
            LabelKind::Paths if pattern.is_empty() => Err(
                "What do the names say? A pattern as \"{category}_*\" tells, for every file by \
                 its path below the folder."
                    .to_owned(),
            ),
            LabelKind::Paths => {
                pattern.parse().map(Some).map_err(|error: BadPattern| error.to_string())
            }
            LabelKind::Folders | LabelKind::Manifest => Ok(None),
        }
    }

    /// The manifest, if there is to be one.
    fn manifest(&self) -> Option<PathBuf> {
        let manifest = self.manifest.trim();
        (self.labels == LabelKind::Manifest && !manifest.is_empty()).then(|| manifest.into())
    }

    /// The same choices as options of the trainer's `import`, but for the palette's.
    pub(in crate::studio) fn options(&self) -> String {
        let mut options = String::new();
        let mut add = |option: String| {
            options.push(' ');
            options.push_str(&option);
        };
        if self.labels == LabelKind::Paths {
            add(format!("--labels {}", shell_text(self.pattern.trim())));
        }
        if let Some(manifest) = self.manifest() {
            add(format!("--manifest {}", shell_word(&manifest)));
        }
        if self.names == LabelNames::BuiltIn {
            add("--built-in-labels".to_owned());
        }
        if self.grid != GridChoice::Auto {
            add(format!("--grid {}", self.grid));
        }
        if let GridChoice::Given(_) = self.grid {
            for (name, pixels) in [("margin", self.margin), ("gap", self.gap)] {
                if pixels > 0 {
                    add(format!("--{name} {pixels}"));
                }
            }
        }
        match self.placing {
            Placing::Keep => {}
            Placing::Centre => add("--place centre".to_owned()),
            Placing::Foot => add("--place foot".to_owned()),
        }
        for (is_on, name) in [
            (self.takes_all_frames, "all-frames"),
            (self.enlarges, "enlarge"),
            (self.removes_background, "remove-background"),
        ] {
            if is_on {
                add(format!("--{name}"));
            }
        }
        self.simplify_options(&mut add);
        if self.duplicates != ImportSettings::DUPLICATES {
            add(format!("--duplicates {}", self.duplicates));
        }
        let Credit { licence, author, source } = &self.credit;
        for (name, text) in [("licence", licence), ("author", author), ("source", source)] {
            let text = text.trim();
            if !text.is_empty() {
                add(format!("--{name} {}", shell_text(text)));
            }
        }
        options
    }

    fn simplify_options(&self, add: &mut impl FnMut(String)) {
        if self.facing == Facing::Alike {
            add("--facing alike".to_owned());
        }
        let Simplification { colours, drop_shadow, cleans_specks, flatten_light } = self.simplify;
        if let Some(colours) = colours {
            add(format!("--colours-per-sprite {colours}"));
        }
        if drop_shadow == DropShadow::Remove {
            add("--drop-shadow remove".to_owned());
        }
        if cleans_specks {
            add("--clean-specks".to_owned());
        }
        if flatten_light > 0.0 {
            add(format!("--flatten-light {flatten_light}"));
        }
    }
}

/// The dialog while it is open.
pub(in crate::studio) struct Import {
    /// The folders and files that are brought in.
    pub(in crate::studio) inputs: Vec<PathBuf>,
    /// The folder that the sprites go to.
    pub(in crate::studio) target: PathBuf,
    /// What the collection is called.
    pub(in crate::studio) name: String,
    /// Sprites that were left out by hand.
    pub(in crate::studio) left_out: BTreeSet<String>,
    /// Sprites that were turned by hand.
    pub(in crate::studio) turned: BTreeSet<String>,
    /// Categories that were left out.
    pub(in crate::studio) left_out_categories: BTreeSet<String>,
    /// What was asked for last.
    asked: Option<ImportSettings>,
    /// What would come of it, once that is known; until then of what was asked before.
    pub(in crate::studio) seen: Option<Result<Arc<Preview>, Refusal>>,
    /// How far the look is; `None` when it is over.
    pub(in crate::studio) progress: Option<Progress>,
    /// Whether the sprites are being written.
    pub(in crate::studio) is_writing: bool,
}

impl State {
    /// Opens the dialog for the sprites of the panel; the thread begins if it must.
    pub(in crate::studio) fn open_import(&mut self, wake: impl Fn() + Send + 'static) {
        let Some(run_paths) = self.run_paths() else { return };
        if self.train.importer.is_none() {
            match Importer::spawn(wake) {
                Ok(importer) => self.train.importer = Some(importer),
                Err(error) => {
                    self.toasts.error(format!("Nothing can be brought in: {error}"));
                    return;
                }
            }
        }
        self.train.import = Some(Import {
            inputs: run_paths.inputs(),
            target: run_paths.sprites,
            name: self.train.settings.name.trim().to_owned(),
            left_out: BTreeSet::new(),
            turned: BTreeSet::new(),
            left_out_categories: BTreeSet::new(),
            asked: None,
            seen: None,
            progress: None,
            is_writing: false,
        });
    }

    /// Closes the dialog; what was not brought in is not.
    pub(in crate::studio) fn close_import(&mut self) {
        self.train.import = None;
        if let Some(importer) = &self.train.importer {
            importer.stop();
        }
    }

    /// Asks again where a choice has changed, and takes in what is known by now.
    pub(in crate::studio) fn update_import(&mut self) {
        let (Some(importer), train) = (&self.train.importer, &mut self.train.import) else {
            return;
        };
        while let Some(news) = importer.poll() {
            match (news, &mut *train) {
                (ImportNews::Written(folder, Ok(count)), import) => {
                    *import = None;
                    let what = super::n_sprites(count);
                    self.toasts.info(format!("Brought {what} into {}", folder.display()));
                }
                (ImportNews::Written(_, Err(error)), import) => {
                    if let Some(import) = import {
                        import.is_writing = false;
                    }
                    self.toasts.error(error);
                }
                (_, None) => {}
                (ImportNews::Progress(progress), Some(import)) => import.progress = Some(progress),
                (ImportNews::Looked(result), Some(import)) => {
                    import.seen = Some(result);
                    import.progress = None;
                }
            }
        }
        let inputs = self.run_paths().map(|run_paths| run_paths.inputs());
        let Some(import) = &mut self.train.import else { return };
        if let Some(inputs) = inputs {
            import.inputs = inputs;
        }
        let choices = &self.train.settings.import;
        let labels = match choices.pattern() {
            Ok(labels) => labels,
            Err(reason) => {
                // Nothing can be looked at until the pattern is one.
                if let Some(importer) = &self.train.importer {
                    importer.stop();
                }
                import.seen = Some(Err(Refusal { reason, categories: Vec::new() }));
                (import.asked, import.progress) = (None, None);
                return;
            }
        };
        let wanted = ImportSettings {
            inputs: import.inputs.clone(),
            labels,
            manifest: choices.manifest(),
            has_built_in_labels: choices.names == LabelNames::BuiltIn,
            name: Some(import.name.clone()),
            grid: choices.grid,
            margin: choices.margin,
            gap: choices.gap,
            frames: if choices.takes_all_frames { WhichFrames::All } else { WhichFrames::First },
            placing: choices.placing,
            enlarges: choices.enlarges,
            removes_background: choices.removes_background,
            facing: choices.facing,
            turned: import.turned.clone(),
            simplify: choices.simplify,
            palette: choices.palette(),
            duplicates: choices.duplicates,
            credit: choices.credit.clone(),
            left_out: import.left_out.clone(),
            left_out_categories: import.left_out_categories.clone(),
            ..ImportSettings::default()
        };
        let Some(importer) = &self.train.importer else { return };
        if import.asked.as_ref() != Some(&wanted) && importer.look(wanted.clone()) {
            import.asked = Some(wanted);
            import.progress = Some(Progress { done: 0, of: 0 });
        }
    }

    /// Whether what is on show can be brought in as it is.
    pub(in crate::studio) fn can_bring_in(&self) -> bool {
        self.train.import.as_ref().is_some_and(|import| {
            matches!(import.seen, Some(Ok(_))) && import.progress.is_none() && !import.is_writing
        })
    }

    /// Writes what is on show.
    pub(in crate::studio) fn bring_in(&mut self) {
        let (Some(import), Some(importer)) = (&mut self.train.import, &self.train.importer) else {
            return;
        };
        let Some(Ok(preview)) = &import.seen else { return };
        import.is_writing = importer.write(Arc::clone(preview), import.target.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_told_as_the_options_that_differ_from_the_usual() {
        assert_eq!(ImportChoices::default().options(), "");
        let choices = ImportChoices {
            labels: LabelKind::Paths,
            names: LabelNames::BuiltIn,
            grid: GridChoice::Given(CellSize { width: 16, height: 24 }),
            margin: 1,
            placing: Placing::Foot,
            removes_background: true,
            facing: Facing::Alike,
            simplify: Simplification {
                colours: Some(6),
                drop_shadow: DropShadow::Remove,
                cleans_specks: true,
                flatten_light: 0.5,
            },
            duplicates: 0,
            credit: Credit { author: "A `B` $C".to_owned(), ..Credit::default() },
            ..ImportChoices::default()
        };
        assert_eq!(
            choices.options(),
            " --labels '{category}_*' --built-in-labels --grid 16x24 --margin 1 --place foot --remove-background --facing alike --colours-per-sprite 6 --drop-shadow remove \
             --clean-specks --flatten-light 0.5 --duplicates 0 --author 'A `B` $C'"
        );
        let text = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<ImportChoices>(&text).unwrap(), choices);
        assert!(serde_json::from_str::<ImportChoices>(r#"{"grid": "16"}"#).is_err());
    }
}
