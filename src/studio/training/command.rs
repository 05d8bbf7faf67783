//! The lines to type into a terminal.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::{
    companion::find_trainer,
    files::shell_word,
    sprite::slug,
    studio::state::{ImportChoices, PaletteKind},
};

/// Where everything of one model that is to be made lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) struct RunPaths {
    /// The pictures to learn from.
    pub(in crate::studio) art: PathBuf,
    /// Further ones, of which none are when kept sprites are learned from.
    pub(in crate::studio) more: Vec<PathBuf>,
    /// What `import` makes of them.
    pub(in crate::studio) sprites: PathBuf,
    /// The checkpoint that comes out.
    pub(in crate::studio) model: PathBuf,
    /// The folder of the run.
    pub(in crate::studio) run: PathBuf,
}

impl RunPaths {
    /// The places of a model of this name below a folder. `art` is the artist's own folder of
    /// pictures; without one the kept sprites are put beside the rest.
    pub(in crate::studio) fn new(home: &Path, name: &str, art: Option<&Path>) -> Self {
        let slug = Some(slug(name)).filter(|slug| !slug.is_empty());
        let slug = slug.unwrap_or_else(|| "own".to_owned());
        let home = home.join(&slug);
        Self {
            art: art.map_or_else(|| home.join("art"), Path::to_owned),
            more: Vec::new(),
            sprites: home.join("sprites"),
            model: home.join(format!("{slug}.safetensors")),
            run: home.join(format!("{slug}.run")),
        }
    }

    /// Every folder and file of pictures.
    pub(in crate::studio) fn inputs(&self) -> Vec<PathBuf> {
        std::iter::once(&self.art).chain(&self.more).cloned().collect()
    }

    /// What the trainer prints when the window starts it.
    pub(in crate::studio) fn log(&self) -> PathBuf {
        self.run.with_extension("log")
    }

    /// The words of the line that trains, without the program.
    pub(in crate::studio) fn finetune_words(&self, minutes: u32) -> Vec<OsString> {
        let (sprites, model) = (self.sprites.as_os_str(), self.model.as_os_str());
        let minutes = minutes.to_string();
        let words = ["finetune".as_ref(), "--data-dir".as_ref(), sprites, "--minutes".as_ref()];
        let more = [minutes.as_ref(), "--out".as_ref(), model];
        words.into_iter().chain(more).map(OsStr::to_owned).collect()
    }

    /// The lines, in their order: bring the sprites in, then teach them.
    pub(in crate::studio) fn lines(
        &self,
        trainer: &str,
        choices: &ImportChoices,
        minutes: u32,
    ) -> [String; 2] {
        let palette = match choices.palette {
            PaletteKind::FromArt => "from-art".to_owned(),
            PaletteKind::BuiltIn => "built-in".to_owned(),
            PaletteKind::File => shell_word(Path::new(choices.palette_file.trim())),
        };
        let options = choices.options();
        let art: Vec<String> = self.inputs().iter().map(|input| shell_word(input)).collect();
        let art = art.join(" ");
        let [sprites, model] = [&self.sprites, &self.model].map(|it| shell_word(it));
        [
            format!("{trainer} import {art} --palette {palette}{options} --out {sprites}"),
            format!("{trainer} finetune --data-dir {sprites} --minutes {minutes} --out {model}"),
        ]
    }
}

/// How the trainer is called here: the program that was found, or else by way of Cargo.
pub(in crate::studio) fn trainer_program() -> String {
    match find_trainer() {
        Some(program) => shell_word(&program),
        None => "cargo run --release -p trainer --".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_those_of_the_trainer() {
        let home = Path::new("/home/me/training");
        let run_paths = RunPaths::new(home, "Sea Monsters", None);
        let [import, finetune] = run_paths.lines("shoal-trainer", &ImportChoices::default(), 15);
        assert_eq!(
            import,
            "shoal-trainer import /home/me/training/sea-monsters/art --palette from-art --out \
             /home/me/training/sea-monsters/sprites"
        );
        assert!(finetune.ends_with("sea-monsters/sea-monsters.safetensors"), "{finetune}");
        assert_eq!(run_paths.run, run_paths.model.with_extension("run"));
        let choices = ImportChoices { palette: PaletteKind::BuiltIn, ..ImportChoices::default() };
        let mut own = RunPaths::new(home, "!", Some(Path::new("/my art/fish")));
        own.more.push(PathBuf::from("/birds.png"));
        let [import, _] = own.lines("t", &choices, 5);
        assert!(import.contains("'/my art/fish' /birds.png --palette built-in"), "{import}");
        assert!(own.model.ends_with("own/own.safetensors"));
    }
}
