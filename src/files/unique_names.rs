//! Names of which no two are the same.

use std::collections::{HashMap, HashSet};

use super::digits;

/// Names of which no two are the same. Each base keeps the last number that it got, so that
/// thousands of one name are soon told apart.
#[derive(Debug, Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    /// What is going to be asked for, which no number may make of another name, and how often.
    reserved: HashMap<String, usize>,
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
        for name in names {
            *self.reserved.entry(key(name)).or_default() += 1;
        }
    }

    /// The name, or the first free one of those that `numbered` makes of it and 2 and on. Names
    /// are the same where `key` makes the same of them. The third argument of `numbered` is how
    /// many digits the largest number has that is going to be asked for.
    pub(crate) fn next(
        &mut self,
        base: &str,
        key: impl Fn(&str) -> String,
        numbered: impl Fn(&str, usize, usize) -> String,
    ) -> String {
        let mut name = base.to_owned();
        if self.taken.insert(key(&name)) {
            return name;
        }
        let n_digits = digits(self.reserved.get(&key(base)).copied().unwrap_or(1));
        let number = self.numbers.entry(key(base)).or_insert(1);
        loop {
            *number += 1;
            name = numbered(base, *number, n_digits);
            let key = key(&name);
            if !self.reserved.contains_key(&key) && self.taken.insert(key) {
                return name;
            }
        }
    }
}

/// "fish-2", or "fish-02" among ten or more, so that files sort.
#[cfg(feature = "cli")]
pub(crate) fn hyphenated(base: &str, number: usize, n_digits: usize) -> String {
    format!("{base}-{number:0n_digits$}")
}

/// "fish (2)".
pub(crate) fn bracketed(base: &str, number: usize, _n_digits: usize) -> String {
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
        // Of many that are known beforehand the numbers are of one length.
        let mut many = UniqueNames::default();
        many.reserve(["fish"; 12], str::to_owned);
        let hyphenated = |name: &str, number, n_digits| format!("{name}-{number:0n_digits$}");
        let got: Vec<String> =
            (0..12).map(|_| many.next("fish", str::to_owned, hyphenated)).collect();
        assert_eq!((&got[0][..], &got[1][..], &got[11][..]), ("fish", "fish-02", "fish-12"));
        // As many as a file may have, which the square of them would make a matter of minutes.
        let last = (0..16_384).map(|_| next("same")).last();
        assert_eq!(last.as_deref(), Some("same (16384)"));
    }
}
