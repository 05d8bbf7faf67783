//! Prompt lines: what a sprite should be, in a few words of a closed vocabulary.
//!
//! "small striped crab, kelp and sand, big eyes, hadal" becomes [`Labels`]. The vocabulary is made
//! of the names of the schema and of a list of synonyms; order, commas, plurals, hyphens and small
//! words are free. A word that is not in it is an error that names the nearest one that is: nothing
//! is guessed, and there is no text encoder.

mod synonyms;

use std::collections::BTreeMap;

use super::{Axis, AxisRef, Labels, Schema, slug};
use synonyms::{FILLERS, QUALIFIED, SYNONYMS};

/// The most words of one phrase ("portuguese man of war").
const LONGEST: usize = 5;

/// A value of an axis that a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordSense {
    /// Place of the axis in the schema.
    pub axis: usize,
    /// The value on it.
    pub value: u8,
}

/// One phrase of a prompt line and what it was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadWord {
    /// The phrase as it was written.
    pub text: String,
    /// What it stands for.
    pub sense: WordSense,
}

/// One word of the vocabulary: its usual spelling, and what it can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VocabularyWord {
    /// As it is usually written.
    pub spelling: String,
    /// What it stands for: the first of these whose axis has no other value yet.
    pub senses: Vec<WordSense>,
}

/// Why a prompt line makes no sense.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum WordsError {
    /// Not in the vocabulary.
    #[error("\"{word}\" is no word of this model{}; `shoal words` lists all", meant(nearest.as_deref()))]
    Unknown {
        /// The word.
        word: String,
        /// The nearest one in the vocabulary, if one is near.
        nearest: Option<String>,
    },
    /// A word for something that other models can be asked for.
    #[error(
        "\"{word}\" needs a model with the axis \"{axis}\", which this one was not taught; `shoal words` lists what it knows"
    )]
    Lacking {
        /// The word.
        word: String,
        /// What it would be a value of.
        axis: String,
    },
    /// Two values of one axis.
    #[error(
        "\"{first}\" and \"{second}\" do not go together: a sprite has one {axis}; leave one out"
    )]
    Contradiction {
        /// The earlier phrase.
        first: String,
        /// The later phrase.
        second: String,
        /// The axis of both.
        axis: String,
    },
    /// A kind of one category and the name of another.
    #[error("\"{kind}\" is of the category {own}, and \"{other}\" of {theirs}; leave one out")]
    OtherCategory {
        /// The phrase that names the kind.
        kind: String,
        /// Its category.
        own: String,
        /// The phrase that names another category, or a kind of it.
        other: String,
        /// That category.
        theirs: String,
    },
    /// Too much to be a prompt.
    #[error("the prompt has more than {max} letters; a few words are enough", max = Schema::MAX_PROMPT)]
    TooLong,
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default()
}

/// The vocabulary of a schema, by spelling keys.
struct Vocabulary {
    words: BTreeMap<String, VocabularyWord>,
}

impl Schema {
    /// The most letters of a prompt line.
    pub const MAX_PROMPT: usize = 1000;

    /// The labels that a prompt line asks for.
    ///
    /// Where a word names a kind (a body plan), its category is set too. An empty line asks for
    /// anything.
    pub fn read_words(&self, line: &str) -> Result<Labels, WordsError> {
        Ok(self.read_phrases(line)?.0)
    }

