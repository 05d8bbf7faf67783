//! Reads and writes what artists' tools read and write.
//!
//! This room knows sprites, palettes and recipes; it knows nothing of models or windows.

mod atomic;
mod error;
pub mod png;

pub use atomic::{create_folder, write_atomically};
pub use error::FileError;

use crate::sprite::{Prompt, World, slug};

/// What an exported sprite is called: "jellyfish-shallows-7-0.png" is variant 0 of seed 7.
#[must_use]
pub fn sprite_file_name(world: &World, prompt: Prompt, seed: u64, variant: u32) -> String {
    let zone = part(world.zone_name(prompt), "zone", prompt.zone);
    let category = part(world.category_name(prompt), "category", prompt.category);
    format!("{category}-{zone}-{seed}-{variant}.png")
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
