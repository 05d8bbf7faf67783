//! Names of which no two are the same.

use std::collections::{HashMap, HashSet};

/// Names of which no two are the same. Each base keeps the last number that it got, so that
/// thousands of one name are soon told apart.
#[derive(Debug, Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    /// What is going to be asked for, which no number may make of another name.
    reserved: HashSet<String>,
    numbers: HashMap<String, usize>,
}

impl UniqueNames {
    /// Keeps names free for those that are called so from the start, however late they come: of
    /// "a", "a" and "a (2)" the second is "a (3)".
    pub(crate) fn reserve<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        key: impl Fn(&str) -> String,
    ) {
        self.reserved.extend(names.into_iter().map(key));
    }

    /// The name, or the first free one of those that `numbered` makes of it and 2 and on. Names
    /// are the same where `key` makes the same of them.
    pub(crate) fn next(
        &mut self,
        base: &str,
        key: impl Fn(&str) -> String,
        numbered: impl Fn(&str, usize) -> String,
    ) -> String {
        let mut name = base.to_owned();
        if self.taken.insert(key(&name)) {
            return name;
        }
        let number = self.numbers.entry(key(base)).or_insert(1);
        loop {
            *number += 1;
            name = numbered(base, *number);
            let key = key(&name);
            if !self.reserved.contains(&key) && self.taken.insert(key) {
                return name;
            }
        }
    }
}

/// "fish-2".
#[cfg(feature = "cli")]
pub(crate) fn hyphenated(base: &str, number: usize) -> String {
    format!("{base}-{number}")
}

/// "fish (2)".
pub(crate) fn bracketed(base: &str, number: usize) -> String {
    format!("{base} ({number})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_make_no_name_that_another_has_from_the_start() {
        let mut names = UniqueNames::default();
        let all = ["a", "A", "a", "a (2)", "a (2)"];
        names.reserve(all, str::to_lowercase);
        let got = all.map(|name| names.next(name, str::to_lowercase, bracketed));
        assert_eq!(got, ["a", "A (3)", "a (4)", "a (2)", "a (2) (2)"]);
    }

    #[test]
    fn names_that_are_alike_get_numbers() {
        let mut names = UniqueNames::default();
        let lower = |name: &str| name.to_lowercase();
        let mut next = |name: &str| names.next(name, lower, bracketed);
        assert_eq!(
            ["a", "A (3)", "A", "a", "a"].map(&mut next),
            ["a", "A (3)", "A (2)", "a (4)", "a (5)"]
        );
        // As many as a file may have, which the square of them would make a matter of minutes.
        let last = (0..16_384).map(|_| next("same")).last();
        assert_eq!(last.as_deref(), Some("same (16384)"));
    }
}