    /// The labels that a prompt line asks for, and the phrases it was read as, in their order.
    pub fn read_phrases(&self, line: &str) -> Result<(Labels, Vec<ReadWord>), WordsError> {
        if line.chars().count() > Self::MAX_PROMPT {
            return Err(WordsError::TooLong);
        }
        let vocabulary = Vocabulary::of(self);
        let tokens: Vec<&str> = line.split(is_gap).filter(|token| !token.is_empty()).collect();
        let mut labels = Labels::default().bound(self.id());
        let mut read: Vec<ReadWord> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some((n_tokens, word)) = vocabulary.longest(&tokens[at..]) else {
                if !FILLERS.contains(&key_of(tokens[at]).as_str()) {
                    return Err(Self::unknown(&vocabulary, &tokens[at..]));
                }
                at += 1;
                continue;
            };
            let text = tokens[at..at + n_tokens].join(" ");
            let sense = self.choose(labels, &read, &text, &word.senses)?;
            labels = labels.with(sense.axis, Some(sense.value));
            if read.iter().all(|earlier| earlier.sense != sense) {
                read.push(ReadWord { text, sense });
            }
            at += n_tokens;
        }
        self.check_categories(labels, &read)?;
        Ok((self.with_category_of_kinds(labels), read))
    }

    /// The prompt line of labels: [`Self::read_words`] reads the same from it.
    #[must_use]
    pub fn write_words(&self, labels: Labels) -> String {
        let implied = self.category_of_kinds(labels);
        let vocabulary = Vocabulary::of(self);
        let phrases: Vec<String> = self
            .axes()
            .enumerate()
            .filter(|(axis, _)| *axis != Self::CATEGORY || labels.category != implied)
            .filter_map(|(axis, _)| {
                Some(vocabulary.phrase(self, WordSense { axis, value: labels.get(axis)? }))
            })
            .collect();
        phrases.join(", ")
    }

    /// A phrase for one value of one axis, whatever else a line says.
    #[must_use]
    pub fn phrase(&self, sense: WordSense) -> String {
        Vocabulary::of(self).phrase(self, sense)
    }

    /// Every word of the vocabulary, in alphabetical order.
    #[must_use]
    pub fn words(&self) -> Vec<VocabularyWord> {
        Vocabulary::of(self).words.into_values().collect()
    }

    /// Which of a word's senses is meant where a line has said this much already.
    fn choose(
        &self,
        labels: Labels,
        read: &[ReadWord],
        text: &str,
        senses: &[WordSense],
    ) -> Result<WordSense, WordsError> {
        let free = senses
            .iter()
            .find(|sense| labels.get(sense.axis).is_none_or(|value| value == sense.value));
        free.copied().ok_or_else(|| {
            let axis = senses[0].axis;
            let earlier = read.iter().find(|word| word.sense.axis == axis);
            WordsError::Contradiction {
                first: earlier.map_or_else(String::new, |word| word.text.clone()),
                second: text.to_owned(),
                axis: self.axes().nth(axis).map_or_else(String::new, |axis| spoken(axis.name)),
            }
        })
    }

    /// Refuses kinds of two categories, or a kind and the name of another category.
    fn check_categories(&self, labels: Labels, read: &[ReadWord]) -> Result<(), WordsError> {
        let category = |sense: WordSense| match sense.axis {
            Self::CATEGORY => Some(sense.value),
            axis => {
                let Axis { categories, .. } = self.traits.get(axis.checked_sub(2)?)?;
                categories.get(usize::from(sense.value)).copied()
            }
        };
        let named = read.iter().filter_map(|word| Some((word, category(word.sense)?)));
        let mut named: Vec<(&ReadWord, u8)> = named.collect();
        // The kind first: it is what the message is about.
        named.sort_by_key(|(word, _)| word.sense.axis == Self::CATEGORY);
        let Some(((kind, own), others)) = named.split_first() else { return Ok(()) };
        let Some((other, theirs)) = others.iter().find(|(_, category)| category != own) else {
            return Ok(());
        };
        let name =
            |category: u8| slug(self.category_name(labels.with(Self::CATEGORY, Some(category))));
        Err(WordsError::OtherCategory {
            kind: kind.text.clone(),
            own: name(*own),
            other: other.text.clone(),
            theirs: name(*theirs),
        })
    }

    /// The words that a misspelled one may have been meant as, the nearest first.
    #[must_use]
    pub fn near_words(&self, word: &str, most: usize) -> Vec<String> {
        let vocabulary = Vocabulary::of(self);
        vocabulary.near(word).into_iter().take(most).collect()
    }

    fn unknown(vocabulary: &Vocabulary, tokens: &[&str]) -> WordsError {
        let lacking = (1..=tokens.len().min(LONGEST)).rev().find_map(|n_tokens| {
            let wanted = key_of_all(&tokens[..n_tokens]);
            let line = SYNONYMS.iter().find(|(axis, value, others)| {
                let is_spelled = key(value) == wanted && !QUALIFIED.contains(axis);
                is_spelled || others.split(',').any(|other| key(other) == wanted)
            });
            line.map(|(axis, ..)| (tokens[..n_tokens].join(" "), (*axis).to_owned()))
        });
        if let Some((word, axis)) = lacking {
            return WordsError::Lacking { word, axis };
        }
        let word = tokens[0].to_owned();
        WordsError::Unknown { nearest: vocabulary.nearest(&word), word }
    }
}

impl Vocabulary {
    fn of(schema: &Schema) -> Self {
        let mut vocabulary = Self { words: BTreeMap::new() };
        for (axis, AxisRef { name: of, values }) in schema.axes().enumerate() {
            for (value, name) in values.iter().enumerate() {
                let sense = WordSense { axis, value: value as u8 };
                let (value_name, axis_name) = (spoken(name), spoken(of));
                if !is_qualified(of) && key(name) != "none" {
                    vocabulary.add(&value_name, sense);
                }
                if key(name) == "none" {
                    vocabulary.add(&format!("no {axis_name}"), sense);
                }
                vocabulary.add(&format!("{value_name} {axis_name}"), sense);
                vocabulary.add(&format!("{axis_name} {value_name}"), sense);
            }
        }
        // Names come first: a synonym never takes a name away from an earlier axis, but a word
        // that is a synonym on an early axis and a name on a later one goes to the early one.
        for (axis, value, others) in SYNONYMS {
            let Some(sense) = schema.sense(axis, value) else { continue };
            for other in others.split(',').map(str::trim).filter(|other| !other.is_empty()) {
                vocabulary.add(other, sense);
                vocabulary.add(&format!("{other} {axis}"), sense);
            }
        }
        for word in vocabulary.words.values_mut() {
            word.senses.sort_by_key(|sense| sense.axis);
        }
        vocabulary
    }

