//! Brings together what two programs did to one kept sprite, field by field.

use std::sync::Arc;

use super::{Base, Snapshot, Standing};
use crate::studio::art::Art;

/// Which pixels a sprite has after both did what they did.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pixels {
    /// Those of the file: the window did not change them.
    OfFile,
    /// Those of the window: nothing else changed them.
    OfWindow,
    /// Both changed them, so both are kept: the window's go into a file of their own.
    Both,
}

/// What the artist decided here and elsewhere. A field that only one side changed has that
/// side's value; a name that both changed keeps both.
pub(super) fn standing(base: &Standing, window: &Standing, file: &Standing) -> Standing {
    Standing {
        name: name(&base.name, &window.name, &file.name),
        tags: tags(&base.tags, &window.tags, &file.tags),
        is_trashed: if window.is_trashed == base.is_trashed {
            file.is_trashed
        } else {
            window.is_trashed
        },
        // The window never changes it.
        frame: file.frame.clone().or_else(|| window.frame.clone()),
    }
}

fn name(base: &str, window: &str, file: &str) -> String {
    if window == base {
        file.to_owned()
    } else if file == base || file == window {
        window.to_owned()
    } else {
        format!("{window} ({file})")
    }
}

/// The tags of the file, without those that the window took away and with those it added.
fn tags(base: &[String], window: &[String], file: &[String]) -> Vec<String> {
    if file == base {
        return window.to_vec();
    }
    let is_kept = |tag: &&String| window.contains(tag) || !base.contains(tag);
    let mut tags: Vec<String> = file.iter().filter(is_kept).cloned().collect();
    for tag in window {
        if !base.contains(tag) && !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Whose pixels count.
pub(super) fn pixels(base: &Base, wanted: &Snapshot, file: Option<&Arc<Art>>) -> Pixels {
    let Some(window) = &wanted.art else { return Pixels::OfFile };
    let Some(file) = file else { return Pixels::OfWindow };
    let is_unchanged = base.art.as_ref().is_none_or(|base| is_same(base, window));
    if is_unchanged {
        return Pixels::OfFile;
    }
    let is_file_as_before = base.art.as_ref().is_some_and(|base| looks_alike(base, file));
    if is_file_as_before || looks_alike(window, file) { Pixels::OfWindow } else { Pixels::Both }
}

/// Whether two have the same pixels in the same colours.
pub(in crate::studio) fn looks_alike(one: &Art, other: &Art) -> bool {
    let moves_alike = match (&one.frames, &other.frames) {
        (Some(one), Some(other)) => one.look_like(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    moves_alike
        && one.sprite == other.sprite
        && one.palette.colours()[1..] == other.palette.colours()[1..]
}

/// As [`looks_alike`], and made alike.
pub(super) fn is_same(one: &Art, other: &Art) -> bool {
    let frames = one.frames.as_ref().zip(other.frames.as_ref());
    looks_alike(one, other)
        && one.recipe == other.recipe
        && frames.is_none_or(|(one, other)| one.is_same(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(name: &str, tags: &str, is_trashed: bool) -> Standing {
        let tags = tags.split_whitespace().map(str::to_owned).collect();
        Standing { name: name.to_owned(), tags, is_trashed, frame: None }
    }

    #[test]
    fn each_field_has_the_value_of_the_side_that_changed_it() {
        let base = all("Fish", "old red", false);
        for (window, file, expected) in [
            (
                all("Fish", "old red new", false),
                all("Boss", "old red", false),
                all("Boss", "old red new", false),
            ),
            (all("Hero", "old red", false), all("Fish", "red", true), all("Hero", "red", true)),
            (
                all("Hero", "red", false),
                all("Boss", "old red sea", false),
                all("Hero (Boss)", "red sea", false),
            ),
            (
                all("Hero", "old red sea", true),
                all("Hero", "old red sea", false),
                all("Hero", "old red sea", true),
            ),
            (base.clone(), base.clone(), base.clone()),
        ] {
            assert_eq!(standing(&base, &window, &file), expected);
        }
    }
}
