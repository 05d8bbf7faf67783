//! Reads and writes what artists' tools read and write.
//!
//! This room knows sprites, palettes and recipes; it knows nothing of models or windows.
//!
//! Always there: our own PNGs with their recipes ([`png`]). With the feature `formats`:
//!
//! - [`import`]: any sprite of any program, brought into a palette; it sniffs what a file is.
//! - [`palette`]: palettes of other programs, one file a format.
//! - [`mask`]: masks as black and white pictures.
//! - [`pictures`]: the pictures of any file in colours and sizes of their own.
//! - [`aseprite`], [`sheet`], [`gif`]: many sprites in one file, read and written.

mod atomic;
mod bounded;
mod canvas;
mod error;
mod frame;
mod names;
mod origin;
pub mod png;

#[cfg(feature = "formats")]
pub mod aseprite;
#[cfg(feature = "formats")]
pub mod gif;
#[cfg(feature = "formats")]
pub mod import;
#[cfg(feature = "formats")]
pub mod mask;
#[cfg(feature = "formats")]
pub mod palette;
#[cfg(feature = "formats")]
mod picture;
#[cfg(feature = "formats")]
pub mod pictures;
#[cfg(feature = "formats")]
pub mod sheet;
#[cfg(feature = "formats")]
mod shell;
#[cfg(all(test, feature = "formats"))]
mod test_support;

pub use atomic::{create_folder, write_atomically};
pub use canvas::MAX_SCALE;
pub use error::FileError;
pub use frame::{FRAME_MILLISECONDS, Frame};
pub use names::{file_stem, is_plain_name};
pub use origin::Origin;
#[cfg(feature = "formats")]
pub use shell::{shell_text, shell_word};

use crate::sprite::{Prompt, World, slug};

/// What an exported sprite is called: "jellyfish-shallows-7-0.png" is variant 0 of seed 7.
#[must_use]
pub fn sprite_file_name(world: &World, prompt: Prompt, seed: u64, variant: u32) -> String {
    let zone = part(world.zone_name(prompt), "zone", prompt.zone);
    let category = part(world.category_name(prompt), "category", prompt.category);
    format!("{category}-{zone}-{seed}-{variant}.png")
}

/// Names frames that have none after the file they came from: "fish" alone, or "fish 0" and on.
#[cfg(feature = "formats")]
fn name_frames(frames: &mut [import::Imported], file: &str) {
    let alone = frames.len() == 1;
    for (index, imported) in frames.iter_mut().enumerate() {
        if imported.frame.name.is_empty() {
            imported.frame.name = if alone { file.to_owned() } else { format!("{file} {index}") };
        }
    }
}

/// A checkpoint may name a zone "!!!", of which nothing is left in a file name.
fn part(name: &str, kind: &str, index: Option<u8>) -> String {
    let name = slug(name);
    if name.is_empty() { format!("{kind}{}", index.unwrap_or_default()) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_was_asked_for() {
        let world = World::ocean();
        assert_eq!(
            sprite_file_name(&world, Prompt::cell(0, 3), 7, 0),
            "jellyfish-shallows-7-0.png"
        );
        let any = sprite_file_name(&world, Prompt::default(), u64::MAX, u32::MAX);
        assert_eq!(any, "any-any-18446744073709551615-4294967295.png");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let world =
            World { zones: vec!["../../etc".to_owned()], categories: vec!["/\\:".to_owned()] };
        let name = sprite_file_name(&world, Prompt::cell(0, 0), 1, 2);
        assert_eq!(name, "category0-etc-1-2.png");
    }
}
