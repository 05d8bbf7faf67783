//! Patterns of file names, such as `{name}-{zone}-{seed}`.

use std::{fmt, str::FromStr};

use crate::sprite::Recipe;

/// A pattern of file names; without an ending.
///
/// What stands in braces is put in for each sprite. What a sprite does not have is left out, with
/// the separator before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    text: String,
    parts: Vec<NamePart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum NamePart {
    Text(String),
    Field(Field),
}

/// What a pattern can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Name,
    Category,
    Zone,
    Seed,
    Variant,
    Number,
}

impl Field {
    const ALL: [(&'static str, Self); 6] = [
        ("name", Self::Name),
        ("category", Self::Category),
        ("zone", Self::Zone),
        ("seed", Self::Seed),
        ("variant", Self::Variant),
        ("number", Self::Number),
    ];
}

/// What is known of a sprite that is to be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The name that it was given, if it was given one.
    pub own: Option<String>,
    /// What it is called otherwise.
    pub usual: String,
    /// What it is.
    pub category: String,
    /// Where it lives.
    pub zone: String,
    /// The seed that it grew from.
    pub seed: Option<u64>,
    /// Which of the seed's sprites it is.
    pub variant: Option<u32>,
    /// The fewest digits that the variant is written with, so that the files of many sort.
    pub variant_digits: usize,
}

impl Naming {
    /// A sprite that is called `name`. A name that only repeats what the recipe tells, as files of
    /// drawn sprites have it, is none that it was given.
    #[must_use]
    pub fn of(name: &str, recipe: Option<&Recipe>) -> Self {
        let usual = name.to_owned();
        let Some(recipe) = recipe else {
            return Self { own: Some(usual.clone()), usual, ..Self::default() };
        };
        let Recipe { category, zone, seed, variant, .. } = recipe;
        let drawn = format!("{category}-{zone}-{seed}-");
        // Among many the number of the variant has zeros before it.
        let rest =
            name.strip_prefix(&*drawn).map(|rest| rest.split_once('-').unwrap_or((rest, "")).0);
        let is_drawn = rest.is_some_and(|number| {
            number.bytes().all(|digit| digit.is_ascii_digit()) && number.parse() == Ok(*variant)
        });
        Self {
            own: (!is_drawn).then(|| usual.clone()),
            usual,
            category: category.clone(),
            zone: zone.clone(),
            seed: Some(*seed),
            variant: Some(*variant),
            variant_digits: 0,
        }
    }
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// What stands in braces is none of the fields.
    #[error("there is no {{{name}}} in names; known are {}", known())]
    UnknownField {
        /// What stands there.
        name: String,
    },
    /// A brace has no other.
    #[error("a brace is left open; fields look like {{name}}")]
    OpenBrace,
    /// It would name files in other folders.
    #[error("names have no \"/\" or \"\\\": the folder is chosen apart")]
    IsPath,
    /// There is nothing in it.
    #[error("the pattern is empty; {{name}} is the usual one")]
    Empty,
}

fn known() -> String {
    Field::ALL.map(|(name, _)| format!("{{{name}}}")).join(", ")
}

impl NamePattern {
    /// The pattern that gives every sprite its own name.
    pub const USUAL: &str = "{name}";

    /// The fields that patterns know, for people.
    #[must_use]
    pub fn fields() -> String {
        known()
    }

    /// The name of a file, without its ending: sprite `number` of `count`, counted from 1.
    #[must_use]
    pub fn stem(&self, naming: &Naming, (number, count): (usize, usize)) -> String {
        let mut stem = String::new();
        // Where the text between fields begins that is left out with the next field.
        let mut kept = 0;
        let mut is_open = false;
        for part in &self.parts {
            match part {
                NamePart::Text(text) => {
                    let text = if is_open { text.trim_start_matches(is_separator) } else { text };
                    stem.push_str(text);
                    is_open = false;
                }
                NamePart::Field(field) => {
                    let value = self.value(*field, naming, (number, count));
                    if value.is_empty() {
                        let end = stem[kept..].trim_end_matches(is_separator).len();
                        stem.truncate(kept + end);
                        is_open = stem.is_empty();
                    }
                    stem.push_str(&value);
                    kept = stem.len();
                }
            }
        }
        super::file_stem(&stem)
    }

    fn value(&self, field: Field, naming: &Naming, (number, count): (usize, usize)) -> String {
        let says_more = |part: &NamePart| {
            !matches!(part, NamePart::Text(_) | NamePart::Field(Field::Name | Field::Number))
        };
        match field {
            Field::Name => match &naming.own {
                Some(own) => super::plain_file_stem(own),
                // The usual name tells all of this already.
                None if self.parts.iter().any(says_more) => naming.category.clone(),
                None => naming.usual.clone(),
            },
            Field::Category => naming.category.clone(),
            Field::Zone => naming.zone.clone(),
            Field::Seed => naming.seed.map(|seed| seed.to_string()).unwrap_or_default(),
            Field::Variant => naming.variant.map_or_else(String::new, |variant| {
                format!("{variant:0width$}", width = naming.variant_digits)
            }),
            Field::Number => format!("{number:0width$}", width = digits(count)),
        }
    }
}

