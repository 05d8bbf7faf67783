//! Reads and writes what artists' tools read and write.
//!
//! This room knows sprites, palettes and recipes; it knows nothing of models or windows.
//!
//! Always there: our own PNGs with their recipes ([`png`]). With the feature `formats`:
//!
//! - [`animation`]: the frames of any file in colours and sizes of their own; it sniffs what a file
//!   is.
//! - [`import`]: any sprite of any program, brought into a palette.
//! - [`palette`]: palettes of other programs, one file a format.
//! - [`mask`]: masks as black and white pictures.
//! - [`sketch`]: rough pictures of 16x16 cells, of any picture.
//! - [`aseprite`], [`sheet`], [`gif`]: many sprites in one file, read and written.
//! - [`apng`], [`godot`]: clips, written.

mod atomic;
mod bounded;
mod canvas;
mod error;
mod frame;
mod names;
mod origin;
mod pattern;
pub mod png;
mod reason;
pub mod remarks;
pub mod run;

#[cfg(feature = "formats")]
pub mod animation;
pub mod apng;
#[cfg(feature = "formats")]
pub mod aseprite;
#[cfg(feature = "formats")]
pub(crate) mod figure;
#[cfg(feature = "formats")]
mod fit;
#[cfg(feature = "formats")]
mod foreign;
#[cfg(feature = "formats")]
pub mod gif;
#[cfg(feature = "formats")]
mod glass;
#[cfg(feature = "formats")]
pub mod godot;
#[cfg(feature = "formats")]
mod ilbm;
#[cfg(feature = "formats")]
pub mod import;
#[cfg(feature = "formats")]
pub mod mask;
#[cfg(feature = "formats")]
mod others;
#[cfg(feature = "formats")]
pub mod palette;
#[cfg(feature = "formats")]
mod pcx;
#[cfg(feature = "formats")]
mod picture;
#[cfg(feature = "formats")]
mod piskel;
#[cfg(feature = "formats")]
mod pixelorama;
#[cfg(feature = "formats")]
mod several;
#[cfg(feature = "formats")]
pub mod sheet;
#[cfg(feature = "formats")]
mod shell;
#[cfg(feature = "formats")]
pub mod sketch;
#[cfg(feature = "formats")]
mod tags;
#[cfg(all(test, feature = "formats"))]
mod test_support;
#[cfg(feature = "formats")]
mod text;
#[cfg(feature = "formats")]
mod tiff;
#[cfg(feature = "formats")]
pub(crate) mod unique_names;
#[cfg(feature = "formats")]
mod webp;
mod written;
#[cfg(feature = "formats")]
mod zipped;

pub use atomic::{check_writable, create_folder, write_atomically, write_together};
pub use canvas::MAX_SCALE;
pub use error::FileError;
pub use frame::{Direction, FRAME_MILLISECONDS, Frame, Tag};
#[cfg(feature = "formats")]
pub use glass::Glass;
pub use names::{file_stem, is_plain_name, natural_order, plain_file_stem};
pub use origin::Origin;
pub use pattern::{NamePattern, Naming, PatternError, digits};
#[cfg(feature = "formats")]
pub use picture::Picture;
pub use remarks::{Remark, Remarks};
#[cfg(feature = "formats")]
pub use shell::{shell_text, shell_word};
pub use written::is_written_by_shoal;

use crate::sprite::{Prompt, World, slug};

/// What an exported sprite is called: "jellyfish-shallows-7-0.png" is variant 0 of seed 7.
///
/// A body plan stands in the category's place, and other traits after the zone
/// ("crab-hadal-small-stripes-7-0.png"), so that two prompts do not share a file.
#[must_use]
pub fn sprite_file_name(world: &World, prompt: Prompt, seed: u64, variant: u32) -> String {
    let zone = part(world.zone_name(prompt), "zone", prompt.zone);
    let category = part(world.category_name(prompt), "category", prompt.category);
    let mut name = String::new();
    let mut traits = String::new();
    for (place, axis) in world.traits.iter().enumerate() {
        let Some(value) = prompt.get(place + 2) else { continue };
        let spelled = file_stem(&slug(world.value_name(place + 2, prompt)));
        // Values that two axes share, such as colours, are told apart by their order alone.
        if !axis.categories.is_empty() && name.is_empty() {
            name = spelled;
        } else if spelled == "none" || usize::from(value) >= axis.values.len() {
            traits.extend(["-no-", &slug(&axis.name)]);
        } else {
            traits.extend(["-", &spelled]);
        }
    }
    let name = if name.is_empty() { category } else { name };
    format!("{name}-{zone}{traits}-{seed}-{variant}.png")
}

/// Endings that names of frames have in sheets, where they are called like the files they were.
const PICTURE_ENDINGS: [&str; 17] = [
    "png", "gif", "apng", "aseprite", "ase", "webp", "bmp", "tga", "jpg", "jpeg", "psd", "tif",
    "tiff", "qoi", "lbm", "iff", "pcx",
];

/// A frame's name without the ending of a picture, which the file that it is written to gets
/// anyway: "idle.png" becomes "idle".
#[must_use]
pub fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && PICTURE_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) =>
        {
            stem
        }
        _ => name,
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
    fn names_of_frames_lose_the_ending_of_a_picture_alone() {
        for (name, stem) in [
            ("hero/idle_01.png", "hero/idle_01"),
            ("fish 0.aseprite", "fish 0"),
            ("fish.PNG", "fish"),
            ("hero.idle", "hero.idle"),
            (".png", ".png"),
        ] {
            assert_eq!(without_ending(name), stem);
        }
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let world = World::new(vec!["../../etc".to_owned()], vec!["/\\:".to_owned()]);
        let name = sprite_file_name(&world, Prompt::cell(0, 0), 1, 2);
        assert_eq!(name, "category0-etc-1-2.png");
    }
}
