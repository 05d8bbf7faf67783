//! Puts kept sprites into a folder, as the trainer wants them: one folder a category.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use crate::{
    files::{FileError, create_folder, png},
    sprite::slug,
    studio::art::Art,
};

/// A sprite to learn from.
#[derive(Clone, Debug)]
pub(in crate::studio) struct TrainingSprite {
    /// What it is called.
    pub(in crate::studio) name: String,
    /// Which category it is of.
    pub(in crate::studio) category: String,
    /// The sprite.
    pub(in crate::studio) art: Arc<Art>,
}

/// Prepares folders, away from the thread that draws the window.
pub(in crate::studio) struct Preparer {
    sender: SyncSender<Result<(PathBuf, usize), FileError>>,
    receiver: Receiver<Result<(PathBuf, usize), FileError>>,
}

impl Default for Preparer {
    fn default() -> Self {
        let (sender, receiver) = sync_channel(4);
        Self { sender, receiver }
    }
}

impl Preparer {
    /// Begins to write `training_sprites` into a folder that is emptied first; what comes of it comes
    /// through [`Self::poll`], and `wake` says when.
    pub(in crate::studio) fn prepare(
        &self,
        folder: PathBuf,
        training_sprites: Vec<TrainingSprite>,
        wake: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let sender = self.sender.clone();
        thread::Builder::new().name("preparing".to_owned()).spawn(move || {
            let result = write(&folder, &training_sprites);
            // If the window is gone by now, the folder is not waited for.
            sender.send(result.map(|()| (folder, training_sprites.len()))).ok();
            wake();
        })?;
        Ok(())
    }

    /// A folder that is ready, with how many sprites are in it, or why it is not.
    pub(in crate::studio) fn poll(&self) -> Option<Result<(PathBuf, usize), FileError>> {
        self.receiver.try_recv().ok()
    }
}

/// Only what this wrote before is removed: folders of PNGs in a folder of its own.
fn write(folder: &Path, training_sprites: &[TrainingSprite]) -> Result<(), FileError> {
    create_folder(folder)?;
    remove_old(folder);
    for (number, training_sprite) in training_sprites.iter().enumerate() {
        let category = training_sprite.category.replace(['/', '\\', '\0'], " ");
        let category = Some(category.trim().trim_start_matches('.').to_owned());
        let category = category.filter(|it| !it.is_empty()).unwrap_or_else(|| "Other".to_owned());
        let home = folder.join(category);
        create_folder(&home)?;
        // Sprites of one name are not one sprite, and numbers alone would make them a family.
        let name = format!("{}-{}.png", slug(&training_sprite.name), letters(number));
        let Art { sprite, palette, recipe, .. } = &*training_sprite.art;
        png::write_sprite(&home.join(name), sprite, palette, recipe.as_ref(), 1)?;
    }
    Ok(())
}

fn remove_old(folder: &Path) {
    for home in fs::read_dir(folder).into_iter().flatten().flatten() {
        for file in fs::read_dir(home.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|extension| extension == "png") {
                fs::remove_file(file.path()).ok();
            }
        }
        // It stays where something else was put into it.
        fs::remove_dir(home.path()).ok();
    }
}

/// A number in letters: "a" to "z", then "ba".
fn letters(mut number: usize) -> String {
    let mut text = Vec::new();
    loop {
        text.push(b'a' + (number % 26) as u8);
        number /= 26;
        if number == 0 {
            break;
        }
    }
    text.iter().rev().copied().map(char::from).collect()
}
