//! File-name patterns: which files a rule is for, and what their names say about them.

use std::fmt;

/// A pattern of a path: `*` and `?` stay within a folder or name, `**` goes through folders,
/// `{zone}` and `{category}` take what stands there, as little as fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<PathPart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathPart {
    Letter(char),
    AnyLetter,
    Some,
    Everything,
    Zone,
    Category,
}

/// What a path says by the pattern that it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What stands at `{zone}`.
    pub zone: Option<String>,
    /// What stands at `{category}`.
    pub category: Option<String>,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern(String);

impl std::error::Error for BadPattern {}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no pattern: between braces stands zone or category, each once at most",
            self.0
        )
    }
}

impl std::str::FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let bad = || BadPattern(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (part, length) = if rest.starts_with("**") {
                (PathPart::Everything, 2)
            } else if rest.starts_with("{zone}") {
                (PathPart::Zone, 6)
            } else if rest.starts_with("{category}") {
                (PathPart::Category, 10)
            } else {
                match first {
                    '*' => (PathPart::Some, 1),
                    '?' => (PathPart::AnyLetter, 1),
                    '{' | '}' => return Err(bad()),
                    letter => (PathPart::Letter(letter), letter.len_utf8()),
                }
            };
            if matches!(part, PathPart::Zone | PathPart::Category) && parts.contains(&part) {
                return Err(bad());
            }
            parts.push(part);
            rest = &rest[length..];
        }
        if parts.is_empty() { Err(bad()) } else { Ok(Self { text: text.to_owned(), parts }) }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// Holds a path against the pattern, with `/` between its folders. A pattern without a `/`
    /// is for the file's name, wherever it is.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Found> {
        let of_name = !self.text.contains('/') && !self.parts.contains(&PathPart::Everything);
        let subject = if of_name { path.rsplit('/').next().unwrap_or(path) } else { path };
        let letters: Vec<char> = subject.chars().collect();
        let mut found = Found::default();
        // A pattern of many stars could otherwise try for ever on a long name.
        let mut patience = 100_000_u32;
        fits(&self.parts, &letters, &mut found, &mut patience).then_some(found)
    }
}

fn fits(parts: &[PathPart], letters: &[char], found: &mut Found, patience: &mut u32) -> bool {
    let Some((part, later)) = parts.split_first() else { return letters.is_empty() };
    *patience = patience.saturating_sub(1);
    if *patience == 0 {
        return false;
    }
    let (least, within_folder) = match part {
        PathPart::Letter(wanted) => {
            return letters.first() == Some(wanted) && fits(later, &letters[1..], found, patience);
        }
        PathPart::AnyLetter => {
            return letters.first().is_some_and(|&letter| letter != '/')
                && fits(later, &letters[1..], found, patience);
        }
        PathPart::Some => (0, true),
        PathPart::Everything => (0, false),
        PathPart::Zone | PathPart::Category => (1, true),
    };
    let most = if within_folder {
        letters.iter().position(|&letter| letter == '/').unwrap_or(letters.len())
    } else {
        letters.len()
    };
    for length in least..=most {
        if fits(later, &letters[length..], found, patience) {
            let taken = || Some(letters[..length].iter().collect());
            match part {
                PathPart::Zone => found.zone = taken(),
                PathPart::Category => found.category = taken(),
                _ => {}
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expect: Option<(&str, &str)>) {
        let found = pattern.parse::<Pattern>().unwrap().find(path);
        let given =
            found.map(|found| (found.zone.unwrap_or_default(), found.category.unwrap_or_default()));
        let expect = expect.map(|(zone, category)| (zone.to_owned(), category.to_owned()));
        assert_eq!(given, expect, "{pattern} on {path}");
    }

    #[test]
    fn patterns_find_what_names_say() {
        check("{zone}/{category}/*", "cave/demons/imp.png", Some(("cave", "demons")));
        check("{category}-{zone}-*", "art/fish-vent-3.png", Some(("vent", "fish")));
        check("{category}/**", "demons/old/imp.png", Some(("", "demons")));
        check("*.png", "demons/imp.png", Some(("", "")));
        check("demons/*.png", "demons/old/imp.png", None);
        check("demons/**", "demons/old/imp.png", Some(("", "")));
        check("imp?.png", "imp.png", None);
        check("imp?.png", "imp2.png", Some(("", "")));
        check("{zone}_*", "_imp.png", None);
    }

    #[test]
    fn what_is_no_pattern_is_refused_and_hard_ones_end() {
        for bad in ["", "{colour}/*", "{zone}{zone}", "}"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
        let stars = format!("{}b", "*a".repeat(40));
        assert_eq!(stars.parse::<Pattern>().unwrap().find(&"a".repeat(200)), None);
    }
}