    fn add(&mut self, spelling: &str, sense: WordSense) {
        let word = self.words.entry(key(spelling)).or_insert_with(|| VocabularyWord {
            spelling: spelling.to_owned(),
            senses: Vec::new(),
        });
        // The first value of an axis with that spelling stays: names come before synonyms.
        if word.senses.iter().all(|known| known.axis != sense.axis) {
            word.senses.push(sense);
        }
    }

    /// The plain name of a value where a line that begins with it means this value, otherwise the
    /// name with its axis.
    fn phrase(&self, schema: &Schema, sense: WordSense) -> String {
        let Some(axis) = schema.axes().nth(sense.axis) else { return String::new() };
        let name = axis.values.get(usize::from(sense.value)).map_or("", String::as_str);
        let found = self.words.get(&key(name));
        let is_plain = found.is_some_and(|word| word.senses.first() == Some(&sense));
        if is_plain { spoken(name) } else { format!("{} {}", spoken(name), spoken(axis.name)) }
    }

    /// The longest phrase at the beginning of these words, and how many of them it takes.
    fn longest(&self, tokens: &[&str]) -> Option<(usize, &VocabularyWord)> {
        (1..=tokens.len().min(LONGEST)).rev().find_map(|n_tokens| {
            Some((n_tokens, self.words.get(&key_of_all(&tokens[..n_tokens]))?))
        })
    }

    /// The word that a misspelled one is nearest to.
    fn nearest(&self, word: &str) -> Option<String> {
        self.near(word).into_iter().next()
    }

    /// The words that a misspelled one is near to, the nearest first.
    fn near(&self, word: &str) -> Vec<String> {
        let wanted = key(word);
        let scored = self.words.iter().map(|(key, word)| {
            (strsim::damerau_levenshtein(key, &wanted), word.spelling.len(), &word.spelling)
        });
        let most = 1.max(wanted.chars().count() / 3);
        let mut near: Vec<_> = scored.filter(|(distance, ..)| *distance <= most).collect();
        near.sort();
        near.into_iter().map(|(.., spelling)| spelling.clone()).collect()
    }
}

impl Schema {
    /// The value of an axis by the names of both, if this world has them.
    fn sense(&self, axis: &str, value: &str) -> Option<WordSense> {
        let (place, found) = self.axes().enumerate().find(|(_, it)| key(it.name) == key(axis))?;
        let value = found.values.iter().position(|name| key(name) == key(value))?;
        Some(WordSense { axis: place, value: value as u8 })
    }
}

/// Whether values of this axis need its name beside them.
fn is_qualified(axis: &str) -> bool {
    QUALIFIED.contains(&slug(axis).as_str())
}

/// A name as a line has it: lower case, without hyphens.
fn spoken(name: &str) -> String {
    slug(name).replace('-', " ")
}

/// What parts words: everything but letters, digits and apostrophes.
fn is_gap(letter: char) -> bool {
    !(letter.is_alphanumeric() || letter == '\'' || letter == '\u{2019}')
}

/// All that a value of an axis is called, for the collection's search. Both are given by the names
/// that files have ("sea-slug").
#[cfg(feature = "studio")]
pub(crate) fn spellings<'a>(axis: &'a str, value: &'a str) -> impl Iterator<Item = &'a str> {
    let (axis_key, value_key) = (key(axis), key(value));
    let of_value =
        move |(of, name, _): &&(&str, &str, &str)| key(of) == axis_key && key(name) == value_key;
    let others = SYNONYMS.iter().filter(of_value).flat_map(|(.., others)| others.split(", "));
    std::iter::once(value).chain(others).filter(|name| !name.is_empty())
}

/// What spellings have in common: letters and digits in lower case, each word in the singular.
pub(crate) fn key(phrase: &str) -> String {
    let tokens: Vec<&str> = phrase.split(is_gap).collect();
    key_of_all(&tokens)
}

fn key_of_all(tokens: &[&str]) -> String {
    tokens.iter().map(|token| key_of(token)).collect()
}

/// One word in lower case and in the singular.
fn key_of(token: &str) -> String {
    let lower: String =
        token.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let without = |n: usize| lower[..lower.len() - n].to_owned();
    if lower.len() > 4 && lower.ends_with("ies") {
        return without(3) + "y";
    }
    if lower.len() > 4 && ends(&["ches", "shes", "xes", "sses", "uses"]) {
        return without(2);
    }
    if lower.len() > 3 && lower.ends_with('s') && !ends(&["ss", "us", "is"]) {
        return without(1);
    }
    lower
}

#[cfg(test)]
mod tests;
