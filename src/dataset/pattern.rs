//! File-name patterns: which files a rule is for, and what their names say about them.

use std::{collections::BTreeMap, fmt};

use crate::sprite::slug;

/// A pattern of a path: `*` and `?` stay within a folder or name, `**` goes through folders,
/// `{zone}`, `{category}` and the name of any other axis in braces take what stands there, as
/// little as fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<PathPart>,
    /// The axes in braces, in their order, as [`slug`] spells them.
    axes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathPart {
    Letter(char),
    AnyLetter,
    Some,
    Everything,
    /// The value of the axis of this number.
    Value(usize),
}

/// What a path says by the pattern that it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What stands at `{zone}`.
    pub zone: Option<String>,
    /// What stands at `{category}`.
    pub category: Option<String>,
    /// What stands at the names of other axes, by those names.
    pub traits: BTreeMap<String, String>,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern(String);

impl std::error::Error for BadPattern {}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no pattern: between braces stands zone, category or the name of an axis of \
             your own, each once at most",
            self.0
        )
    }
}

impl std::str::FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let bad = || BadPattern(text.to_owned());
        let (mut parts, mut axes) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (part, length) = if rest.starts_with("**") {
                (PathPart::Everything, 2)
            } else if let Some(inner) = rest.strip_prefix('{') {
                let (name, _) = inner.split_once('}').ok_or_else(bad)?;
                let axis = slug(name);
                if axis.is_empty() || axis.len() != name.len() || axes.contains(&axis) {
                    return Err(bad());
                }
                axes.push(axis);
                (PathPart::Value(axes.len() - 1), name.len() + 2)
            } else {
                match first {
                    '*' => (PathPart::Some, 1),
                    '?' => (PathPart::AnyLetter, 1),
                    '}' => return Err(bad()),
                    letter => (PathPart::Letter(letter), letter.len_utf8()),
                }
            };
            parts.push(part);
            rest = &rest[length..];
        }
        if parts.is_empty() { Err(bad()) } else { Ok(Self { text: text.to_owned(), parts, axes }) }
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
        let mut values = vec![String::new(); self.axes.len()];
        // A pattern of many stars could otherwise try for ever on a long name.
        let mut patience = 100_000_u32;
        fits(&self.parts, &letters, &mut values, &mut patience).then(|| {
            let mut traits: BTreeMap<String, String> =
                self.axes.iter().cloned().zip(values).collect();
            Found { zone: traits.remove("zone"), category: traits.remove("category"), traits }
        })
    }
}

fn fits(parts: &[PathPart], letters: &[char], values: &mut [String], patience: &mut u32) -> bool {
    let Some((part, later)) = parts.split_first() else { return letters.is_empty() };
    *patience = patience.saturating_sub(1);
    if *patience == 0 {
        return false;
    }
    let (least, within_folder) = match part {
        PathPart::Letter(wanted) => {
            return letters.first() == Some(wanted) && fits(later, &letters[1..], values, patience);
        }
        PathPart::AnyLetter => {
            return letters.first().is_some_and(|&letter| letter != '/')
                && fits(later, &letters[1..], values, patience);
        }
        PathPart::Some => (0, true),
        PathPart::Everything => (0, false),
        PathPart::Value(_) => (1, true),
    };
    let most = if within_folder {
        letters.iter().position(|&letter| letter == '/').unwrap_or(letters.len())
    } else {
        letters.len()
    };
    for length in least..=most {
        if fits(later, &letters[length..], values, patience) {
            if let PathPart::Value(axis) = part {
                values[*axis] = letters[..length].iter().collect();
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
    fn names_of_axes_in_braces_take_what_stands_there() {
        let pattern: Pattern = "{category}/{kind}-{Size}-*".parse().unwrap();
        let found = pattern.find("beasts/wolf-big-3.png").unwrap();
        let traits = [("kind", "wolf"), ("size", "big")];
        let traits = traits.map(|(axis, value)| (axis.to_owned(), value.to_owned())).into();
        assert_eq!(found, Found { zone: None, category: Some("beasts".to_owned()), traits });
    }

    #[test]
    fn what_is_no_pattern_is_refused_and_hard_ones_end() {
        for bad in ["", "{!}/*", "{zone", "{}", "{zone}{zone}", "{kind}/{Kind}", "}"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
        let stars = format!("{}b", "*a".repeat(40));
        assert_eq!(stars.parse::<Pattern>().unwrap().find(&"a".repeat(200)), None);
    }
}
