//! Names that come out of files: which of them may be joined to a folder.

use std::{
    cmp::Ordering,
    path::{Component, Path},
};

/// Whether a name that a file tells is that of an entry of a folder and of nothing else: no
/// path, no drive, not the folder itself or the one above it.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_alone = matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(part)), None) if part == name
    );
    // On Windows "fish.png:more" is a second stream of the file.
    is_alone && !name.contains('\0') && !(cfg!(windows) && name.contains(':'))
}

/// A sprite's name as that of a file, without an ending. It never leads out of a folder, is
/// never hidden in one and never names a device of Windows.
#[must_use]
pub fn file_stem(name: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')');
    let safe: String = name.chars().map(|c| if is_safe(c) { c } else { '-' }).collect();
    let safe = safe.trim_matches(|c: char| c == '.' || c == ' ');
    // Longer names are refused by most file systems, which count bytes.
    let length = (0..=120.min(safe.len())).rev().find(|&at| safe.is_char_boundary(at));
    match &safe[..length.unwrap_or(0)] {
        "" => "sprite".to_owned(),
        safe if is_device(safe) => format!("sprite-{safe}"),
        safe => safe.to_owned(),
    }
}

/// A sprite's name as a file that engines and scripts take without quoting: as [`file_stem`], with
/// a hyphen for each run of spaces, brackets and signs. "My fish (2)" becomes "My-fish-2".
#[must_use]
pub fn plain_file_stem(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut plain = String::with_capacity(name.len());
    let mut is_open = false;
    for c in name.chars() {
        if is_plain(c) {
            plain.push(c);
        } else if !is_open {
            plain.push('-');
        }
        is_open = !is_plain(c);
    }
    if is_open {
        plain.pop();
    }
    // A hyphen in front would make an option of it on a command line.
    file_stem(plain.trim_start_matches(['-', '.']))
}

/// Orders names as people do: "fish 9" before "fish 10", and capitals among small letters.
#[must_use]
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number, other) = (leading_number(&mut left), leading_number(&mut right));
            number.len().cmp(&other.len()).then_with(|| number.cmp(other))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.to_lowercase().cmp(y.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// Takes the digits off the front of a text, without the zeros before them.
fn leading_number<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    *text = rest;
    number.trim_start_matches('0')
}

/// Whether Windows takes the name for a device, whatever comes after a point.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
    };
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_entries_are_plain() {
        for name in ["a.png", "été 2.png", "..a", "a..png", ".hidden"] {
            assert!(is_plain_name(name), "{name}");
        }
        let paths = ["", ".", "..", "/", "a/", "./a", "../a", "a/b", "/etc/passwd", "a/..", "a\0b"];
        for name in paths {
            assert!(!is_plain_name(name), "{name}");
        }
    }

    #[test]
    fn names_stay_as_they_are_as_far_as_files_can_be_called_so() {
        for (name, file) in [
            ("Hero_Idle", "Hero_Idle"),
            ("hero.idle", "hero.idle"),
            ("link/walk 0", "link-walk 0"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("..", "sprite"),
            (".hidden", "hidden"),
            ("c:\\nul\n", "c--nul-"),
            ("été", "été"),
            ("nul", "sprite-nul"),
            ("Com1.idle", "sprite-Com1.idle"),
            ("console", "console"),
        ] {
            assert_eq!(file_stem(name), file, "{name}");
        }
        assert!(file_stem(&"é".repeat(300)).len() <= 120);
    }

    #[test]
    fn numbers_in_names_are_ordered_by_what_they_are() {
        let ordered = ["Eel", "fish", "fish 9", "fish 10", "fish 010b", "Fish 11", "fish 11", "g"];
        for (at, a) in ordered.iter().enumerate() {
            for (other, b) in ordered.iter().enumerate() {
                assert_eq!(natural_order(a, b), at.cmp(&other), "{a} {b}");
            }
        }
    }

    #[test]
    fn names_of_files_need_no_quotes() {
        for (name, file) in [
            ("My fish 2", "My-fish-2"),
            ("fish (2)", "fish-2"),
            ("Hero_Idle.down", "Hero_Idle.down"),
            ("a--b-", "a--b-"),
            ("-rf", "rf"),
            ("link/walk 0", "link-walk-0"),
            ("../../etc/passwd", "etc-passwd"),
            ("$(x) & \"y\"", "x-y"),
            ("été d'or", "été-d-or"),
            (" ", "sprite"),
            ("nul", "sprite-nul"),
        ] {
            assert_eq!(plain_file_stem(name), file, "{name}");
        }
    }
}