/// How many digits a number has: what its smaller fellows are filled up to with zeros, so that names
/// of files sort as their numbers do.
#[must_use]
pub fn digits(largest: usize) -> usize {
    largest.to_string().len()
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | ' ' | '.')
}

impl Default for NamePattern {
    fn default() -> Self {
        Self { text: Self::USUAL.to_owned(), parts: vec![NamePart::Field(Field::Name)] }
    }
}

impl FromStr for NamePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.contains(['/', '\\']) {
            return Err(PatternError::IsPath);
        }
        let (mut parts, mut rest) = (Vec::new(), text.trim());
        if rest.is_empty() {
            return Err(PatternError::Empty);
        }
        while !rest.is_empty() {
            let (before, after) = rest.split_once('{').unwrap_or((rest, ""));
            if before.contains('}') {
                return Err(PatternError::OpenBrace);
            }
            if !before.is_empty() {
                parts.push(NamePart::Text(before.to_owned()));
            }
            if before.len() == rest.len() {
                break;
            }
            let (name, after) = after.split_once('}').ok_or(PatternError::OpenBrace)?;
            let field = Field::ALL.iter().find(|(known, _)| *known == name.trim());
            let (_, field) =
                field.ok_or_else(|| PatternError::UnknownField { name: name.to_owned() })?;
            parts.push(NamePart::Field(*field));
            rest = after;
        }
        Ok(Self { text: text.trim().to_owned(), parts })
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> Naming {
        Naming {
            own: None,
            usual: "jellyfish-vent-7-3".to_owned(),
            category: "jellyfish".to_owned(),
            zone: "vent".to_owned(),
            seed: Some(7),
            variant: Some(3),
            variant_digits: 0,
        }
    }

    fn stem(pattern: &str, naming: &Naming) -> String {
        pattern.parse::<NamePattern>().unwrap().stem(naming, (4, 36))
    }

    #[test]
    fn fields_are_put_in() {
        let own = Naming { own: Some("Old Tom".to_owned()), ..drawn() };
        for (pattern, of_drawn, of_own) in [
            ("{name}", "jellyfish-vent-7-3", "Old-Tom"),
            ("{name}-{zone}-{seed}", "jellyfish-vent-7", "Old-Tom-vent-7"),
            ("{number}_{name}", "04_jellyfish-vent-7-3", "04_Old-Tom"),
            ("{category}{variant}", "jellyfish3", "jellyfish3"),
            ("my {category}", "my jellyfish", "my jellyfish"),
            ("fish", "fish", "fish"),
            (" { zone } ", "vent", "vent"),
        ] {
            assert_eq!(stem(pattern, &drawn()), of_drawn, "{pattern}");
            assert_eq!(stem(pattern, &own), of_own, "{pattern}");
        }
        assert_eq!(NamePattern::default(), NamePattern::USUAL.parse().unwrap());
    }

    #[test]
    fn numbers_are_as_long_as_those_of_the_others() {
        let among_many = Naming { variant_digits: 3, ..drawn() };
        assert_eq!(stem("{category}{variant}", &among_many), "jellyfish003");
        let last = "{number}".parse::<NamePattern>().unwrap();
        assert_eq!([1, 99, 120].map(|at| last.stem(&drawn(), (at, 120))), ["001", "099", "120"]);
    }

    #[cfg(feature = "formats")]
    #[test]
    fn zeros_before_a_variant_make_no_name_of_its_own() {
        let sprite = crate::sprite::Sprite::EMPTY;
        let recipe = Recipe { variant: 3, ..crate::files::test_support::recipe_of(&sprite, 7) };
        for (name, is_own) in [
            ("coral-vent-7-3", false),
            ("coral-vent-7-003", false),
            ("coral-vent-7-3-of-1a2b3c", false),
            ("coral-vent-7-30", true),
            ("coral-vent-7-", true),
        ] {
            assert_eq!(Naming::of(name, Some(&recipe)).own.is_some(), is_own, "{name}");
        }
    }

    #[test]
    fn what_is_not_there_is_left_out_with_its_separator() {
        let art =
            Naming { own: Some("a--b".to_owned()), usual: "hero".to_owned(), ..Naming::default() };
        for (pattern, expected) in [
            ("{name}-{zone}-{seed}", "a--b"),
            ("{zone}-{name}", "a--b"),
            ("{seed}_{variant} {name}.x", "a--b.x"),
            ("{zone}", "sprite"),
            ("f-{seed}-{name}", "f-a--b"),
        ] {
            assert_eq!(stem(pattern, &art), expected, "{pattern}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_what_is_known() {
        let error = |text: &str| text.parse::<NamePattern>().unwrap_err();
        let unknown = error("{nme}").to_string();
        assert!(unknown.contains("{nme}") && unknown.contains("{variant}"), "{unknown}");
        assert_eq!(error("{name"), PatternError::OpenBrace);
        assert_eq!(error("name}"), PatternError::OpenBrace);
        assert_eq!(error("a/{name}"), PatternError::IsPath);
        assert_eq!(error("  "), PatternError::Empty);
    }
}
